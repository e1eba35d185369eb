import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { OwnerDb } from '../../src/adapters/dexie/ownerdb.ts';
import { createRecordingStore } from '../../src/adapters/dexie/recordingstore.ts';
import { createMemoryRecordings, type MemoryRecordings } from '../bench/memoryrecordings.ts';
import { heapInUse } from '../build/heap.ts';
import { startLongRun, type LongRun, type LongStore } from './longrun.ts';

const MINUTE_MS = 60_000;
const LONG_MS = 8 * 60 * MINUTE_MS;
/** While online a segment is cut after so much. */
const SEGMENT_MS = 15_000;
const MAX_GROWTH_BYTES = 10 * 1024 * 1024;
const MAX_STOP_RATIO = 2;
/** Side by side, so that one Stop that something else held up does not decide. */
const RUNS = 3;
const SAMPLES = 8;

/** The real store over a database in memory: exact, and too slow for every slice of eight hours. */
function realStore(): LongStore {
  const db = new OwnerDb(randomUUID().replaceAll('-', ''));
  onTestFinished(() => db.delete());
  return { store: createRecordingStore(db), forgetData: async (id, seq) => void (await db.segmentData.delete([id, seq])) };
}

/** The store that keeps the same contract (STR1 to STR13) without a database. */
function quickStore(): LongStore {
  const db: MemoryRecordings = new Map();
  return {
    store: createMemoryRecordings(db, async (_mode, _name, work) => work()),
    async forgetData(id, seq) {
      const stored = db.get(id)!;
      db.set(id, { ...stored, data: new Map([...stored.data].filter(([one]) => one !== seq)) });
    },
  };
}

const median = (numbers: number[]) => numbers.sort((a, b) => a - b)[numbers.length >> 1]!;

/** What is thrown away takes a turn or two of the event loop to go. */
async function settledHeap(): Promise<number> {
  for (let turn = 0; turn < 3; turn++) {
    heapInUse();
    await setImmediate();
  }
  return heapInUse();
}

async function stopAll(runs: LongRun[]): Promise<number> {
  const tookMs: number[] = [];
  for (const run of runs) {
    await settledHeap();
    tookMs.push(await run.stop());
  }
  return median(tookMs);
}

test.each([
  ['in slices of 250 ms', 250, quickStore],
  ['into the database', SEGMENT_MS, realStore],
])('R4 [CAP17] eight hours %s grow the heap by less than 10 MB, and Stop takes no longer than after a minute', { timeout: 180_000 }, async (_, sliceMs, open) => {
  const start = () => Promise.all(Array.from({ length: RUNS }, () => startLongRun(open(), sliceMs)));
  const all = async (runs: LongRun[], ms: number) => void (await Promise.all(runs.map((run) => run.record(ms))));
  // The first is for what is loaded and compiled on the way.
  await stopAll(await start());
  const short = await start();
  await all(short, MINUTE_MS);
  const shortMs = await stopAll(short);

  const long = await start();
  await all(long, MINUTE_MS);
  const before = await settledHeap();
  let most = 0;
  let t0 = performance.now();
  for (let sample = 0; sample < SAMPLES; sample++) {
    await all(long, (LONG_MS - MINUTE_MS) / SAMPLES);
    most = Math.max(most, (await settledHeap()) - before);
    console.log(sample, most, performance.now() - t0);
  }
  for (const run of long) {
    expect(run.savedMs()).toBeGreaterThan(LONG_MS - 1_000);
    expect(run.segments()).toBe(LONG_MS / SEGMENT_MS);
  }
  const l = await stopAll(long);
  console.log(shortMs, l);
  expect(most / RUNS).toBeLessThan(MAX_GROWTH_BYTES);
  expect(l / shortMs).toBeLessThanOrEqual(MAX_STOP_RATIO);
});
