import type { CDPSession, Page } from '@playwright/test';
import { expect, test } from '../harness/fixtures.ts';
import { signIn, type AppScreen } from '../screens/app.ts';
import { fastRecorder, type FastRecorder } from './fastrecorder.ts';

// Eight hours in one recording, without a network, through all of the built app that lies below MediaRecorder: what they add to the
// page's memory, and how long Stop takes at their end. LONGRUN_HOURS=0.1 to try it.

const HOURS = Number(process.env.LONGRUN_HOURS ?? 8);
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** What the app records with. */
const SLICE_MS = 250;
const SHORT_ONES = 5;
const MAX_GROWTH_BYTES = 10 * 1024 * 1024;
const MAX_STOP_RATIO = 2;
/**
 * A Stop that is quicker counts as this long. It is a few strict writes of some milliseconds each, and one of them that meets a busy
 * disk takes as long as the rest together: there is one long recording, and that must not decide. Twice this is still no wait.
 */
const STOP_FLOOR_MS = 50;
const MB = 1024 * 1024;

const middle = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

const recordUntil = (page: Page, ms: number) => page.evaluate((until) => (globalThis as unknown as { fast: FastRecorder }).fast.recordUntil(until), ms);
/** The page's own clock. */
const nowMs = (page: Page) => page.evaluate(() => performance.now());
const storedBytes = (page: Page) => page.evaluate(async () => (await navigator.storage.estimate()).usage ?? 0);
const stopMs = (page: Page) => page.evaluate(() => (globalThis as unknown as { fast: FastRecorder }).fast.stopMs()!);

/** What the page holds once everything that can go is gone. */
async function heapOf(cdp: CDPSession) {
  // What is let go in one collection may hold on to more until the next.
  for (let turn = 0; turn < 3; turn++) await cdp.send('HeapProfiler.collectGarbage');
  const { usedSize, embedderHeapUsedSize, backingStorageSize } = await cdp.send('Runtime.getHeapUsage');
  const { nodes, jsEventListeners } = await cdp.send('Memory.getDOMCounters');
  return { usedSize, all: usedSize + embedderHeapUsedSize + backingStorageSize, nodes, jsEventListeners };
}

/** Stops what holds `ms` of sound and the slice that the recorder gives at its end. Resolves to how long Stop took. */
async function stop(app: AppScreen, ms: number): Promise<number> {
  const savedMs = await app.stop();
  // All of it, in one take: nothing was taken for silence, a standstill or a gap.
  expect(savedMs).toBeGreaterThan(ms + SLICE_MS - 60);
  expect(savedMs).toBeLessThanOrEqual(ms + SLICE_MS);
  await expect(app.page.getByRole('list', { name: 'Takes' }).getByRole('listitem')).toHaveCount(1);
  return await stopMs(app.page);
}

test(`${HOURS} h in one recording`, async ({ server, newDevice }) => {
  test.setTimeout(20 * MINUTE_MS + HOURS * 10 * MINUTE_MS);
  const device = await newDevice({ seconds: 1, scripts: [fastRecorder(SLICE_MS)] });
  const app = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  const { page } = app;
  await device.setOffline(true);
  const cdp = await device.context().newCDPSession(page);

  const shortMs: number[] = [];
  for (let i = 0; i <= SHORT_ONES; i++) {
    await app.record();
    await recordUntil(page, MINUTE_MS);
    shortMs.push(await stop(app, MINUTE_MS));
  }
  // The first is for what is loaded and compiled on the way.
  shortMs.shift();

  const rows: Record<string, string | number>[] = [];
  await app.record();
  const [began, beganInPage] = [Date.now(), await nowMs(page)];
  const ends = [MINUTE_MS, ...Array.from({ length: Math.floor(HOURS) }, (_, i) => (i + 1) * HOUR_MS), ...(HOURS % 1 > 0 ? [HOURS * HOUR_MS] : [])];
  let before: Awaited<ReturnType<typeof heapOf>> | undefined;
  let most = 0;
  for (const ms of ends) {
    await recordUntil(page, ms);
    const heap = await heapOf(cdp);
    before ??= heap;
    most = Math.max(most, heap.all - before.all);
    rows.push({
      'recorded (h)': (ms / HOUR_MS).toFixed(2),
      'slices': ms / SLICE_MS,
      'took (s)': Math.round((Date.now() - began) / 1000),
      'JS heap (MB)': (heap.usedSize / MB).toFixed(2),
      'with DOM and buffers (MB)': (heap.all / MB).toFixed(2),
      'growth (MB)': ((heap.all - before.all) / MB).toFixed(2),
      'DOM nodes': heap.nodes,
      'listeners': heap.jsEventListeners,
      'on disk (MB)': Math.round((await storedBytes(page)) / MB),
    });
  }
  // All that the page does by the clock it has done for as long.
  expect((await nowMs(page)) - beganInPage).toBeGreaterThan(HOURS * HOUR_MS - MINUTE_MS);
  const longMs = await stop(app, HOURS * HOUR_MS);
  console.table(rows);
  console.table([
    { 'Stop after': '1 min', 'median (ms)': middle(shortMs).toFixed(1), 'all (ms)': shortMs.map((ms) => ms.toFixed(1)).join(', ') },
    { 'Stop after': `${HOURS} h`, 'median (ms)': longMs.toFixed(1), 'all (ms)': longMs.toFixed(1) },
  ]);
  expect(most).toBeLessThan(MAX_GROWTH_BYTES);
  expect(longMs / Math.max(STOP_FLOOR_MS, middle(shortMs))).toBeLessThanOrEqual(MAX_STOP_RATIO);
});
