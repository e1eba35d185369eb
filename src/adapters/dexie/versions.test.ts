// Before Dexie, which looks for IndexedDB when it is loaded.
import 'fake-indexeddb/auto';
import { Dexie } from 'dexie';
import { afterEach, expect, test, vi } from 'vitest';
import { createTestDevice, ownerId, type TestDevice } from '../../../test/bench/device.ts';
import { appendChunks, beginRecording, waitingRecording } from '../../../test/bench/recordings.ts';
import { recoverOrphans } from '../../core/capture/recovery.ts';
import { freezeManifest } from '../../core/outbox/freezemanifest.ts';
import { cutSegment } from '../../core/capture/cutsegment.ts';
import { createDeviceMemory, createHeartbeats, DeviceDb } from './devicedb.ts';
import { OwnerDb } from './ownerdb.ts';
import { createRecordingStore } from './recordingstore.ts';

// The builds of other days on one database. Native versions are Dexie's times ten.

/** A build to come, which has added a table and an index. */
class NewerOwnerDb extends OwnerDb {
  constructor(owner: string) {
    super(owner);
    this.version(4).stores({ recordings: 'id, order, state', places: '[recordingId+atMs]' });
  }
}

class NewerDeviceDb extends DeviceDb {
  constructor() {
    super();
    this.version(2).stores({ owners: 'ownerId, email', drafts: 'name' });
  }
}

/** A build made after a rollback, which never knew what NewerOwnerDb had. */
class OtherOwnerDb extends OwnerDb {
  constructor(owner: string, version: number) {
    super(owner);
    this.version(version).stores({ notes: 'id' });
  }
}

/** Ends its connection; the next operation opens a new one. */
const leave = (db: Dexie) => db.close({ disableAutoOpen: false });

const opened: OwnerDb[] = [];
afterEach(async () => {
  opened.forEach(leave);
  for (const db of opened.splice(0)) await db.delete();
});

/** A device that runs another build on the database of `device`. */
function withBuild<T extends OwnerDb>(device: TestDevice, db: T): TestDevice & { db: T } {
  opened.push(db);
  return { ...device, db, store: createRecordingStore(db) };
}

/** A device with a recording that a newer build has begun, with fields that it has added in every row, and with a place. */
async function recordedByNewer() {
  const older = createTestDevice();
  opened.push(older.db);
  const newer = withBuild(older, new NewerOwnerDb(older.db.ownerId));
  const fence = await beginRecording(newer, 3);
  await newer.db.recordings.update(fence.recordingId, { room: 'four', flags: { version: 1, variant: 'offline', cohort: 9 } } as object);
  await newer.db.takes.update([fence.recordingId, 0], { gainDb: 6 } as object);
  await newer.db.table('places').add({ recordingId: fence.recordingId, atMs: 500, label: 'here' });
  return { older, newer, fence };
}

test('[VER1] what a newer build has upgraded is opened, read and written as it is, by strict transactions', async () => {
  const { older, newer, fence } = await recordedByNewer();
  leave(newer.db);
  const transactions = vi.spyOn(IDBDatabase.prototype, 'transaction');
  await older.db.open();
  expect(older.db.backendDB().version).toBe(40);
  await appendChunks(older, fence, 0, 3, 2);
  const own = await waitingRecording(older);
  expect((await older.store.all()).recordings.map(({ id, state, savedMs }) => [id, state, savedMs])).toEqual([
    [fence.recordingId, 'recording', 1250],
    [own, 'waiting', 1000],
  ]);
  expect(new Set(transactions.mock.calls.filter(([, mode]) => mode === 'readwrite').map(([, , options]) => options?.durability))).toEqual(new Set(['strict']));
  leave(older.db);
  expect(await newer.db.recordings.where('state').equals('waiting').primaryKeys()).toEqual([own]);
  expect(newer.db.backendDB().version).toBe(40);
});

