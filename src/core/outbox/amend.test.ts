import { afterEach, expect, test, vi } from 'vitest';
// First of all: it brings the database that Dexie looks for.
import { createTestDevice } from '../../../test/bench/device.ts';
import { waitingRecording } from '../../../test/bench/recordings.ts';
import { createTestServer } from '../../../test/bench/server.ts';
import { createRetentionStore } from '../../adapters/dexie/retentionstore.ts';
import { MAX_AMENDMENT_TEXTS, type Amendment } from '../amendment.ts';
import { Failure, type FailureCode } from '../failures.ts';
import { UNDO_MS } from '../retention/retention.ts';
import { createCleaner } from '../retention/cleaner.ts';
import { drainOutbox } from './drain.ts';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

const title = (version: number) => ({ kind: 'title' as const, version, iv: 'AAAA', sealed: `T${version}T`, wrappedKeys: [{ kid: 'k1', wrapped: 'AAAA' }] });
const label = (mark: number) => ({ ...title(1), kind: 'mark' as const, mark });
const ARCHIVED = { sha256: 'ef'.repeat(32), seconds: 1, archivedAtMs: 2 };

/** A device with a recording that the server has. */
async function bench() {
  const device = createTestDevice();
  cleanups.push(() => device.db.delete());
  const server = createTestServer(device);
  const { store } = device;
  const drain = (hurry = false) => drainOutbox({ ...device, api: server.api }, { ownerId: device.ownerId, trigger: 'test', hurry, deadlineMs: Infinity });
  const id = await waitingRecording(device);
  await drain();
  const row = async () => (await store.get(id))!;
  const archive = () => store.markArchived(id, ARCHIVED);
  const amendments = () => [...server.amendments.values()].map((bytes) => JSON.parse(Buffer.from(bytes).toString()) as Amendment);
  const amendCalls = () => server.calls.filter((call) => call.startsWith('amend')).length;
  const refuse = (code: FailureCode) =>
    server.before((call) => {
      if (call.startsWith('amend')) throw new Failure(code);
    });
  const allow = () => server.before(() => undefined);
  return { device, server, store, drain, id, row, archive, amendments, amendCalls, refuse, allow };
}

test.each(['sent', 'archived'])('B4 [AMD1, AMD6] what is written about a recording that is %s is frozen, sent once, and then nothing is left', async (state) => {
  const { store, drain, id, row, archive, amendments, amendCalls, device } = await bench();
  if (state === 'archived') await archive();
  const idle = await drain();
  expect([idle.amending, amendCalls()]).toEqual([0, 0]);
  await store.setText(id, title(1));
  await store.setText(id, label(3));
  expect(await drain()).toMatchObject({ unsent: 0, amending: 0 });
  const { ownerId, manifestSha256, edits } = await row();
  expect(amendments()).toEqual([{ version: 1, ownerId, recordingId: id, n: 1, manifestSha256, texts: [label(3), title(1)] }]);
  expect(await row()).toMatchObject({ state, editsSettled: edits });
  expect(device.events.filter(({ event }) => event === 'amendment_sent')).toHaveLength(1);
  await store.setText(id, title(2));
  await drain();
  expect(amendments().slice(1)).toMatchObject([{ n: 2, texts: [title(2)] }]);
  await drain();
  expect(amendCalls()).toBe(2);
});

test('B4 [AMD1] an answer that was lost costs the same bytes again, also after another edit', async () => {
  const { store, server, drain, id, amendments } = await bench();
  await store.setText(id, title(1));
  server.after((call) => {
    if (call.startsWith('amend')) throw new Failure('timeout');
  });
  expect(await drain()).toMatchObject({ amending: 1 });
  const first = [...server.amendments.values()][0];
  await store.setText(id, title(2));
  server.after(() => undefined);
  expect(await drain()).toMatchObject({ amending: 0 });
  expect([...server.amendments.values()][0]).toEqual(first);
  expect(amendments()).toMatchObject([{ texts: [title(1)] }, { texts: [title(2)] }]);
});

test('B4 [AMD1] two drains at once send one amendment', async () => {
  const { store, server, drain, id, amendments } = await bench();
  await store.setText(id, title(1));
  server.before(() => new Promise((resolve) => setTimeout(resolve, 1)));
  await Promise.all([drain(), drain(), drain()]);
  expect(amendments()).toMatchObject([{ n: 1, texts: [title(1)] }]);
});

