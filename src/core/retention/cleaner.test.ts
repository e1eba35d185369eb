import { afterEach, expect, test } from 'vitest';
// First of all: it brings the database that Dexie looks for.
import { createTestDevice, type TestDevice } from '../../../test/bench/device.ts';
import { beginRecording, waitingRecording } from '../../../test/bench/recordings.ts';
import { DeviceDb } from '../../adapters/dexie/devicedb.ts';
import { createReserve } from '../../adapters/dexie/reserve.ts';
import { createRetentionStore } from '../../adapters/dexie/retentionstore.ts';
import { Failure } from '../failures.ts';
import type { SpaceEstimate } from '../storage/storagespace.ts';
import { createCleaner } from './cleaner.ts';

const DAY_MS = 86_400_000;
const databases: { delete(): PromiseLike<unknown> }[] = [];
afterEach(async () => {
  for (const db of databases.splice(0)) await db.delete();
});

function newDevice(minFreeBytes = 100) {
  const device = createTestDevice();
  const retention = createRetentionStore(device.db);
  const deviceDb = new DeviceDb();
  databases.push(device.db, deviceDb);
  const reserve = createReserve(deviceDb);
  const around = { estimate: { usageBytes: 0, quotaBytes: 1e9 } as SpaceEstimate | null, serverOffsetMs: 0 as number | null };
  const cleaner = createCleaner({
    ...device,
    retention,
    reserve,
    space: { estimate: async () => around.estimate, persisted: async () => null },
    settings: async () => ({ retentionDays: 7, minFreeBytes }),
    serverOffsetMs: () => around.serverOffsetMs,
  });
  return { ...device, retention, reserve, cleaner, around };
}

async function archived(device: TestDevice, archivedAtMs = device.clock.nowMs()): Promise<string> {
  const id = await waitingRecording(device);
  await device.store.markSent(id, (await device.store.get(id))!.manifestSha256!, 5, 6);
  await device.store.markArchived(id, { sha256: 'ab'.repeat(32), seconds: 1, archivedAtMs });
  return id;
}
const isHere = async (device: TestDevice, id: string) => (await device.store.segmentData(id, 0)) !== undefined;
const purgedIn = (device: TestDevice) => device.events.flatMap((event) => (event.event === 'recording_purged' ? [`${event.recordingId} ${event.reason}`] : []));

test('R13 [RET2] a routine takes what is over and tells the log, and leaves the rest', async () => {
  const device = newDevice();
  const [old, young, waiting] = [await archived(device), await archived(device, device.clock.nowMs() + DAY_MS), await waitingRecording(device)];
  const { segmentBytes } = (await device.store.get(old))!;
  device.clock.pass(7 * DAY_MS);
  expect(await device.cleaner.routine()).toEqual({ purged: 1, bytes: segmentBytes, removed: 0 });
  expect([await isHere(device, old), await isHere(device, young), await isHere(device, waiting)]).toEqual([false, true, true]);
  expect(purgedIn(device)).toEqual([`${old} expired`]);
  expect(await device.cleaner.routine()).toEqual({ purged: 0, bytes: 0, removed: 0 });
});

test('R13 [RET3] a routine makes room when less than the limit is free', async () => {
  const device = newDevice(300);
  const nowMs = device.clock.nowMs();
  const [second, first] = [await archived(device, nowMs - DAY_MS), await archived(device, nowMs - 2 * DAY_MS)];
  device.around.estimate = { usageBytes: 950, quotaBytes: 1_000 };
  expect(await device.cleaner.routine()).toMatchObject({ purged: 1 });
  expect(purgedIn(device)).toEqual([`${first} space`]);
  device.around.estimate = null;
  expect(await device.cleaner.routine()).toMatchObject({ purged: 0 });
  expect(await isHere(device, second)).toBe(true);
});