test('[VER2] what an older build does not know is still there after it has recovered, cut, frozen and sent', async () => {
  const { older, newer, fence } = await recordedByNewer();
  leave(newer.db);
  const id = fence.recordingId;
  expect(await recoverOrphans(older)).toBe(1);
  await cutSegment(older, id);
  await freezeManifest(older, id);
  await older.store.markUploading(id);
  await older.store.markSegmentSent(id, 0);
  const { manifestSha256 } = (await older.store.get(id))!;
  await older.store.markSent(id, manifestSha256!, 1, 2);
  await older.store.markArchived(id, { sha256: 'ab'.repeat(32), seconds: 1, archivedAtMs: 3 });
  leave(older.db);

  expect(await newer.store.get(id)).toMatchObject({ state: 'archived', partial: true, room: 'four', flags: { version: 1, variant: 'offline', cohort: 9 } });
  expect(await newer.store.takes(id)).toMatchObject([{ ended: 'recovered', gainDb: 6 }]);
  expect(await newer.db.table('places').toArray()).toEqual([{ recordingId: id, atMs: 500, label: 'here' }]);
  expect(await newer.db.recordings.where('state').equals('archived').count()).toBe(1);
});

test('[VER1] [VER2] the same holds for what the device knows besides recordings', async () => {
  const newer = new NewerDeviceDb();
  await newer.owners.add({ ownerId, email: 'old@example.org', seenAtMs: 7 } as never);
  await newer.table('drafts').add({ name: 'one' });
  leave(newer);
  const older = new DeviceDb();
  const memory = createDeviceMemory(older);
  await memory.remember({ ownerId, email: 'new@example.org', signedInAtMs: null }, 1);
  await createHeartbeats(older).beat('outbox', 1);
  await older.telemetry.add({ line: '{}' });
  expect(await memory.owners()).toEqual([ownerId]);
  expect(older.backendDB().version).toBe(20);
  leave(older);
  expect(await newer.owners.get(ownerId)).toMatchObject({ ownerId, seenAtMs: 7 });
  expect(await newer.table('drafts').count()).toBe(1);
  await newer.delete();
});

for (const [what, version] of [['with a number of its own', 5] as const, ['that has taken the same number', 4] as const]) {
  test(`[VER3] an upgrade ${what} by a build that does not know a table leaves it with all that is in it`, async () => {
    const { older, newer, fence } = await recordedByNewer();
    leave(newer.db);
    await older.store.get(fence.recordingId);
    leave(older.db);
    const other = withBuild(older, new OtherOwnerDb(older.db.ownerId, version));
    vi.spyOn(console, 'warn').mockReturnValue();
    await other.db.table('notes').add({ id: 1 });
    expect([...other.db.backendDB().objectStoreNames]).toEqual(expect.arrayContaining(['places', 'notes']));
    expect(await other.store.get(fence.recordingId)).toMatchObject({ room: 'four' });
    leave(other.db);

    // Whoever needs the index again makes it again.
    expect(await newer.db.table('places').count()).toBe(1);
    expect(await newer.db.recordings.where('state').equals('recording').count()).toBe(1);
    leave(newer.db);
    expect(await older.store.get(fence.recordingId)).toMatchObject({ state: 'recording', savedMs: 750 });
  });
}

test('[VER4] a recording goes on in a connection under which a newer build has upgraded the database', async () => {
  const older = createTestDevice();
  opened.push(older.db);
  const fence = await beginRecording(older, 2);
  vi.spyOn(console, 'warn').mockReturnValue();
  const newer = withBuild(older, new NewerOwnerDb(older.db.ownerId));
  const [upgraded] = await Promise.all([newer.store.get(fence.recordingId), appendChunks(older, fence, 0, 2, 4)]);
  expect(upgraded).toMatchObject({ state: 'recording' });
  await appendChunks(older, fence, 0, 6, 1);
  expect(newer.db.backendDB().version).toBe(40);
  expect(older.db.backendDB().version).toBe(40);
  await older.store.close(fence, { atMs: 1, ended: 'stop', partial: false });
  expect(await newer.store.get(fence.recordingId)).toMatchObject({ state: 'waiting', savedMs: 1750, chunkCount: 7 });
});

