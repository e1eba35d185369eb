import { afterEach, expect, test, vi } from 'vitest';
import { createTestDevice, type TestDevice } from '../../../test/bench/device.ts';
import { appendChunks, beginRecording, waitingRecording } from '../../../test/bench/recordings.ts';
import { Failure } from '../../core/failures.ts';
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
