import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { heapInUse } from '../../test/build/heap.ts';
import { createTestKeyRing } from '../../test/build/keyring.ts';
import { longAacTake, longOpusTake, storeLongRecording, type LongTake } from '../../test/build/longrecording.ts';
import { createMemoryStore } from '../adapters/memorystore.ts';
import type { ObjectStore } from '../ports.ts';
import type { AppendFile } from './appendfile.ts';
import { composeRecording } from './compose.ts';
import { createM4aFile } from './m4afile.ts';
import { createWebmFile } from './webmfile.ts';

const OWNER_ID = 'c0'.repeat(16);
/** Open segments, what is being written, the index, and what a measurement wavers by. With an object for every packet an hour of AAC took 40. */
const MAX_HELD_BYTES = 12 * 1024 * 1024;
const READS_PER_SAMPLE = 5;
const PACKETS = 500_000;
/** Four bytes for the size of each in MP4, and what a measurement wavers by. */
const MAX_INDEX_BYTES_PER_PACKET = 8;
const ring = await createTestKeyRing();

/** The most that composing `take` holds at a time, in bytes, besides what the store keeps. */
async function held(take: LongTake): Promise<number> {
  const workDir = await mkdtemp(join(tmpdir(), 'holdfast-memory-'));
  onTestFinished(() => rm(workDir, { recursive: true, force: true }));
  const store = createMemoryStore({ clock: Date.now });
  const recordingId = randomUUID();
  await storeLongRecording(store, { ownerId: OWNER_ID, recordingId, take, sealTo: ring });
  // What is thrown away takes a turn or two of the event loop to go.
  for (let turn = 0; turn < 3; turn++) {
    heapInUse();
    await setImmediate();
  }
  const before = heapInUse();
  let most = 0;
  let reads = 0;
  const watched: ObjectStore = {
    ...store,
    get(key) {
      if (reads++ % READS_PER_SAMPLE === 0) most = Math.max(most, heapInUse() - before);
      return store.get(key);
    },
  };
  const result = await composeRecording({ store: watched, keys: ring.keys, clock: Date.now, log: () => undefined, workDir }, OWNER_ID, recordingId);
  expect(result).toMatchObject({ seconds: expect.closeTo(take.durationMs / 1000, 2) as number });
  expect(reads).toBeGreaterThan(READS_PER_SAMPLE);
  return most;
}

test.each([
  ['Opus', longOpusTake],
  ['AAC', longAacTake],
])('[CMP40] composing an hour of %s holds no more than a few segments and a small index', { timeout: 60_000 }, async (_, make) => {
  // What is loaded and compiled on the way comes first, so that it is not counted.
  await held(await make(5));
  expect(await held(await make(60))).toBeLessThan(MAX_HELD_BYTES);
});

test.each([
  ['AAC', createM4aFile],
  ['Opus', createWebmFile],
])('[CMP41] what a file of %s is indexed by takes a few bytes for a packet, also while it is written', { timeout: 30_000 }, async (_, create) => {
  const data = new Uint8Array(85);
  const config = { codec: '', sampleRate: 48_000, numberOfChannels: 1, description: new Uint8Array(2) };
  let position = 0;
  let most = 0;
  let isEnding = false;
  const file: AppendFile = {
    position: () => position,
    async append(bytes) {
      position += bytes.byteLength;
      if (isEnding) most = Math.max(most, heapInUse());
    },
    patch: async () => undefined,
    finish: async () => undefined,
    abandon: async () => undefined,
  };
  const packets = await create({ file, config, createdAtMs: 0 });
  const before = heapInUse();
  for (let i = 0; i < PACKETS; i++) await packets.add({ data, timestamp: i * (1024 / 48_000), duration: 1024 / 48_000 });
  isEnding = true;
  await packets.end();
  expect((most - before) / PACKETS).toBeLessThan(MAX_INDEX_BYTES_PER_PACKET);
  expect(position).toBeGreaterThan(PACKETS * data.byteLength);
});
