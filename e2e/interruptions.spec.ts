import type { Page } from '@playwright/test';
import { waitForArchive } from './harness/archive.ts';
import { killAudioService } from './harness/audioservice.ts';
import { expect, test } from './harness/fixtures.ts';
import { loopbackMicrophone } from './harness/loopback.ts';
import { signIn } from './screens/app.ts';
import { libraryOn } from './screens/library.ts';

// What comes between a microphone and a recording, done by the browser itself, seen on the screen and in the archive.

const takes = (page: Page) => page.getByRole('list', { name: 'Takes' }).getByRole('listitem');
const state = (page: Page) => page.getByTestId('state');

/** What `recording.json` tells of a recording that was interrupted once. */
async function archivedGap(dataDir: string) {
  const [archived] = await waitForArchive(dataDir);
  const { gaps, takes: all, partial, seconds } = archived!.record;
  expect(gaps).toHaveLength(1);
  const [{ startedAtMs, endedAtMs, ...gap }] = gaps as [(typeof gaps)[number]];
  return { gap: { ...gap, lastedMs: endedAtMs - startedAtMs }, takes: all!, partial, seconds };
}

test('B1 [RSC9] a call mutes the microphone: the screen says since when and that it goes on by itself, it does, and the gap is in the archive', async ({ server, newDevice }) => {
  const device = await newDevice({ seconds: 60, scripts: [loopbackMicrophone] });
  const app = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  const { page } = app;
  const call = (begins: boolean) => page.evaluate((to) => (globalThis as unknown as { call(begins: boolean): Promise<void> }).call(to), begins);
  await app.record();
  await app.waitForSaved(3_000);
  await call(true);
  await expect(state(page)).toHaveText('Interrupted', { timeout: 10_000 });
  const note = page.getByRole('alert');
  await expect(note).toContainText('The microphone was muted');
  await expect(note).toContainText(/No sound is recorded since \d\d:\d\d\. What was recorded before is saved: 0:0[3-9]\. The recording goes on by itself/);
  await expect(page.getByRole('button', { name: 'Stop', exact: true })).toHaveAttribute('aria-disabled', 'false');
  await expect(takes(page)).toHaveText(/^Take 1 · saved/);
  await call(false);
  await expect(state(page)).toHaveText('Recording', { timeout: 10_000 });
  await expect(note).toHaveCount(0);
  await expect(takes(page)).toHaveCount(2);
  const before = await app.savedMs();
  await app.waitForSaved(before + 2_000);
  await app.stop();
  await expect(page.getByRole('list', { name: 'Interruptions' }).getByRole('listitem')).toHaveText(/^\d\d:\d\d to \d\d:\d\d, 0:\d\d missing\. The microphone was muted\.$/);
  const told = await archivedGap(server.dataDir);
  expect(told.gap).toMatchObject({ afterTake: 0, cause: 'muted' });
  expect(told.gap.lastedMs).toBeGreaterThan(2_000);
  expect(told.takes.map(({ ended }) => ended)).toEqual(['fault', 'stop']);
  // The player shows where it is.
  const library = libraryOn(page);
  await library.open();
  await library.items.first().getByRole('button', { name: 'Play', exact: true }).click();
  const points = library.items.first().getByRole('group', { name: 'Marks and interruptions' }).getByRole('button');
  const gap = points.filter({ hasText: /\d\d:\d\d to \d\d:\d\d, 0:\d\d missing\. The microphone was muted\.$/ });
  await expect(gap).toHaveCount(1);
  expect(await gap.getAttribute('data-at-ms')).toBe(await points.filter({ hasText: 'Take 2' }).getAttribute('data-at-ms'));
});

test('B1 [RSC9] the microphone dies: a new take goes on with what there is, and the gap is in the archive', async ({ server, device }) => {
  const app = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  const { page } = app;
  await app.record();
  await app.waitForSaved(4_000);
  expect(killAudioService(device.profileDir)).toBe(1);
  await expect(takes(page)).toHaveText([/^Take 1 · saved/, /^Take 2 · now/]);
  const atLossMs = await app.savedMs();
  expect(atLossMs).toBeGreaterThanOrEqual(4_000);
  await app.waitForSaved(atLossMs + 3_000);
  const savedMs = await app.stop();
  const told = await archivedGap(server.dataDir);
  expect(told.gap).toMatchObject({ afterTake: 0, cause: 'ended' });
  expect(told.takes.map(({ take }) => take)).toEqual([0, 1]);
  expect(Math.abs(told.seconds - savedMs / 1000)).toBeLessThanOrEqual(0.3);
});

