import { afterEach, expect, test, vi } from 'vitest';
import { createTestDevice, type TestDevice } from '../../../test/bench/device.ts';
import { appendChunks, beginRecording, sealedBytes, waitingRecording } from '../../../test/bench/recordings.ts';
import { cutSegment } from '../../core/capture/cutsegment.ts';
import { Failure, Fenced, Stale } from '../../core/failures.ts';
import { guarded } from './storagefailure.ts';

const devices: TestDevice[] = [];
const newDevice = () => {
  const device = createTestDevice();
  devices.push(device);
  return device;
};
afterEach(async () => {
  for (const device of devices.splice(0)) await device.db.delete();
});

test('[STR1] order is a local sequence, whatever the clock does', async () => {
  const device = newDevice();
  const first = await beginRecording(device);
  device.clock.jump(-86_400_000);
  const second = await beginRecording(device);
  expect((await device.store.all()).recordings.map(({ id, order }) => [id, order])).toEqual([
    [first.recordingId, 1],
    [second.recordingId, 2],
  ]);
});

test('[STR2] only the holder of the epoch appends, only the next number, only while it runs', async () => {
  const device = newDevice();
  const fence = await beginRecording(device, 2);
  const chunk = { recordingId: fence.recordingId, take: 0, chunk: 2, sealed: sealedBytes('x') };
  await expect(device.store.append({ ...fence, epoch: 'another' }, chunk, 750, 0)).rejects.toBeInstanceOf(Fenced);
  await expect(device.store.append(fence, { ...chunk, chunk: 3 }, 750, 0)).rejects.toBeInstanceOf(Stale);
  await expect(device.store.append(fence, { ...chunk, chunk: 0 }, 750, 0)).rejects.toBeInstanceOf(Stale);
  await device.store.close(fence, { atMs: 0, ended: 'stop', partial: false });
  await expect(device.store.append(fence, chunk, 750, 0)).rejects.toBeInstanceOf(Fenced);
  expect(await device.store.get(fence.recordingId)).toMatchObject({ savedMs: 500, chunkCount: 2, state: 'waiting' });
});

test('[STR2] the last chunk once more, after an outcome that was not seen, changes nothing', async () => {
  const device = newDevice();
  const fence = await beginRecording(device, 2);
  const before = await device.store.get(fence.recordingId);
  await device.store.append(fence, { recordingId: fence.recordingId, take: 0, chunk: 1, sealed: sealedBytes('x') }, 500, device.clock.nowMs());
  expect(await device.store.get(fence.recordingId)).toEqual(before);
});

test('[STR3] counts, bytes and saved time follow every transaction', async () => {
  const device = newDevice();
  const fence = await beginRecording(device, 3, 100);
  expect(await device.store.get(fence.recordingId)).toMatchObject({ savedMs: 750, chunkCount: 3, chunkBytes: 300, segmentCount: 0 });
  const segment = await cutSegment(device, fence.recordingId);
  expect(segment).toMatchObject({ seq: 0, ranges: [{ take: 0, firstChunk: 0, lastChunk: 2 }], bytes: 4 + 3 * 110 });
  await appendChunks(device, fence, 0, 3, 1, 50);
  expect(await device.store.get(fence.recordingId)).toMatchObject({ savedMs: 1000, chunkCount: 1, chunkBytes: 50, segmentCount: 1, segmentBytes: 334 });
  await device.store.markSegmentSent(fence.recordingId, 0);
  await device.store.markSegmentSent(fence.recordingId, 0);
  expect(await device.store.get(fence.recordingId)).toMatchObject({ segmentsSent: 1, bytesSent: 334 });
  await device.store.markSegmentsPending(fence.recordingId, [0, 7]);
  expect(await device.store.get(fence.recordingId)).toMatchObject({ segmentsSent: 0, bytesSent: 0 });
});

test('[CUT2] of two cutters one wins and the other changes nothing', async () => {
  const device = newDevice();
  const fence = await beginRecording(device, 4);
  const outcomes = await Promise.all([cutSegment(device, fence.recordingId), cutSegment(device, fence.recordingId)]);
  expect(outcomes.filter(Boolean)).toHaveLength(1);
  expect(await device.store.segments(fence.recordingId)).toHaveLength(1);
  expect(await device.store.unsegmented(fence.recordingId, 1e6)).toEqual([]);
  expect(await device.store.segmentData(fence.recordingId, 0)).toHaveLength(outcomes.find(Boolean)!.bytes);
});

