import { afterEach, expect, test } from 'vitest';
import { createTestDevice } from '../../../test/bench/device.ts';
import { beginRecording, waitingRecording } from '../../../test/bench/recordings.ts';
import { createTestServer } from '../../../test/bench/server.ts';
import { cutSegment } from '../capture/cutsegment.ts';
import { Failure } from '../failures.ts';
import { drainOutbox } from './drain.ts';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

function bench() {
  const device = createTestDevice();
  cleanups.push(() => device.db.delete());
  const server = createTestServer(device);
  const drain = (hurry = false, deadlineMs = Infinity) => drainOutbox({ ...device, api: server.api }, { ownerId: device.ownerId, trigger: 'test', hurry, deadlineMs });
  const row = async (id: string) => (await device.store.get(id))!;
  return { device, server, drain, row };
}

test('[OUT2, OUT7] R20 what was never cut nor frozen is cut, frozen, sent and received', async () => {
  const { device, server, drain, row } = bench();
  const fence = await beginRecording(device, 5);
  await device.store.close(fence, { atMs: device.clock.nowMs(), ended: 'stop', partial: false });
  expect(await drain()).toMatchObject({ unsent: 0, signIn: false });
  const sent = await row(fence.recordingId);
  expect(sent).toMatchObject({ state: 'sent', segmentCount: 1, segmentsSent: 1, chunkCount: 0 });
  expect(server.manifests.get(sent.id)!.sha256).toBe(sent.manifestSha256);
  expect(server.stored()).toBe(1);
});

test('[OUT14] a recording that is deleted while it is being sent ends no drain: the others are sent', async () => {
  const { device, server, drain } = bench();
  const deleted = await waitingRecording(device);
  const kept = await waitingRecording(device);
  let removed = false;
  server.before(async () => {
    if (!removed) await device.store.remove(deleted);
    removed = true;
  });
  expect(await drain()).toMatchObject({ unsent: 0 });
  expect((await device.store.all()).recordings.map(({ id, state }) => [id, state])).toEqual([[kept, 'sent']]);
});

test('[OUT1] never more than six PUTs at once', async () => {
  const { device, server, drain } = bench();
  for (let i = 0; i < 3; i++) await waitingRecording(device, { segments: 10, perSegment: 1 });
  server.before(() => new Promise((resolve) => setTimeout(resolve, 1)));
  await drain();
  expect(server.stored()).toBe(30);
  expect(server.mostPuts()).toBe(6);
});

test('[OUT3] B3 while it runs a recording is sent but not completed', async () => {
  const { device, server, drain, row } = bench();
  const fence = await beginRecording(device, 4);
  await cutSegment(device, fence.recordingId);
  expect(await drain()).toMatchObject({ unsent: 1, nextDueAtMs: null });
  expect(server.stored()).toBe(1);
  expect(server.manifests.size).toBe(0);
  expect(await row(fence.recordingId)).toMatchObject({ state: 'recording', segmentsSent: 1 });
});

test('[OUT4, OUT10] a server in trouble is asked again later, sooner only when somebody hurries', async () => {
  const { device, server, drain, row } = bench();
  const id = await waitingRecording(device);
  server.before(() => {
    throw new Failure('server_error');
  });
  expect(await drain()).toMatchObject({ unsent: 1, nextDueAtMs: device.clock.nowMs() + 1_500 });
  expect(await row(id)).toMatchObject({ state: 'waiting', retry: { attempts: 1, code: 'server_error' } });
  await drain();
  expect(server.calls).toHaveLength(1);
  await drain(true);
  expect(server.calls).toHaveLength(2);
  server.before(() => undefined);
  device.clock.pass(5 * 60_000);
  expect(await drain()).toMatchObject({ unsent: 0 });
  expect(await row(id)).toMatchObject({ state: 'sent', retry: null });
});

test('[OUT6] an answer that was lost costs a repetition and nothing else', async () => {
  const { device, server, drain, row } = bench();
  const id = await waitingRecording(device, { segments: 1 });
  const lost = new Set(['presign', 'put', 'complete']);
  server.after((call) => {
    if (lost.delete(call.split(' ')[0]!)) throw new Failure('timeout');
  });
  for (let i = 0; i < 4; i++) await drain(true);
  expect(await row(id)).toMatchObject({ state: 'sent' });
  expect(server.stored()).toBe(1);
  expect(server.calls.filter((call) => call.startsWith('put'))).toHaveLength(2);
  expect(server.calls.filter((call) => call.startsWith('presign'))).toHaveLength(3);
});

test('[OUT7] a segment that the server lost is sent again', async () => {
  const { device, server, drain, row } = bench();
  const id = await waitingRecording(device, { segments: 3 });
  server.before((call) => {
    if (call.startsWith('complete') && server.manifests.size === 0 && server.objects.size === 3) server.objects.delete([...server.objects.keys()][1]!);
  });
  await drain();
  expect(await row(id)).toMatchObject({ state: 'waiting', segmentsSent: 2, retry: { code: 'segments_missing' } });
  server.before(() => undefined);
  await drain(true);
  expect(await row(id)).toMatchObject({ state: 'sent', segmentsSent: 3 });
  expect(server.objects.size).toBe(3);
});

test('[OUT7] another manifest with the same segments is as good as ours; with others it parks', async () => {
  const { device, server, drain, row } = bench();
  const same = await waitingRecording(device);
  const other = await waitingRecording(device);
  for (const [id, segments] of [[same, await device.store.segments(same)], [other, []]] as const) {
    const bytes = new Uint8Array(Buffer.from(JSON.stringify({ segments })));
    server.manifests.set(id, { sha256: 'cd'.repeat(32), bytes, receivedAtMs: 1 });
  }
  await drain();
  expect(await row(same)).toMatchObject({ state: 'sent' });
  expect(await row(other)).toMatchObject({ state: 'failed', failure: { code: 'manifest_differs' } });
  expect(await device.store.segmentData(other, 0)).toBeDefined();
});