test('R6 B1 [RSC9] the microphone is forbidden in the middle: it waits, paused, says what to do, and goes on when it is allowed again', async ({ server, newDevice }) => {
  const device = await newDevice({ seconds: 60, asks: true });
  const page = await device.open(server.url);
  const settings = await page.context().newCDPSession(page);
  const allow = (setting: 'granted' | 'denied') => settings.send('Browser.setPermission', { permission: { name: 'microphone' }, setting, origin: server.url });
  await allow('granted');
  const app = await signIn(page, server.url, 'doctor@example.org');
  await app.record();
  await app.waitForSaved(3_000);
  await allow('denied');
  await expect(state(page)).toHaveText('Paused', { timeout: 10_000 });
  const pausedAtMs = Date.now();
  const fault = page.getByRole('alert');
  await expect(fault).toContainText('The microphone is not allowed');
  await expect(fault).toContainText(/What you recorded so far is safe: 0:0[3-9]\. Select the icon beside the address .* Resume goes on with the recording, Stop ends it\./);
  await expect(page.locator('.note', { hasText: 'The microphone was disconnected' })).toContainText(/since \d\d:\d\d/);
  await allow('granted');
  const pausedMs = Date.now() - pausedAtMs;
  await app.resume();
  const before = await app.savedMs();
  await app.waitForSaved(before + 2_000);
  await expect(fault).toHaveCount(0);
  await app.stop();
  const told = await archivedGap(server.dataDir);
  expect(told.gap).toMatchObject({ afterTake: 0, cause: 'ended' });
  expect(told.gap.lastedMs).toBeGreaterThanOrEqual(pausedMs);
});

test('B2 [RSC3] another microphone is chosen while recording: it takes over at once in a new take, and is remembered', async ({ server, newDevice }) => {
  const device = await newDevice({ seconds: 60, args: ['--use-fake-device-for-media-stream=device-count=3'] });
  const app = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  const { page } = app;
  const options = page.getByRole('button', { name: /^Options/ });
  const choice = page.getByRole('combobox', { name: 'Microphone' });
  await app.record();
  await app.waitForSaved(2_000);
  await options.click();
  const names = await choice.getByRole('option').allTextContents();
  expect(names[0]).toBe('As the device chooses');
  expect(names.length).toBeGreaterThanOrEqual(3);
  const other = names.at(-1)!;
  await expect(options).not.toContainText(other);
  await expect(page.getByRole('radio', { name: 'Raw' })).toBeDisabled();
  await choice.selectOption({ label: other });
  await page.keyboard.press('Escape');
  await expect(takes(page)).toHaveText([/^Take 1 · saved/, /^Take 2 · now/]);
  await expect(options).toContainText(other);
  await expect(page.getByRole('alert')).toHaveCount(0);
  const before = await app.savedMs();
  await app.waitForSaved(before + 2_000);
  await app.stop();
  expect((await archivedGap(server.dataDir)).gap).toMatchObject({ afterTake: 0, cause: 'switched' });
  await page.reload();
  await options.click();
  await expect(choice.getByRole('option', { selected: true })).toHaveText(other);
});

test('B1 B2 [INT4, RSC3] a microphone that is plugged in while recording can be chosen, and one that has died without a word is found out and replaced', async ({ server, newDevice }) => {
  const device = await newDevice({
    seconds: 60,
    scripts: [
      () => {
        const { mediaDevices } = navigator;
        const [list, open] = [mediaDevices.enumerateDevices.bind(mediaDevices), mediaDevices.getUserMedia.bind(mediaDevices)];
        const tracks: MediaStreamTrack[] = [];
        let plugged: MediaDeviceInfo[] = [];
        mediaDevices.getUserMedia = async (wanted) => {
          const stream = await open(wanted);
          tracks.push(...stream.getTracks());
          return stream;
        };
        mediaDevices.enumerateDevices = async () => [...(await list()), ...plugged];
        Object.assign(globalThis, {
          /** As the system tells it. A track that is stopped says nothing of it. */
          replug(label: string, dies: boolean) {
            plugged = [{ kind: 'audioinput', deviceId: label, groupId: label, label } as MediaDeviceInfo];
            if (dies) for (const track of tracks) track.stop();
            mediaDevices.dispatchEvent(new Event('devicechange'));
          },
        });
      },
    ],
  });
  const app = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  const { page } = app;
  const replug = (label: string, dies: boolean) =>
    page.evaluate(([name, gone]) => (globalThis as unknown as { replug(label: string, dies: boolean): void }).replug(name, gone), [label, dies] as const);
  const choice = page.getByRole('combobox', { name: 'Microphone' });
  await app.record();
  await app.waitForSaved(2_000);
  await page.getByRole('button', { name: /^Options/ }).click();
  await expect(choice.getByRole('option', { name: 'Headset' })).toHaveCount(0);
  await replug('Headset', false);
  await expect(choice.getByRole('option', { name: 'Headset' })).toHaveCount(1);
  await replug('Another', false);
  await expect(choice.getByRole('option', { name: 'Headset' })).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(takes(page)).toHaveText(/^Take 1 · now/);
  await replug('Headset', true);
  await expect(takes(page)).toHaveText([/^Take 1 · saved/, /^Take 2 · now/], { timeout: 10_000 });
  const before = await app.savedMs();
  await app.waitForSaved(before + 2_000);
  await app.stop();
  // Nothing would be known before five seconds without data otherwise, and that is another cause.
  expect((await archivedGap(server.dataDir)).gap).toMatchObject({ afterTake: 0, cause: 'muted' });
});
