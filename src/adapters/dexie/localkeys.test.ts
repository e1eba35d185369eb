import { afterEach, expect, test, vi } from 'vitest';
import { createTestDevice, organisationKey, type TestDevice } from '../../../test/bench/device.ts';
import { beginRecording } from '../../../test/bench/recordings.ts';
import { decodeTar } from '../../core/export/tar.ts';
import { writeText } from '../../core/seal/texts.ts';
import { exportRecording } from './exportrecording.ts';
import { createLocalKeys } from './localkeys.ts';

const devices: TestDevice[] = [];
const newDevice = () => {
  const device = createTestDevice();
  devices.push(device);
  return device;
};
afterEach(async () => {
  for (const device of devices.splice(0)) await device.db.delete();
});

const take = (n: number) => ({ take: n, mimeType: 'audio/webm', codec: '', startedAtMs: 1, wrappedKeys: [] });

/** A take's key with its wrap for this device. */
async function newKey({ sealing, localKeys }: TestDevice) {
  return sealing.newTakeKey([(await organisationKey()).publicKey], await localKeys.current());
}

test('[LOC1] the key is made once, is stored so that no script can read it, and opens what it wrapped', async () => {
  const device = newDevice();
  const [one, other] = await Promise.all([newKey(device), createLocalKeys(device.db).current()]);
  const [row, ...more] = await device.db.deviceKeys.toArray();
  expect(more).toEqual([]);
  expect(other).toBeDefined();
  expect(row!.key).toMatchObject({ extractable: false, algorithm: { name: 'AES-KW', length: 256 }, usages: ['wrapKey', 'unwrapKey'] });
  await expect(crypto.subtle.exportKey('raw', row!.key)).rejects.toThrow();

  const [iv, aad] = [new Uint8Array(12), new Uint8Array([1])];
  const sealed = await one.key.seal(iv, aad, new Uint8Array([7, 8]));
  const opener = await createLocalKeys(device.db).unwrap(one.deviceWrap!);
  expect(await opener!.open(iv, aad, sealed)).toEqual(new Uint8Array([7, 8]));
  expect(await opener!.open(iv, new Uint8Array([2]), sealed)).toBeUndefined();
  sealed[0]! ^= 1;
  expect(await opener!.open(iv, aad, sealed)).toBeUndefined();
  expect(await device.localKeys.unwrap({ ...one.deviceWrap!, wrapped: 'AAAA' })).toBeUndefined();
});

test('[LOC2] where the browser does not store a key, there is none and a recording begins all the same', async () => {
  const device = newDevice();
  const refuse = () => {
    throw new DOMException('no', 'DataCloneError');
  };
  device.db.deviceKeys.hook('creating', refuse);
  expect(await device.localKeys.current()).toBeUndefined();
  const { wrappedKeys, deviceWrap } = await newKey(device);
  expect([wrappedKeys.length, deviceWrap]).toEqual([1, undefined]);
  device.db.deviceKeys.hook('creating').unsubscribe(refuse);
  // A browser that stores something else in its place.
  await device.db.table('deviceKeys').put({ id: 'x', key: {} });
  expect(await device.localKeys.unwrap({ keyId: 'x', wrapped: 'AAAA' })).toBeUndefined();
  expect(await device.localKeys.current()).toBeDefined();
  // A database that is out of order.
  vi.spyOn(device.db, 'transaction').mockRejectedValue(new Error('broken'));
  await device.db.table('deviceKeys').clear();
  expect(await device.localKeys.current()).toBeUndefined();
});

test('[LOC2] a device key that does not wrap keeps nobody from recording', async () => {
  const device = newDevice();
  const { publicKey } = await organisationKey();
  const { wrappedKeys, deviceWrap } = await device.sealing.newTakeKey([publicKey], { wrap: () => Promise.reject(new Error('no')) });
  expect([wrappedKeys.length, deviceWrap]).toEqual([1, undefined]);
});

test('[LOC3] a wrap is stored in the transaction that opens its take, apart from it, and in no export', async () => {
  const device = newDevice();
  const { deviceWrap } = await newKey(device);
  const fence = await beginRecording(device, 1);
  const transactions = vi.spyOn(device.db, 'transaction');
  await device.store.beginTake(fence, { ...take(1), deviceWrap: deviceWrap! });
  expect(transactions).toHaveBeenCalledTimes(1);
  expect(await device.store.deviceWrap(fence.recordingId, 1)).toEqual(deviceWrap);
  expect(await device.store.deviceWrap(fence.recordingId, 0)).toBeUndefined();
  await expect(device.store.beginTake(fence, { ...take(1), deviceWrap: { ...deviceWrap!, wrapped: 'other' } })).rejects.toThrow();
  expect(await device.store.deviceWrap(fence.recordingId, 1)).toEqual(deviceWrap);
  await device.store.close(fence, { atMs: 1, ended: 'stop', partial: false });
  const files = decodeTar(await exportRecording(device.db, fence.recordingId, 0));
  const text = files.map(({ bytes }) => Buffer.from(bytes).toString()).join('');
  expect(text).toContain('wrappedKeys');
  expect(text).not.toContain(deviceWrap!.wrapped);
  await device.store.remove(fence.recordingId);
  expect(await device.db.deviceWraps.count()).toBe(0);
});

test('[LOC4] dropping deletes the key and every wrap in one strict transaction, and what was under way gets none', async () => {
  const device = newDevice();
  const { publicKey } = await organisationKey();
  const { deviceWrap } = await newKey(device);
  const fence = await beginRecording(device);
  await device.store.beginTake(fence, { ...take(1), deviceWrap: deviceWrap! });
  await writeText({ ...device, publicKeys: async () => [publicKey] }, fence.recordingId, { kind: 'title' }, 'one');
  expect(await device.db.deviceWraps.count()).toBe(2);
  const opened = vi.spyOn(IDBDatabase.prototype, 'transaction');
  await device.localKeys.drop();
  await device.localKeys.drop();
  expect([await device.db.deviceKeys.count(), await device.db.deviceWraps.count()]).toEqual([0, 0]);
  expect(opened.mock.calls.filter(([, mode]) => mode === 'readwrite').every(([, , options]) => options?.durability === 'strict')).toBe(true);
  expect(await device.localKeys.unwrap(deviceWrap!)).toBeUndefined();
  // Another page, or a take that was being prepared meanwhile.
  await device.store.beginTake(fence, { ...take(2), deviceWrap: deviceWrap! });
  expect((await device.store.takes(fence.recordingId)).map((one) => one.take)).toEqual([0, 1, 2]);
  expect(await device.db.deviceWraps.count()).toBe(0);
  // The next one who may listen here gets a key of their own, which opens nothing from before.
  await device.localKeys.current();
  expect(await device.localKeys.unwrap(deviceWrap!)).toBeUndefined();
});