test('[CUT2] a segment is not added when a chunk that it hashed is gone', async () => {
  const device = newDevice();
  const fence = await beginRecording(device, 2);
  await device.db.chunks.delete([fence.recordingId, 0, 1]);
  const segment = { recordingId: fence.recordingId, seq: 0, bytes: 64, sha256: 'ab'.repeat(32), ranges: [{ take: 0, firstChunk: 0, lastChunk: 1 }] };
  await expect(device.store.addSegment(segment, sealedBytes('x'))).rejects.toBeInstanceOf(Stale);
  expect(await device.store.segments(fence.recordingId)).toEqual([]);
  expect(await device.db.chunks.count()).toBe(1);
});

test('[STR4] a manifest is frozen once, and not while chunks are left or the recording runs', async () => {
  const device = newDevice();
  const fence = await beginRecording(device, 1);
  const freeze = (byte: number) => device.store.freeze(fence.recordingId, String(byte).repeat(64), new Uint8Array([byte]));
  await expect(freeze(1)).rejects.toBeInstanceOf(Stale);
  await device.store.close(fence, { atMs: 0, ended: 'stop', partial: false });
  await expect(freeze(2)).rejects.toBeInstanceOf(Stale);
  await cutSegment(device, fence.recordingId);
  await freeze(3);
  await expect(freeze(4)).rejects.toBeInstanceOf(Stale);
  expect(await device.store.manifestBytes(fence.recordingId)).toEqual(new Uint8Array([3]));
});

test('[STR5] every transaction that writes is strict', async () => {
  const device = newDevice();
  // Dexie holds on to the method when it opens.
  const opened = vi.spyOn(IDBDatabase.prototype, 'transaction');
  await waitingRecording(device);
  const durabilities = opened.mock.calls.filter(([, mode]) => mode === 'readwrite').map(([, , options]) => options?.durability);
  expect(durabilities.length).toBeGreaterThan(5);
  expect(new Set(durabilities)).toEqual(new Set(['strict']));
});

test('[STR6] a row that cannot be read is named, and its neighbours are there', async () => {
  const device = newDevice();
  const good = await beginRecording(device, 1);
  const bad = await beginRecording(device, 1);
  await device.db.table('recordings').update(bad.recordingId, { savedMs: 'many' });
  const { recordings, corrupt } = await device.store.all();
  expect(recordings.map(({ id }) => id)).toEqual([good.recordingId]);
  expect(corrupt).toEqual([bad.recordingId]);
  await expect(device.store.get(bad.recordingId)).rejects.toMatchObject({ code: 'data_corrupt' });
});

test('[STR7] a full disk and other trouble are told apart, also where the quota error hides inside an abort', async () => {
  const thrown = (error: unknown) => guarded(newDevice().db, () => Promise.reject(error));
  const quota = Object.assign(new Error(), { name: 'QuotaExceededError' });
  await expect(thrown(quota)).rejects.toMatchObject({ code: 'storage_full' });
  await expect(thrown(Object.assign(new Error(), { name: 'AbortError', inner: quota }))).rejects.toMatchObject({ code: 'storage_full' });
  await expect(thrown(Object.assign(new Error(), { name: 'UnknownError' }))).rejects.toMatchObject({ code: 'storage_failed' });
  await expect(thrown('what?')).rejects.toBeInstanceOf(Failure);
});

test('[STR7] nothing has changed when a transaction fails in the middle', async () => {
  const device = newDevice();
  const fence = await beginRecording(device, 1);
  const before = await device.store.get(fence.recordingId);
  const boom = () => {
    throw Object.assign(new Error(), { name: 'QuotaExceededError' });
  };
  device.db.recordings.hook('updating', boom);
  await expect(appendChunks(device, fence, 0, 1, 1)).rejects.toMatchObject({ code: 'storage_full' });
  device.db.recordings.hook('updating').unsubscribe(boom);
  expect(await device.store.get(fence.recordingId)).toEqual(before);
  expect(await device.db.chunks.count()).toBe(1);
});

test('[STR6] codes of a newer build do not make a row unreadable', async () => {
  const device = newDevice();
  const id = await waitingRecording(device);
  await device.db.table('recordings').update(id, { retry: { attempts: 2, atMs: 1, code: 'of_a_newer_build', remedy: 'wait_for_the_moon' } });
  expect(await device.store.get(id)).toMatchObject({ state: 'waiting', retry: null });
  await device.db.table('recordings').update(id, { state: 'failed', failure: { code: 'of_a_newer_build', detail: 'x' } });
  expect(await device.store.get(id)).toMatchObject({ state: 'failed', failure: { code: 'server_error', detail: 'x' } });
});
