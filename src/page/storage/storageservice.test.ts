import { signal } from '@preact/signals';
import { afterEach, expect, test } from 'vitest';
// First of all: it brings the database that Dexie looks for.
import { createTestDevice } from '../../../test/bench/device.ts';
import { beginRecording, waitingRecording } from '../../../test/bench/recordings.ts';
import { DeviceDb } from '../../adapters/dexie/devicedb.ts';
import type { FlagDocument } from '../../wire/flags.ts';
import { createStorageService } from './storageservice.ts';

const DAY_MS = 86_400_000;
const databases: { delete(): PromiseLike<unknown> }[] = [];
afterEach(async () => {
  for (const db of databases.splice(0)) await db.delete();
});

/** The storage of a page under a flag document with these settings; null: the device's memory does not answer. */
function bench(settings: Record<string, unknown> | null = {}) {
  const device = createTestDevice();
  const deviceDb = new DeviceDb();
  databases.push(device.db, deviceDb);
  let restored = 0;
  const flags = async () => {
    if (settings === null) throw new Error('broken');
    return { version: 1, updatedAt: '2026-01-01T00:00:00Z', flags: { enableOfflineRecording: { kill: false, default: true } }, settings } as FlagDocument;
  };
  const service = createStorageService({ ...device, deviceDb, memory: { flags }, recordings: signal(null), serverOffsetMs: () => 1_000, bitsPerSecond: () => 32_000, onRestored: () => (restored += 1) });
  async function archived(archivedAtMs: number): Promise<string> {
    const id = await waitingRecording(device);
    await device.store.markSent(id, (await device.store.get(id))!.manifestSha256!, 5, 6);
    await device.store.markArchived(id, { sha256: 'ab'.repeat(32), seconds: 1, archivedAtMs });
    return id;
  }
  return { device, service, restored: () => restored, archived, isHere: async (id: string) => (await device.store.segmentData(id, 0)) !== undefined };
}

test('R12 [STT3] a preview tells what a clean-up takes, and exactly that goes, as far as it is still so', async () => {
  const { device, service, archived, isHere } = bench();
  const nowMs = device.clock.nowMs();
  const [old, young, waiting] = [await archived(nowMs - 8 * DAY_MS), await archived(nowMs - DAY_MS), await waitingRecording(device)];
  const { segmentBytes } = (await device.store.get(old))!;
  const all = await service.preview('archived');
  expect(all).toMatchObject({ count: 2, bytes: 2 * segmentBytes, oldestArchivedAtMs: nowMs - 8 * DAY_MS, newestArchivedAtMs: nowMs - DAY_MS });
  const expired = await service.preview('expired');
  expect(expired).toMatchObject({ count: 1, newestArchivedAtMs: nowMs - 8 * DAY_MS });
  const later = await archived(nowMs);
  expect(await service.cleanUp(expired)).toMatchObject({ purged: 1, bytes: segmentBytes });
  expect(await service.cleanUp(all)).toMatchObject({ purged: 1, bytes: segmentBytes });
  expect([await isHere(old), await isHere(young), await isHere(waiting), await isHere(later)]).toEqual([false, false, true, true]);
  expect(await service.preview('expired')).toEqual({ count: 0, bytes: 0, oldestArchivedAtMs: null, newestArchivedAtMs: null, purges: [] });
  expect(await service.stats()).toMatchObject({ purged: 2, total: { count: 4, bytes: 2 * segmentBytes } });
});

test('R13 [RET10] how long archived audio stays is set from afar, and seven days where nothing or nonsense is set', async () => {
  for (const [settings, counted] of [[{ retentionDays: 2 }, 2], [{ retentionDays: 'few' }, 1], [{}, 1], [null, 1]] as const) {
    const { device, service, archived } = bench(settings);
    await archived(device.clock.nowMs() - 8 * DAY_MS);
    await archived(device.clock.nowMs() - 3 * DAY_MS);
    expect((await service.preview('expired')).count).toBe(counted);
  }
});

test('B10 [TRA1] a recording goes to the trash at the time of the server and comes back, which the log tells, and is sent again', async () => {
  const { device, service, restored } = bench();
  const id = await waitingRecording(device);
  expect(await service.trash(id)).toBe('done');
  expect((await device.store.get(id))?.deletedAtMs).toBe(device.clock.nowMs() + 1_000);
  expect(restored()).toBe(0);
  expect(await service.restore(id)).toBe('done');
  expect(restored()).toBe(1);
  expect(device.events.map(({ event }) => event).slice(-2)).toEqual(['recording_trashed', 'recording_restored']);
});

test('B10 [TRA2] what cannot be thrown away or brought back is told, and nothing rejects', async () => {
  const { device, service, restored } = bench();
  const { recordingId } = await beginRecording(device, 1);
  expect(await service.trash(recordingId)).toBe('changed');
  expect([await service.trash('gone'), await service.restore('gone')]).toEqual(['changed', 'changed']);
  const id = await waitingRecording(device);
  await device.db.recordings.update(id, { savedMs: 'many' as never });
  expect([await service.trash(id), await service.restore(id)]).toEqual(['failed', 'failed']);
  expect([restored(), await service.emptyTrash()]).toEqual([0, 0]);
});

test('B10 [TRA5] the trash is emptied by hand, of some or of all, and of nothing else', async () => {
  const { device, service } = bench();
  const [a, b, kept] = [await waitingRecording(device), await waitingRecording(device), await waitingRecording(device)];
  for (const id of [a, b]) await service.trash(id);
  expect(await service.emptyTrash([a, kept])).toBe(1);
  expect(await device.store.get(a)).toBeUndefined();
  expect(await service.emptyTrash()).toBe(1);
  expect((await device.store.all()).recordings.map(({ id }) => id)).toEqual([kept]);
});
