import { afterEach, expect, test } from 'vitest';
import { cutSegment } from '../../src/core/capture/cutsegment.ts';
import { Failure } from '../../src/core/failures.ts';
import { drainOutbox } from '../../src/core/outbox/drain.ts';
import { createTestDevice } from '../bench/device.ts';
import { appendChunks, beginRecording, waitingRecording } from '../bench/recordings.ts';
import { createTestServer } from '../bench/server.ts';
import { expectSound } from './expectsound.ts';

// What the simulation has found: seeds that show it again when it is planted, and each as the shortest
// story that shows it; those of the recorder are beside it.

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

function bench() {
  const device = createTestDevice();
  cleanups.push(() => device.db.delete());
  const server = createTestServer(device);
  const drain = (hurry = false) => drainOutbox({ ...device, api: server.api }, { ownerId: device.ownerId, trigger: 'test', hurry, deadlineMs: Infinity });
  return { device, server, drain };
}

test.each([
  [38, 'a refusal for good parked a running recording and fenced its recorder off'],
  [5142, 'a bucket that misses a segment it says it has was sent it every 1.5 s, for hours'],
  [19, 'a segment that was cut between two reads was taken for lost, and its recording parked'],
  [22, 'Stop while the microphone was opened again began a new recording'],
  [6079, 'a hint while a take was being ended opened two microphones, and one stayed open'],
  [4281, 'what was said after the last look at the samples counted as silence'],
  [2940, 'a sleep whose first sign was that the microphone had ended left no gap'],
])('[SIM8] seed %i: %s', async (seed) => {
  expect((await expectSound(seed, 1)).recordings).toBeGreaterThan(0);
});

test('[SIM9] what is refused for good while it is recorded is parked only when it has ended', async () => {
  const { device, server, drain } = bench();
  const fence = await beginRecording(device, 2);
  await cutSegment(device, fence.recordingId);
  server.before((call) => {
    if (call.startsWith('presign')) throw new Failure('segment_too_large');
  });
  await drain();
  expect(await device.store.get(fence.recordingId)).toMatchObject({ state: 'recording', failure: null, retry: { code: 'segment_too_large', attempts: 1 } });
  await appendChunks(device, fence, 0, 2, 2);
  await device.store.close(fence, { atMs: device.clock.nowMs(), ended: 'stop', partial: false });
  await drain(true);
  expect(await device.store.get(fence.recordingId)).toMatchObject({ state: 'failed', failure: { code: 'segment_too_large' } });
});

test('[SIM10] a segment that the server misses again and again is sent after ever longer waits', async () => {
  const { device, server, drain } = bench();
  const id = await waitingRecording(device, { segments: 1 });
  server.before((call) => {
    if (call.startsWith('complete')) server.objects.clear();
  });
  const begunMs = device.clock.monotonicMs();
  while (device.clock.monotonicMs() - begunMs < 3_600_000) {
    const { nextDueAtMs } = await drain();
    device.clock.pass(Math.max(250, nextDueAtMs! - device.clock.nowMs()));
  }
  expect(server.calls.filter((call) => call.startsWith('put')).length).toBeLessThan(40);
  server.before(() => undefined);
  await drain(true);
  expect(await device.store.get(id)).toMatchObject({ state: 'sent', retry: null });
});

test('[SIM11] a segment that is cut while a drain looks is not taken for lost', async () => {
  const { device, server } = bench();
  const fence = await beginRecording(device, 2);
  await cutSegment(device, fence.recordingId);
  await appendChunks(device, fence, 0, 2, 2);
  await device.store.close(fence, { atMs: device.clock.nowMs(), ended: 'stop', partial: false });
  const store = {
    ...device.store,
    async segments(id: string) {
      await cutSegment(device, id);
      return device.store.segments(id);
    },
  };
  await drainOutbox({ ...device, store, api: server.api }, { ownerId: device.ownerId, trigger: 'test', hurry: false, deadlineMs: Infinity });
  expect(await device.store.get(fence.recordingId)).toMatchObject({ state: 'sent', segmentCount: 2, segmentsSent: 2 });
});
