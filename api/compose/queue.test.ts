import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createComposeBench, OWNER_ID } from '../../test/build/composebench.ts';
import { createTestKeyRing } from '../../test/build/keyring.ts';
import { mediaFixture } from '../../test/build/mediafixture.ts';
import { segmentKey } from '../../src/core/names.ts';
import { StoreError } from '../ports.ts';
import { composeRecording } from './compose.ts';
import { createComposeQueue, type ComposeQueueDeps } from './queue.ts';

const ring = await createTestKeyRing();
const takes = [mediaFixture('chromium-opus.webm')];

/** A queue whose work is done by hand: `works` are what runs, by recording; `timers` what waits. */
async function setUp() {
  const { deps } = await createComposeBench(ring);
  const works: { recordingId: string; end(error?: unknown): Promise<void> }[] = [];
  const timers: { act(): void; delayMs: number; cancelled: boolean }[] = [];
  const compose: ComposeQueueDeps['compose'] = (_, __, recordingId) =>
    new Promise((resolve, reject) => {
      const end = async (error?: unknown) => {
        if (error === undefined) resolve({} as never);
        else reject(error);
        await turn();
      };
      works.push({ recordingId, end });
    });
  const schedule: ComposeQueueDeps['schedule'] = (act, delayMs) => {
    const timer = { act, delayMs, cancelled: false };
    timers.push(timer);
    return () => (timer.cancelled = true);
  };
  const queue = createComposeQueue({ ...deps, compose, schedule });
  return { queue, works, timers, ran: () => works.map(({ recordingId }) => recordingId) };
}

const turn = (): Promise<void> => new Promise((done) => setImmediate(done));

test('[CMP23] recordings are composed one at a time, in the order they came', async () => {
  const { queue, works, ran } = await setUp();
  for (const id of ['a', 'b', 'c']) queue.enqueue(OWNER_ID, id);
  await turn();
  expect(ran()).toEqual(['a']);
  await works[0]!.end();
  expect(ran()).toEqual(['a', 'b']);
  await works[1]!.end();
  await works[2]!.end();
  await queue.idle();
  expect(ran()).toEqual(['a', 'b', 'c']);
});

test('[CMP23] a recording that waits or runs is not taken in again', async () => {
  const { queue, works, ran } = await setUp();
  for (const id of ['a', 'b', 'a', 'b']) queue.enqueue(OWNER_ID, id);
  await turn();
  queue.enqueue(OWNER_ID, 'a');
  await works[0]!.end();
  await works[1]!.end();
  await queue.idle();
  expect(ran()).toEqual(['a', 'b']);
});

test('[CMP23] a recording that comes as the last one ends is composed too', async () => {
  const { queue, works, ran } = await setUp();
  queue.enqueue(OWNER_ID, 'a');
  await turn();
  const ended = works[0]!.end();
  for (let i = 0; i < 8; i++) {
    await Promise.resolve();
    queue.enqueue(OWNER_ID, `b${i}`);
  }
  await ended;
  for (let i = 1; i < works.length; i++) await works[i]!.end();
  await queue.idle();
  expect(ran()).toHaveLength(9);
});

test('[CMP24] what fails waits longer each time, up to five minutes, while others go on', async () => {
  const { queue, works, timers, ran } = await setUp();
  queue.enqueue(OWNER_ID, 'bad');
  queue.enqueue(OWNER_ID, 'good');
  await turn();
  await works[0]!.end(new StoreError('out of reach'));
  expect(ran()).toEqual(['bad', 'good']);
  await works[1]!.end();
  for (let i = 0; i < 10; i++) {
    timers.at(-1)!.act();
    await turn();
    await works.at(-1)!.end(new StoreError('out of reach'));
  }
  expect(timers.map(({ delayMs }) => delayMs / 1000)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
});

test('[CMP24] asking again does not shorten the pause before another try', async () => {
  const { queue, works, timers, ran } = await setUp();
  queue.enqueue(OWNER_ID, 'a');
  await turn();
  await works[0]!.end(new StoreError('out of reach'));
  queue.enqueue(OWNER_ID, 'a');
  await queue.idle();
  expect(ran()).toEqual(['a']);
  timers[0]!.act();
  await turn();
  expect(ran()).toEqual(['a', 'a']);
  await works[1]!.end();
});

test('[CMP24] the pause before another try passes on a real timer', async () => {
  const { deps } = await createComposeBench(ring);
  let tries = 0;
  await new Promise<void>((done) => {
    const compose = async () => {
      if (++tries === 1) throw new StoreError('out of reach');
      done();
      return {} as never;
    };
    createComposeQueue({ ...deps, compose }).enqueue(OWNER_ID, 'a');
  });
  expect(tries).toBe(2);
});

test('[CMP25] stop lets what runs end, and starts nothing after', async () => {
  const { queue, works, timers, ran } = await setUp();
  for (const id of ['failed', 'running', 'waiting']) queue.enqueue(OWNER_ID, id);
  await turn();
  await works[0]!.end(new StoreError('out of reach'));
  let isStopped = false;
  const stopped = queue.stop().then(() => (isStopped = true));
  await turn();
  expect(isStopped).toBe(false);
  expect(timers[0]!.cancelled).toBe(true);
  await works[1]!.end(new StoreError('out of reach'));
  await stopped;
  queue.enqueue(OWNER_ID, 'late');
  await queue.idle();
  expect(ran()).toEqual(['failed', 'running']);
  expect(timers).toHaveLength(1);
});

test('[CMP26] at start, what was completed and not decided is composed, whatever is bad among it', async () => {
  const bench = await createComposeBench(ring);
  const ids: string[] = [];
  for (let i = 0; i < 4; i++) ids.push((await bench.receive({ takes })).manifest.recordingId);
  const bad = await bench.receive({ takes });
  const missing = bad.segments[0]!;
  await bench.store.delete(segmentKey(OWNER_ID, bad.manifest.recordingId, missing.seq, missing.sha256));
  const refused = await bench.receive({ takes, sealTo: [{ ...ring, kid: 'other' }] });
  await composeRecording(bench.deps, OWNER_ID, ids[0]!);
  await composeRecording(bench.deps, OWNER_ID, refused.manifest.recordingId);
  const unfinished = await bench.receive({ takes });
  await bench.store.delete(`ingest/${OWNER_ID}/${unfinished.manifest.recordingId}/manifest.json`);
  await mkdir(join(bench.deps.workDir, 'compose-left'));

  const queue = createComposeQueue(bench.deps);
  expect(await queue.recover()).toBe(4);
  await queue.idle();
  for (const id of ids) expect(await bench.archived(id)).toEqual(['audio.webm', 'recording.json']);
  expect(await bench.archived(bad.manifest.recordingId)).toEqual(['problem.json']);
  expect(await bench.archived(unfinished.manifest.recordingId)).toEqual([]);
  expect(await bench.leftovers()).toEqual([]);
  expect(await queue.recover()).toBe(0);
  await queue.stop();
});
