import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitForArchive } from './harness/archive.ts';
import { expect, listen, test as base } from './harness/fixtures.ts';
import { startPureChromium, type PureChromium } from './harness/purechromium.ts';
import { writeToneWav } from './harness/tones.ts';

// The page of a recording is hidden, stopped and shown again by the browser, as a phone does it.

/** Longer than anything that could be a late slice. */
const FROZEN_MS = 12_000;

const test = base.extend<{ chromium: PureChromium }>({
  chromium: async ({ server }, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'holdfast-pure-'));
    const microphone = join(folder, 'tones.wav');
    await writeToneWav(microphone, 60);
    const chromium = await startPureChromium(join(folder, 'profile'), microphone);
    await chromium.open(`${server.url}/oidc/signin?returnTo=/`);
    await tap(chromium, 'doctor@example.org');
    // What is put into the page before the app is there is gone with the page of the sign-in.
    await expect.poll(() => chromium.run<boolean>(usable('Record')).catch(() => false), { timeout: 20_000 }).toBe(true);
    await use(chromium);
    await chromium.close();
    await rm(folder, { recursive: true, force: true });
  },
});

const buttonOf = (name: string) => `[...document.querySelectorAll('button')].find((one) => one.textContent.includes(${JSON.stringify(name)}) && one.ariaDisabled !== 'true')`;
/** Whether there is a button that can be used now. */
const usable = (name: string) => `${buttonOf(name)} !== undefined`;
/** The same, tapped if so. */
const tapped = (name: string) => `(() => {
  const button = ${buttonOf(name)};
  button?.click();
  return button !== undefined;
})()`;
const tap = (chromium: PureChromium, name: string) => expect.poll(() => chromium.run<boolean>(tapped(name)).catch(() => false), { timeout: 20_000 }).toBe(true);
const savedMs = (chromium: PureChromium) => chromium.run<number>(`Number(document.querySelector('[data-saved-ms]')?.dataset.savedMs ?? 0)`);
const saved = (chromium: PureChromium, ms: number) => expect.poll(() => savedMs(chromium), { timeout: ms + 20_000 }).toBeGreaterThanOrEqual(ms);
const visibility = (chromium: PureChromium) => expect.poll(() => chromium.run<string>('document.visibilityState'));

test('B1 [RSC10] a recording goes on without a gap while its page is hidden, and the meter rests meanwhile', async ({ server, chromium, page }) => {
  await chromium.run(`(globalThis.drawn = 0, globalThis.real = requestAnimationFrame, globalThis.requestAnimationFrame = (run) => real((at) => (globalThis.drawn++, run(at))), 0)`);
  await tap(chromium, 'Record');
  await saved(chromium, 2_000);
  expect(await chromium.run<number>('drawn')).toBeGreaterThan(0);
  await chromium.setHidden(true);
  await visibility(chromium).toBe('hidden');
  const [drawn, before] = [await chromium.run<number>('drawn'), await savedMs(chromium)];
  await saved(chromium, before + 5_000);
  expect((await chromium.run<number>('drawn')) - drawn).toBeLessThanOrEqual(1);
  await chromium.setHidden(false);
  await visibility(chromium).toBe('visible');
  await saved(chromium, before + 8_000);
  await tap(chromium, 'Stop');
  const [archived] = await waitForArchive(server.dataDir);
  expect(archived!.record.gaps).toEqual([]);
  expect(archived!.record.takes).toHaveLength(1);
  expect((await listen(page, archived!)).durationS).toBeGreaterThanOrEqual((before + 8_000) / 1000 - 0.05);
});

test('B2 [RSC15] the screen that the browser lets go off with a hidden page is kept on again when the page is back', async ({ chromium }) => {
  await chromium.run(`(() => {
    globalThis.held = 0;
    const real = navigator.wakeLock.request.bind(navigator.wakeLock);
    navigator.wakeLock.request = async (type) => {
      const lock = await real(type);
      held++;
      lock.addEventListener('release', () => held--);
      return lock;
    };
    return 0;
  })()`);
  const held = () => expect.poll(() => chromium.run<number>('held'));
  await tap(chromium, 'Record');
  await held().toBe(1);
  await chromium.setHidden(true);
  await held().toBe(0);
  await chromium.setHidden(false);
  await held().toBe(1);
  expect(await chromium.run<string>(`document.querySelector('.keepopen')?.innerText`)).not.toContain('Keep the screen on');
  await tap(chromium, 'Stop');
  await held().toBe(0);
});

test('B1 [RSC10] a page that the browser stops behind another loses nothing of the sound', async ({ server, chromium, page }) => {
  await tap(chromium, 'Record');
  await saved(chromium, 3_000);
  await chromium.run(`(globalThis.told = [], ['freeze', 'resume'].forEach((name) => document.addEventListener(name, () => told.push(name))), 0)`);
  await chromium.setHidden(true);
  await visibility(chromium).toBe('hidden');
  const [before, frozenAtMs] = [await savedMs(chromium), Date.now()];
  await chromium.setFrozen(true);
  await new Promise((resolve) => setTimeout(resolve, FROZEN_MS));
  await chromium.setFrozen(false);
  await chromium.setHidden(false);
  const frozenMs = Date.now() - frozenAtMs;
  expect(await chromium.run('told')).toEqual(['freeze', 'resume']);
  await saved(chromium, before + frozenMs + 2_000);
  await tap(chromium, 'Stop');
  const [archived] = await waitForArchive(server.dataDir);
  expect(archived!.record.gaps).toEqual([]);
  expect((await listen(page, archived!)).durationS).toBeGreaterThanOrEqual((before + frozenMs) / 1000);
});

test('B1 [RSC9] the whole device sleeps: what was recorded before is kept, a new take goes on, and the gap with its time is in the archive', async ({ server, chromium }) => {
  await tap(chromium, 'Record');
  await saved(chromium, 4_000);
  const sleptAtMs = Date.now();
  chromium.sleep();
  await new Promise((resolve) => setTimeout(resolve, FROZEN_MS));
  chromium.wake();
  await expect.poll(() => chromium.run<string>(`document.querySelector('.takes')?.innerText ?? ''`), { timeout: 20_000 }).toContain('Take 2');
  await saved(chromium, 8_000);
  await tap(chromium, 'Stop');
  const [archived] = await waitForArchive(server.dataDir);
  const { gaps, takes, seconds } = archived!.record;
  expect(gaps).toMatchObject([{ afterTake: 0, cause: 'asleep' }]);
  expect(Math.abs(gaps[0]!.startedAtMs - sleptAtMs)).toBeLessThan(4_000);
  expect(gaps[0]!.endedAtMs - gaps[0]!.startedAtMs).toBeGreaterThan(FROZEN_MS - 2_000);
  expect(takes!.map(({ ended }) => ended)).toEqual(['fault', 'stop']);
  expect(seconds).toBeGreaterThan(7.9);
});