test('B4 [AMD1] more texts than fit go into several amendments', async () => {
  const { store, drain, id, amendments } = await bench();
  for (let mark = 0; mark <= MAX_AMENDMENT_TEXTS; mark++) await store.setText(id, label(mark));
  expect(await drain()).toMatchObject({ amending: 0 });
  expect(amendments().map(({ texts }) => texts.length)).toEqual([MAX_AMENDMENT_TEXTS, 1]);
  expect(new Set(amendments().flatMap(({ texts }) => texts.map(({ mark }) => mark))).size).toBe(MAX_AMENDMENT_TEXTS + 1);
});

test('B4 [AMD1] what is written before the receipt and after all segments went out follows the manifest', async () => {
  const device = createTestDevice();
  cleanups.push(() => device.db.delete());
  const server = createTestServer(device);
  const id = await waitingRecording(device);
  server.before(async (call) => {
    if (call.startsWith('complete')) await device.store.setText(id, title(1));
  });
  expect(await drainOutbox({ ...device, api: server.api }, { ownerId: device.ownerId, trigger: 'test', hurry: false, deadlineMs: Infinity })).toMatchObject({ unsent: 0, amending: 0 });
  expect((JSON.parse(Buffer.from(server.manifests.get(id)!.bytes).toString()) as Amendment).texts).toEqual([]);
  expect([...server.amendments]).toHaveLength(1);
});

test('B4 [AMD6] a server in trouble is asked again later with ever longer waits, sooner when somebody hurries; the recording stays archived', async () => {
  const { device, store, drain, id, row, archive, amendCalls, refuse, allow } = await bench();
  await archive();
  await store.setText(id, title(1));
  refuse('server_error');
  expect(await drain()).toMatchObject({ unsent: 0, amending: 1, nextDueAtMs: device.clock.nowMs() + 1_500 });
  await drain();
  expect(amendCalls()).toBe(1);
  await drain(true);
  expect(amendCalls()).toBe(2);
  expect(await row()).toMatchObject({ state: 'archived', retry: null, amending: { retry: { attempts: 1, code: 'server_error' }, failure: null } });
  device.clock.pass(1_500);
  await drain();
  expect(amendCalls()).toBe(3);
  expect(await row()).toMatchObject({ state: 'archived', retry: null, amending: { retry: { attempts: 2, code: 'server_error' }, failure: null } });
  expect(device.events.at(-2)).toMatchObject({ event: 'amendment_failed', attempt: 2 });
  allow();
  device.clock.pass(5 * 60_000);
  expect(await drain()).toMatchObject({ amending: 0, nextDueAtMs: null });
  expect(await row()).toMatchObject({ state: 'archived', amending: null });
});

test.each(['not_signed_in', 'owner_mismatch'] as const)('B4 [AMD6] %s stops the sending of this owner', async (code) => {
  const { store, drain, id, row, refuse } = await bench();
  await store.setText(id, title(1));
  refuse(code);
  expect(await drain()).toMatchObject({ amending: 1, signIn: true });
  expect(await row()).toMatchObject({ state: 'sent', failure: null, amending: { retry: { remedy: 'signIn' } } });
});

test('B4 [AMD7] a refusal for good marks the amendment and nothing else, and the next edit is a new try', async () => {
  const { device, store, drain, id, row, archive, amendments, amendCalls, refuse, allow } = await bench();
  await archive();
  await store.setText(id, title(1));
  refuse('amendment_refused');
  expect(await drain()).toMatchObject({ unsent: 0, amending: 0, nextDueAtMs: null });
  expect(await row()).toMatchObject({ state: 'archived', failure: null, amending: { retry: null, failure: { code: 'amendment_refused' } } });
  expect(device.events.at(-2)).toMatchObject({ event: 'amendment_refused', recordingId: id });
  await drain(true);
  expect(amendCalls()).toBe(1);
  allow();
  await store.setText(id, title(2));
  expect(await drain()).toMatchObject({ amending: 0 });
  expect(amendments()).toMatchObject([{ texts: [title(1)] }, { texts: [title(2)] }]);
  expect(await row()).toMatchObject({ state: 'archived', amending: null });
});

test('B4 [AMD7] bytes that have changed on this device are not sent', async () => {
  const { device, store, drain, id, row, refuse, allow, amendments } = await bench();
  await store.setText(id, title(1));
  refuse('network');
  await drain();
  allow();
  await device.db.amendments.update([id, 1], { bytes: new ArrayBuffer(9) });
  await drain(true);
  expect(await row()).toMatchObject({ state: 'sent', amending: { failure: { code: 'data_corrupt' } } });
  expect(amendments()).toEqual([]);
});