/** The tables of the first build, from before marks, texts and the device's key. */
const FIRST = { recordings: 'id, order', takes: '[recordingId+take]', chunks: '[recordingId+take+chunk]', segments: '[recordingId+seq]', segmentData: '[recordingId+seq]', manifests: 'recordingId' };

test('[VER1] [VER2] what the first build has recorded goes on here, and it finds its tables as it left them', async () => {
  const device = createTestDevice();
  opened.push(device.db);
  const first = new Dexie(device.db.name, { chromeTransactionDurability: 'strict' });
  first.version(1).stores(FIRST);
  const fence = { recordingId: '00000000-0000-4000-8000-000000000001', epoch: 'e' };
  const row = { id: fence.recordingId, ownerId, order: 1, epoch: 'e', state: 'recording', partial: false, startedAtMs: 1, endedAtMs: null, heartbeatAtMs: 1, savedMs: 0, chunkCount: 0, chunkBytes: 0, segmentCount: 0, segmentBytes: 0, segmentsSent: 0, bytesSent: 0, manifestSha256: null, receivedAtMs: null, archived: null, pollAtMs: null, polls: 0, failure: null, retry: null, serverOffsetMs: null, appVersion: '0', flags: { version: 1, variant: 'offline' } };
  await first.table('recordings').add(row);
  await first.table('takes').add({ recordingId: row.id, take: 0, mimeType: 'audio/webm', codec: 'opus', startedAtMs: 1, ended: null, durationMs: 0, chunkCount: 0, wrappedKeys: [{ kid: 'k1', wrapped: 'AAAA' }] });
  leave(first);
  await appendChunks(device, fence, 0, 0, 2);
  await device.store.addMark(fence, { take: 0, atMs: 100 });
  await device.store.close(fence, { atMs: 9, ended: 'stop', partial: false });
  await device.store.setConsent(row.id, { textVersion: '1', atMs: 2 });
  expect(await device.store.get(row.id)).toMatchObject({ state: 'waiting', savedMs: 500, consent: { textVersion: '1' }, edits: 1 });
  leave(device.db);
  vi.spyOn(console, 'warn').mockReturnValue();
  expect(await first.table('chunks').count()).toBe(2);
  await first.table('recordings').update(row.id, { state: 'uploading' });
  leave(first);
  expect(await device.store.marks(row.id)).toEqual([{ mark: 0, take: 0, atMs: 100 }]);
  expect(await device.store.get(row.id)).toMatchObject({ state: 'uploading', consent: { textVersion: '1' } });
});

const OWNER_1 = {
  recordings: ['id', 'order'],
  takes: ['[recordingId+take]'],
  chunks: ['[recordingId+take+chunk]'],
  segments: ['[recordingId+seq]'],
  segmentData: ['[recordingId+seq]'],
  manifests: ['recordingId'],
};
const OWNER_2 = {
  ...OWNER_1,
  marks: ['[recordingId+mark]'],
  gaps: ['[recordingId+afterTake]'],
  texts: ['[recordingId+name]'],
  deviceKeys: ['id'],
  deviceWraps: ['[recordingId+part]'],
};
/** Never change what is here and above: whoever changes the schema takes the next number and adds it. */
const DEPLOYED: Record<string, Record<number, Record<string, string[]>>> = {
  owner: { 1: OWNER_1, 2: OWNER_2, 3: { ...OWNER_2, amendments: ['[recordingId+n]'] } },
  device: { 1: { owners: ['ownerId'], settings: ['name'], heartbeats: ['name'], telemetry: ['++id'] } },
};

test('[VER5] the schema of a number that was ever deployed never changes', () => {
  const databases = [['owner', new OwnerDb(ownerId)] as const, ['device', new DeviceDb()] as const];
  for (const [kind, db] of databases) {
    const schema = Object.fromEntries(db.tables.map(({ name, schema: { primKey, indexes } }) => [name, [primKey, ...indexes].map(({ src }) => src)]));
    expect({ [db.verno]: schema }).toEqual({ [db.verno]: DEPLOYED[kind]![db.verno] });
    // Unique ones would refuse what an older build writes.
    expect(db.tables.flatMap((table) => table.schema.indexes).filter((index) => index.unique)).toEqual([]);
  }
});
