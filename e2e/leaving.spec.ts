import type { Page } from '@playwright/test';
import { archivedRecordings, waitForArchive } from './harness/archive.ts';
import { expect, test } from './harness/fixtures.ts';
import { signIn } from './screens/app.ts';

// What a person is told before something is lost: in front of the recorder, during a recording, and when leaving it.

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const network = (page: Page) => page.getByTestId('network');

test('R7 [RSC11] leaving while recording or paused asks, staying goes on with the recording, and without one nobody asks', async ({ server, device }) => {
  const app = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  const { page } = app;
  const asked: string[] = [];
  page.on('dialog', (dialog) => {
    asked.push(dialog.type());
    void dialog.dismiss();
  });
  const leave = () => page.evaluate(() => location.assign('/favicon.svg'));
  await app.record();
  await app.waitForSaved(1_000);
  await leave();
  await expect.poll(() => asked).toEqual(['beforeunload']);
  await expect(page.getByTestId('state')).toHaveText('Recording');
  const before = await app.savedMs();
  await app.waitForSaved(before + 1_500);
  await app.pause();
  await page.close({ runBeforeUnload: true });
  await expect.poll(() => asked).toEqual(['beforeunload', 'beforeunload']);
  await expect(page.getByTestId('state')).toHaveText('Paused');
  await app.stop();
  expect((await waitForArchive(server.dataDir))[0]!.record.partial).toBe(false);
  await leave();
  await page.waitForURL('**/favicon.svg');
  expect(asked).toHaveLength(2);
});

test('R6 [RSC12] a microphone that is refused is told with what is safe and what to do here, and the next try works', async ({ server, newDevice }) => {
  const device = await newDevice({ asks: true });
  const page = await device.open(server.url);
  const settings = await page.context().newCDPSession(page);
  const allow = (setting: 'granted' | 'denied') => settings.send('Browser.setPermission', { permission: { name: 'microphone' }, setting, origin: server.url });
  await allow('denied');
  const app = await signIn(page, server.url, 'doctor@example.org');
  await button(page, 'Record').click();
  await expect(page.getByRole('alert')).toContainText(/^The microphone is not allowed.*Nothing new was recorded\. What was saved before is safe\. Select the icon beside the address/);
  await allow('granted');
  await app.record();
  await expect(page.getByRole('alert')).toHaveCount(0);
  await app.waitForSaved(1_000);
  await app.stop();
});

test('R6 [RSC12] a device without a microphone is told so', async ({ server, newDevice }) => {
  const device = await newDevice({ unplugged: true });
  const { page } = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  await button(page, 'Record').click();
  await expect(page.getByRole('alert')).toContainText(/^There is no microphone.*Connect a microphone or a headset, then try again\.$/);
  await expect(button(page, 'Record')).toHaveAttribute('aria-disabled', 'false');
});

test('R23 [RSC14] no network, a slow one and how many wait are in sight on both views, and Send now is off with the reason while offline', async ({ server, device }) => {
  const app = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  const { page } = app;
  await expect(network(page)).toHaveText('Online');
  await device.setOffline(true);
  await expect(network(page)).toHaveText('Offline');
  await app.record();
  await app.waitForSaved(1_500);
  await app.stop();
  await expect(network(page)).toHaveText('Offline · 1 waiting');
  await app.items();
  await expect(network(page)).toHaveText('Offline · 1 waiting');
  const send = button(page, 'Send now');
  await expect(send).toHaveAttribute('aria-disabled', 'true');
  await expect(send).toHaveAccessibleDescription(/^There is no network now\./);
  await send.click({ force: true });
  expect(await archivedRecordings(server.dataDir)).toEqual([]);
  await page.context().route('**/api/health', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    await route.continue();
  });
  await page.context().route('**/api/uploads', (route) => route.abort());
  await device.setOffline(false);
  await expect(network(page)).toHaveText('Slow network · 1 waiting', { timeout: 15_000 });
  await page.context().unroute('**/api/health');
  await page.context().unroute('**/api/uploads');
  await send.click();
  await waitForArchive(server.dataDir);
  await expect(network(page)).toHaveText('Online', { timeout: 60_000 });
});

test('B2 [RSC3] Voice or Raw and the quality are chosen before a recording, remembered, and what is recorded has them', async ({ server, newDevice }) => {
  const asked = () => {
    const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = (wanted) => {
      Object.assign(globalThis, { asked: wanted?.audio });
      return real(wanted);
    };
  };
  const device = await newDevice({ scripts: [asked] });
  const wanted = () => page.evaluate(() => (globalThis as unknown as { asked: MediaTrackConstraints }).asked);
  const improved = (yes: boolean) => ({ echoCancellation: yes, noiseSuppression: yes, autoGainControl: yes });
  const app = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  const { page } = app;
  const record = async (ms: number) => {
    await app.record();
    await app.waitForSaved(ms);
    await app.stop();
  };
  const choose = async (...names: string[]) => {
    await page.getByRole('button', { name: /^Options/ }).click();
    for (const name of names) await page.getByRole('radio', { name }).check();
    await button(page, 'Done').click();
  };
  await choose('Small');
  await record(6_000);
  expect(await wanted()).toMatchObject(improved(true));
  await waitForArchive(server.dataDir);
  await choose('High', 'Raw');
  await page.reload();
  await expect(page.getByRole('button', { name: /^Options/ })).toContainText('Raw · High');
  await record(6_000);
  expect(await wanted()).toMatchObject(improved(false));
  const archived = (await waitForArchive(server.dataDir, { count: 2 })).toSorted((a, b) => a.record.startedAtMs - b.record.startedAtMs);
  expect(archived.map(({ record: { quality } }) => quality)).toEqual([
    { preset: 'small', bitsPerSecond: 16_000, processing: 'voice' },
    { preset: 'high', bitsPerSecond: 64_000, processing: 'raw' },
  ]);
  const [small, high] = archived.map(({ record, files }) => files[0]!.bytes.byteLength / record.seconds);
  expect(high! / small!).toBeGreaterThan(2.5);
});

test('B2 [RSC15] the screen is kept on while recording; where the browser cannot, the person is told', async ({ server, newDevice }) => {
  const device = await newDevice({
    seconds: 40,
    scripts: [
      () => {
        const locks = { held: 0 };
        Object.assign(globalThis, { locks });
        const real = navigator.wakeLock.request.bind(navigator.wakeLock);
        navigator.wakeLock.request = async (type) => {
          if (sessionStorage.getItem('refuse')) throw new DOMException('low battery', 'NotAllowedError');
          const lock = await real(type);
          locks.held += 1;
          lock.addEventListener('release', () => (locks.held -= 1));
          return lock;
        };
      },
    ],
  });
  const app = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  const { page } = app;
  const held = () => page.evaluate(() => (globalThis as unknown as { locks: { held: number } }).locks.held);
  const told = page.getByText('Keep the screen on: this browser cannot do it for you.');
  await app.record();
  await expect.poll(held).toBe(1);
  await expect(told).toHaveCount(0);
  await app.pause();
  await expect.poll(held).toBe(0);
  await app.resume();
  await expect.poll(held).toBe(1);
  await app.stop();
  await expect.poll(held).toBe(0);
  await page.evaluate(() => sessionStorage.setItem('refuse', '1'));
  await app.record();
  await expect(told).toBeVisible();
  await app.stop();
});
