import { afterEach, expect, test } from 'vitest';
// First of all: it brings the database that Dexie looks for.
import { createTestDevice } from '../../../test/bench/device.ts';
import { waitingRecording } from '../../../test/bench/recordings.ts';
import { createTestServer } from '../../../test/bench/server.ts';
import { createRetentionStore } from '../../adapters/dexie/retentionstore.ts';
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
  const retention = createRetentionStore(device.db);
  const drain = () => drainOutbox({ ...device, api: server.api }, { ownerId: device.ownerId, trigger: 'test', hurry: true, deadlineMs: Infinity });
  const stateOf = async (id: string) => (await device.store.get(id))?.state;
  return { device, server, retention, drain, stateOf };
}

test('B10 [TRA6] what is in the trash is neither sent nor counted as unsent, and is sent when it is restored', async () => {
  const { device, server, retention, drain, stateOf } = bench();
  const [whole, uncut, kept] = [await waitingRecording(device), await waitingRecording(device, { frozen: false }), await waitingRecording(device)];
  await retention.trash(whole, 1);
  await retention.trash(uncut, 1);
  expect(await drain()).toMatchObject({ unsent: 0, nextDueAtMs: expect.any(Number), signIn: false });
  expect([await stateOf(whole), await stateOf(uncut), await stateOf(kept)]).toEqual(['waiting', 'waiting', 'sent']);
  expect(server.manifests.size).toBe(1);
  expect((await device.store.get(uncut))?.manifestSha256).toBeNull();
  await device.store.remove(kept);
  expect(await drain()).toMatchObject({ unsent: 0, nextDueAtMs: null, signIn: false });
  await retention.restore(whole);
  await retention.restore(uncut);
  expect(await drain()).toMatchObject({ unsent: 0 });
  expect([await stateOf(whole), await stateOf(uncut)]).toEqual(['sent', 'sent']);
});

for (const call of ['presign', 'put']) {
  test(`B10 [TRA6] a recording that is thrown away during its ${call} is not completed, and goes on from there when it is restored`, async () => {
    const { device, server, retention, drain, stateOf } = bench();
    const [id, kept] = [await waitingRecording(device), await waitingRecording(device)];
    server.before(async (now) => {
      if (now.startsWith(`${call} ${id}`)) await retention.trash(id, 1);
    });
    expect(await drain()).toMatchObject({ unsent: 0 });
    expect([...server.manifests.keys()]).toEqual([kept]);
    expect((await device.store.get(id))?.deletedAtMs).toBe(1);
    server.before(() => undefined);
    await retention.restore(id);
    await drain();
    expect(await stateOf(id)).toBe('sent');
    expect(server.stored()).toBe(4);
  });
}

test('B10 [TRA4] what the server has taken while it was thrown away is asked about, and comes back when the archive cannot take it', async () => {
  const { device, server, retention, drain } = bench();
  const id = await waitingRecording(device);
  server.before(async (call) => {
    if (call.startsWith('complete')) await retention.trash(id, 1);
  });
  await drain();
  expect(await device.store.get(id)).toMatchObject({ state: 'sent', deletedAtMs: 1 });
  server.problems.set(id, { code: 'seal_broken', detail: '' });
  await drain();
  expect(await device.store.get(id)).toMatchObject({ state: 'failed', deletedAtMs: null, failure: { code: 'archive_problem' } });
});

test('B10 [TRA6] a try that fails after its recording was thrown away plans no other one', async () => {
  const { device, server, retention, drain } = bench();
  const id = await waitingRecording(device);
  server.before(async () => {
    await retention.trash(id, 1);
    throw new Failure('server_error');
  });
  expect(await drain()).toMatchObject({ unsent: 0, nextDueAtMs: null, signIn: false });
  expect(await device.store.get(id)).toMatchObject({ state: 'waiting', deletedAtMs: 1 });
});
