import { expect, test } from '../harness/fixtures.ts';
import { startDevice } from '../harness/device.ts';
import { appOn, signIn } from '../screens/app.ts';

// How long a slice should be: what a crash loses and what a write costs, at three lengths. For docs/adr/0002.

const KILLS = 8;
const SECONDS = 6;

interface Notes {
  startedAtMs: number;
  writesMs: number[];
}

/** Records with slices of `ms` and notes how long every chunk's transaction took. */
function withSlices(ms: number): { content: string } {
  const content = `
    globalThis.notes = { startedAtMs: 0, writesMs: [] };
    const start = MediaRecorder.prototype.start;
    MediaRecorder.prototype.start = function () { globalThis.notes.startedAtMs = Date.now(); start.call(this, ${ms}); };
    const transaction = IDBDatabase.prototype.transaction;
    IDBDatabase.prototype.transaction = function (names, mode, options) {
      const opened = transaction.call(this, names, mode, options);
      if (mode === 'readwrite' && [...names].includes('chunks')) {
        const from = performance.now();
        opened.addEventListener('complete', () => globalThis.notes.writesMs.push(performance.now() - from));
      }
      return opened;
    };`;
  return { content };
}

const at = (sorted: number[], share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;

test('slices of 250, 500 and 1000 ms', async ({ server }) => {
  const rows: Record<string, string | number>[] = [];
  for (const sliceMs of [250, 500, 1_000]) {
    const lostMs: number[] = [];
    const writesMs: number[] = [];
    for (let kill = 0; kill < KILLS; kill++) {
      const device = await startDevice({ seconds: 30, scripts: [withSlices(sliceMs)] });
      const app = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
      await device.setOffline(true);
      await app.record();
      await app.waitForSaved(SECONDS * 1000);
      const { startedAtMs } = await app.page.evaluate(() => (globalThis as unknown as { notes: Notes }).notes);
      // A wait for what was saved ends right after a write. The battery dies at any time.
      const dieAtMs = startedAtMs + SECONDS * 1000 + 1_200 + (kill * 1_000) / KILLS;
      await expect.poll(() => Date.now(), { intervals: [5] }).toBeGreaterThan(dieAtMs);
      const notes = await app.page.evaluate(() => (globalThis as unknown as { notes: Notes }).notes);
      await device.kill();
      const killedAtMs = Date.now();
      writesMs.push(...notes.writesMs);
      await device.start();
      await device.setOffline(true);
      const page = await device.open(server.url);
      const again = await appOn(page);
      await again.items();
      const savedMs = await page.evaluate(
        () =>
          new Promise<number>((resolve) => {
            void indexedDB.databases().then((all) => {
              const name = all.map((one) => one.name!).find((one) => one.startsWith('holdfast-'))!;
              const open = indexedDB.open(name);
              open.onsuccess = () => {
                const read = open.result.transaction('recordings').objectStore('recordings').getAll();
                read.onsuccess = () => resolve((read.result as { savedMs: number }[])[0]!.savedMs);
              };
            });
          }),
      );
      lostMs.push(killedAtMs - notes.startedAtMs - savedMs);
      await device.dispose();
    }
    const lost = lostMs.toSorted((a, b) => a - b);
    const writes = writesMs.toSorted((a, b) => a - b);
    rows.push({
      'slice (ms)': sliceMs,
      kills: KILLS,
      'lost, median (ms)': Math.round(at(lost, 0.5)),
      'lost, most (ms)': Math.round(lost.at(-1)!),
      writes: writes.length,
      'write, median (ms)': at(writes, 0.5).toFixed(1),
      'write, 95 % (ms)': at(writes, 0.95).toFixed(1),
    });
  }
  console.table(rows);
});