test('R14 [RET5] room is made at once whatever the limit says, by one of several who ask, and the answer is what was freed', async () => {
  const device = newDevice(0);
  const ids = [await archived(device), await archived(device)];
  const waiting = await waitingRecording(device);
  const bytes = (await device.store.get(ids[0]!))!.segmentBytes;
  expect(await Promise.all([device.cleaner.makeRoom(false), device.cleaner.makeRoom(false)])).toEqual([2 * bytes, 2 * bytes]);
  expect(purgedIn(device)).toHaveLength(2);
  expect(await isHere(device, waiting)).toBe(true);
  expect(await device.cleaner.makeRoom(false)).toBe(0);
  device.db.close();
  await device.db.delete();
  Object.assign(device.store, { all: () => Promise.reject(new Failure('storage_failed')) });
  expect(await device.cleaner.makeRoom(false)).toBe(0);
});

test('R13 [RET6] one that cannot be purged does not keep its neighbours', async () => {
  const device = newDevice();
  const ids = [await archived(device), await archived(device)];
  await device.db.recordings.update(ids[0]!, { state: 'stored_in_orbit' as 'sent' });
  const purges = ids.map((id) => ({ id, bytes: 1, archivedAtMs: 1, why: 'asked' as const }));
  expect(await device.cleaner.purge(purges)).toMatchObject({ purged: 1 });
  expect(await isHere(device, ids[0]!)).toBe(true);
  expect(device.events.at(-2)).toMatchObject({ event: 'storage_write_failed', code: 'data_corrupt' });
});

test('B10 [TRA3] a routine removes what has been in the trash for seven days', async () => {
  const device = newDevice();
  const [gone, kept] = [await waitingRecording(device), await waitingRecording(device)];
  await device.retention.trash(gone, device.clock.nowMs());
  device.clock.pass(7 * DAY_MS - 1);
  await device.retention.trash(kept, device.clock.nowMs());
  expect(await device.cleaner.routine()).toMatchObject({ removed: 0 });
  device.clock.pass(1);
  device.around.serverOffsetMs = null;
  expect(await device.cleaner.routine()).toMatchObject({ removed: 0 });
  device.around.serverOffsetMs = 0;
  expect(await device.cleaner.routine()).toMatchObject({ removed: 1 });
  expect([await device.store.get(gone), (await device.store.get(kept))?.state]).toEqual([undefined, 'waiting']);
  expect(device.events.at(-1)).toMatchObject({ event: 'recording_deleted', recordingId: gone });
});

test('R14 [RET7] a disk too full to change a row still lets the audio go, and the row hears of it later', async () => {
  const device = newDevice();
  const id = await archived(device);
  const full = () => {
    throw new DOMException('full', 'QuotaExceededError');
  };
  device.db.recordings.hook('updating', full);
  expect(await device.cleaner.makeRoom(false)).toBeGreaterThan(0);
  expect(await isHere(device, id)).toBe(false);
  expect((await device.store.get(id))?.purgedAtMs).toBeUndefined();
  device.db.recordings.hook('updating').unsubscribe(full);
  await device.cleaner.makeRoom(false);
  expect(await device.store.get(id)).toMatchObject({ segmentBytes: 0, purgedAtMs: device.clock.nowMs() });
});

test('R14 [RET9] a routine takes a reserve, which is given back when nothing else is left: while a recording runs for its end alone', async () => {
  const device = newDevice();
  await device.cleaner.routine();
  await device.cleaner.routine();
  const old = await archived(device);
  const fence = await beginRecording(device, 1);
  expect(await device.cleaner.makeRoom(true)).toBe((await device.store.segments(old)).reduce((sum, { bytes }) => sum + bytes, 0));
  expect(await isHere(device, old)).toBe(false);
  expect(await device.cleaner.makeRoom(false)).toBe(0);
  expect(await device.cleaner.makeRoom(true)).toBe(2 * 1024 * 1024);
  expect(await device.cleaner.makeRoom(true)).toBe(0);
  await device.cleaner.routine();
  await device.store.close(fence, { atMs: 1, ended: 'stop', partial: false });
  expect(await device.cleaner.makeRoom(false)).toBe(2 * 1024 * 1024);
});