test('B4 [AMD8] amendments that the server lost are sent again', async () => {
  const { device, server, store, drain, id, amendments } = await bench();
  for (const version of [1, 2]) {
    await store.setText(id, title(version));
    await drain();
  }
  server.amendments.clear();
  await store.setText(id, title(3));
  expect(await drain()).toMatchObject({ amending: 1 });
  device.clock.pass(5 * 60_000);
  expect(await drain()).toMatchObject({ amending: 0 });
  expect(amendments()).toMatchObject([{ n: 1, texts: [title(1)] }, { n: 2, texts: [title(2)] }, { n: 3, texts: [title(3)] }]);
});

test('B4 [AMD9] what was written is sent from the trash before its recording is removed', async () => {
  const { device, store, drain, id, archive, amendments, refuse, allow } = await bench();
  const retention = createRetentionStore(device.db);
  const cleaner = createCleaner({
    ...device,
    retention,
    space: { estimate: async () => null, persisted: async () => null },
    reserve: { take: async () => undefined, release: async () => 0 },
    settings: async () => ({ retentionDays: 7, minFreeBytes: 0 }),
    serverOffsetMs: () => 0,
  });
  await archive();
  await store.setText(id, title(1));
  await retention.trash(id, device.clock.nowMs());
  device.clock.pass(UNDO_MS);
  refuse('server_error');
  await drain();
  expect(await cleaner.routine()).toMatchObject({ removed: 0 });
  // Its audio goes all the same.
  expect(await store.segmentData(id, 0)).toBeUndefined();
  allow();
  await drain(true);
  expect(amendments()).toMatchObject([{ texts: [title(1)] }]);
  expect(await cleaner.routine()).toMatchObject({ removed: 1 });
  expect([await store.get(id), await store.amendments(id)]).toEqual([undefined, []]);
});

test('B4 [AMD9] a refusal for good takes the recording out of the trash; thrown away again it goes', async () => {
  const { device, store, drain, id, row, archive, refuse } = await bench();
  const retention = createRetentionStore(device.db);
  await archive();
  await store.setText(id, title(1));
  await retention.trash(id, 1);
  refuse('amendment_refused');
  await drain();
  expect(await row()).toMatchObject({ deletedAtMs: null });
  await retention.trash(id, 2);
  await retention.removeTrashed(id, 2);
  expect(await store.get(id)).toBeUndefined();
});

test('B4 [AMD10] what an older build wrote is found, and nonsense in the row costs a look', async () => {
  const { device, store, drain, id, row, amendments, amendCalls } = await bench();
  await store.setText(id, title(1));
  await device.db.recordings.where('id').equals(id).modify((stored) => void delete (stored as Partial<typeof stored>).editsSettled);
  await drain();
  expect(amendments()).toMatchObject([{ texts: [title(1)] }]);
  await device.db.table('recordings').update(id, { editsSettled: 'many', amending: 7 });
  expect(await drain()).toMatchObject({ amending: 0 });
  expect([(await row()).editsSettled, amendCalls()]).toEqual([1, 1]);
});

test('B4 [AMD10] texts of the manifest are not sent again', async () => {
  const device = createTestDevice();
  cleanups.push(() => device.db.delete());
  const server = createTestServer(device);
  const id = await waitingRecording(device, { frozen: false });
  await device.store.setText(id, title(1));
  await drainOutbox({ ...device, api: server.api }, { ownerId: device.ownerId, trigger: 'test', hurry: false, deadlineMs: Infinity });
  expect((await device.store.get(id))!.state).toBe('sent');
  expect(server.calls.filter((call) => call.startsWith('amend'))).toEqual([]);
});

test('B4 [AMD11] where another manifest with the same segments counts, the texts of ours follow as amendments', async () => {
  const device = createTestDevice();
  cleanups.push(() => device.db.delete());
  const server = createTestServer(device);
  const id = await waitingRecording(device, { frozen: false });
  await device.store.setText(id, title(1));
  server.manifests.set(id, { sha256: 'cd'.repeat(32), bytes: new Uint8Array(Buffer.from(JSON.stringify({ segments: await device.store.segments(id), texts: [] }))), receivedAtMs: 1 });
  await drainOutbox({ ...device, api: server.api }, { ownerId: device.ownerId, trigger: 'test', hurry: false, deadlineMs: Infinity });
  expect(await device.store.get(id)).toMatchObject({ state: 'sent' });
  expect([...server.amendments.keys()]).toEqual([`${id}/1`]);
});

test('B4 [AMD6] a recording that is deleted while it is amended ends no drain', async () => {
  const { server, store, drain, id } = await bench();
  await store.setText(id, title(1));
  const removing = vi.fn<() => Promise<void>>(() => store.remove(id));
  server.before((call) => (call.startsWith('amend') ? removing() : undefined));
  expect(await drain()).toMatchObject({ unsent: 0, amending: 0 });
  expect(removing).toHaveBeenCalledOnce();
});