test('[OUT8] only the server says archived, and its problem parks with the audio kept', async () => {
  const { device, server, drain, row } = bench();
  const good = await waitingRecording(device);
  const bad = await waitingRecording(device);
  await drain();
  device.clock.pass(1_000);
  await drain();
  expect(await row(good)).toMatchObject({ state: 'sent', polls: 1 });
  server.archived.set(good, { sha256: 'ef'.repeat(32), seconds: 1, archivedAtMs: 2 });
  server.problems.set(bad, { code: 'seal_broken', detail: '' });
  device.clock.pass(10_000);
  await drain();
  expect(await row(good)).toMatchObject({ state: 'archived', archived: { seconds: 1 } });
  expect(await row(bad)).toMatchObject({ state: 'failed', failure: { code: 'archive_problem', detail: 'seal_broken' } });
  expect(await device.store.segmentData(bad, 0)).toBeDefined();
});

test('[OUT8] a question that fails is asked again later and marks nothing as failed', async () => {
  const { device, server, drain, row } = bench();
  const id = await waitingRecording(device);
  await drain();
  device.clock.pass(1_000);
  server.before(() => {
    throw new Failure('network');
  });
  const result = await drain();
  expect(result.nextDueAtMs).toBeGreaterThan(device.clock.nowMs());
  expect(await row(id)).toMatchObject({ state: 'sent', retry: null, polls: 1 });
});

test.each(['not_signed_in', 'owner_mismatch'] as const)('[OUT9] %s stops the sending of this owner, and what needs no server is done', async (code) => {
  const { device, server, drain, row } = bench();
  const first = await waitingRecording(device);
  const second = await waitingRecording(device, { frozen: false });
  const third = await waitingRecording(device);
  server.before(() => {
    throw new Failure(code);
  });
  expect(await drain()).toMatchObject({ unsent: 3, signIn: true });
  expect(server.calls.length).toBeLessThanOrEqual(2);
  expect((await row(second)).manifestSha256).not.toBeNull();
  for (const id of [first, second, third]) expect((await row(id)).state).not.toBe('failed');
  expect(await row(first)).toMatchObject({ retry: { code, remedy: 'signIn' } });
});

test('[OUT10] a refusal that lists its reason parks, and the neighbours go on', async () => {
  const { device, server, drain, row } = bench();
  const bad = await waitingRecording(device);
  const good = await waitingRecording(device);
  server.before((call) => {
    if (call === `complete ${bad}`) throw new Failure('invalid_manifest', { detail: '400 invalid_manifest' });
  });
  expect(await drain()).toMatchObject({ unsent: 0 });
  expect(await row(bad)).toMatchObject({ state: 'failed', failure: { code: 'invalid_manifest' } });
  expect(await row(good)).toMatchObject({ state: 'sent' });
});

test('[OUT10] a segment that is not on this device parks its recording only', async () => {
  const { device, drain, row } = bench();
  const bad = await waitingRecording(device);
  const good = await waitingRecording(device);
  await device.db.segmentData.delete([bad, 1]);
  await drain();
  expect(await row(bad)).toMatchObject({ state: 'failed', failure: { code: 'data_corrupt' } });
  expect(await row(good)).toMatchObject({ state: 'sent' });
});

test.each([
  ['missing', null],
  ['unreadable', { bytes: 'many' }],
] as const)('[OUT10] a segment whose description is %s parks its recording only', async (_what, change) => {
  const { device, drain, row } = bench();
  const bad = await waitingRecording(device);
  const good = await waitingRecording(device);
  const segments = device.db.table('segments');
  await (change ? segments.update([bad, 1], change) : segments.delete([bad, 1]));
  await drain();
  expect(await row(bad)).toMatchObject({ state: 'failed', failure: { code: 'data_corrupt' } });
  expect(await row(good)).toMatchObject({ state: 'sent' });
});

test('[OUT10] bytes that have changed on this device are not sent again and again', async () => {
  const { device, server, drain, row } = bench();
  const [segment, manifest] = [await waitingRecording(device), await waitingRecording(device)];
  await device.db.segmentData.update([segment, 0], { data: new ArrayBuffer(9) });
  await device.db.manifests.update(manifest, { bytes: new ArrayBuffer(9) });
  await drain();
  for (const id of [segment, manifest]) expect(await row(id)).toMatchObject({ state: 'failed', failure: { code: 'data_corrupt' } });
  expect(server.manifests.size).toBe(0);
});

test('[OUT11] two drains at once: one object for each segment, one receipt', async () => {
  const { device, server, drain, row } = bench();
  const ids = [await waitingRecording(device, { segments: 5 }), await waitingRecording(device, { segments: 5, frozen: false })];
  server.before(() => new Promise((resolve) => setTimeout(resolve, 1)));
  await Promise.all([drain(), drain(), drain()]);
  expect(server.stored()).toBe(10);
  expect(server.manifests.size).toBe(2);
  for (const id of ids) expect(await row(id)).toMatchObject({ state: 'sent', segmentsSent: 5 });
});

test('[OUT12] after its deadline a drain begins nothing new and says what is left', async () => {
  const { device, server, drain } = bench();
  await waitingRecording(device, { segments: 10, perSegment: 1 });
  server.before(() => device.clock.pass(1_000));
  const result = await drain(false, device.clock.monotonicMs() + 3_000);
  expect(result.unsent).toBe(1);
  expect(server.stored()).toBeLessThan(10);
  expect(await drain()).toMatchObject({ unsent: 0 });
});
