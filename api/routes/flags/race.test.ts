import * as v from 'valibot';
import { expect, test } from 'vitest';
import { flagsChangedProblem } from '../../../src/wire/flagadmin.ts';
import { StoreError, type ObjectStore } from '../../ports.ts';
import { createTestAdmins, EVA, flagged, writtenIn } from './testadmin.ts';

const encode = (text: string) => new TextEncoder().encode(text);
const put = (store: ObjectStore, key: string, text: string) => store.put(key, encode(text), { contentType: 'application/json' });
async function keysIn(store: ObjectStore, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(prefix)) keys.push(key);
  return keys;
}

/** Fails where a test says so; `before` runs in front of a write of a version. */
function brokenStore() {
  const fault: { before?: (key: string) => Promise<void> | void } = {};
  const wrap = (store: ObjectStore): ObjectStore => ({
    ...store,
    async put(key, ...rest) {
      if (key.startsWith('state/flags/')) await fault.before?.(key);
      return store.put(key, ...rest);
    },
  });
  return { fault, wrap };
}

test('[FLS6] R33 of two admins who save at once exactly one wins, and the other is told', async () => {
  for (let times = 0; times < 10; times++) {
    const { eva, max, store } = await createTestAdmins();
    const first = await eva.get();
    const edits = [eva.put(flagged(first.document, { percent: 10 }), first), max.put(flagged(first.document, { percent: 50 }), first)];
    const responses = await Promise.all(edits);
    expect(responses.map(({ status }) => status).sort()).toEqual([200, 412]);
    const winner = await writtenIn(responses.find(({ status }) => status === 200)!);
    const conflict = v.parse(flagsChangedProblem, await responses.find(({ status }) => status === 412)!.json());
    expect([conflict.current.etag, conflict.base?.version]).toEqual([winner.etag, 1]);
    expect(await keysIn(store, 'state/flags/')).toEqual(['state/flags/1.json', 'state/flags/2.json']);
    // Who made it is on record, and the loser's record is not left behind.
    expect(await keysIn(store, 'state/flagchanges/')).toEqual([`state/flagchanges/${String(winner.document.changeId)}.json`]);
  }
});

test('[FLS7] R31 the kill switch needs no ETag, keeps everything for the way back, and is no conflict when it is off already', async () => {
  const { eva, max } = await createTestAdmins();
  const first = await eva.get();
  const killed = await max.kill();
  expect(killed).toMatchObject({ version: 2, changed: true, basedOn: 1, change: { kind: 'kill', why: '' } });
  expect(killed.document.flags).toEqual(flagged(first.document, { kill: true }).flags);
  expect(await eva.kill({ why: 'me too' })).toMatchObject({ version: 2, changed: false });
});

test('[FLS7] R31 a kill during an edit: the edit that comes later is a conflict and does not switch it on again', async () => {
  const { eva, max } = await createTestAdmins();
  const first = await eva.get();
  await max.kill();
  expect((await eva.put(flagged(first.document, { percent: 50 }), first)).status).toBe(412);
  expect((await eva.get()).document.flags.enableOfflineRecording.kill).toBe(true);
});

test('[FLS7] R31 a kill that loses race after race goes on top of what others have written, and says on top of what', async () => {
  const { fault, wrap } = brokenStore();
  const { eva, store } = await createTestAdmins({ wrap });
  const first = await eva.get();
  let races = 5;
  fault.before = async (key) => {
    const version = Number(/\d+/.exec(key)![0]);
    if (races-- <= 0) return;
    delete fault.before;
    const theirs = { ...flagged(first.document, { percent: version }), version };
    await put(store, key, JSON.stringify(theirs));
    if (races > 0) fault.before = again;
  };
  const again = fault.before;
  const killed = await eva.kill();
  expect(killed).toMatchObject({ version: 7, basedOn: 6, document: { flags: { enableOfflineRecording: { kill: true, percent: 6 } } } });
});

test('[FLS7] R31 many kills and edits at once end switched off', async () => {
  const { eva, max } = await createTestAdmins();
  const first = await eva.get();
  const [, , , ...kills] = await Promise.all([
    eva.put(flagged(first.document, { percent: 10 }), first),
    max.put(flagged(first.document, { percent: 20 }), first),
    eva.put(flagged(first.document, { percent: 30 }), first),
    ...Array.from({ length: 5 }, () => max.kill()),
  ]);
  expect(kills.filter(({ changed }) => changed)).toHaveLength(1);
  expect((await eva.get()).document.flags.enableOfflineRecording.kill).toBe(true);
});

test('[FLS7] R31 the kill switch works on a document that no edit could write, and where none can be read', async () => {
  const { eva, store, clock } = await createTestAdmins();
  const odd = { version: 5, updatedAt: '2026-01-01T00:00:00Z', flags: { enableOfflineRecording: { kill: false, default: true, bucketing: 'newer', phases: 'elsewhere' } }, notice: 'odd' };
  await put(store, 'state/flags/5.json', JSON.stringify(odd));
  clock.nowMs += 2000;
  expect(await eva.kill()).toMatchObject({ version: 6, document: { notice: 'odd', flags: { enableOfflineRecording: { kill: true, bucketing: 'newer' } } } });

  const blind = await createTestAdmins();
  await put(blind.store, 'state/flags/3.json', 'torn');
  expect(await blind.eva.kill()).toMatchObject({ version: 4, basedOn: null, document: { flags: { enableOfflineRecording: { kill: true, default: false } } } });
  expect(await (await blind.app.request('/flags.json')).json()).toMatchObject({ version: 4 });
});

test('[FLS7] R31 a kill is answered as done when it is written, whatever the store says afterwards', async () => {
  const down = { now: false };
  const wrap = (store: ObjectStore): ObjectStore => ({
    ...store,
    async get(key) {
      if (down.now) throw new StoreError('down');
      return store.get(key);
    },
    async put(key, ...rest) {
      const outcome = await store.put(key, ...rest);
      if (key === 'state/flags/2.json') down.now = true;
      return outcome;
    },
  });
  const { eva } = await createTestAdmins({ wrap });
  expect(await eva.kill()).toMatchObject({ version: 2, changed: true, named: [], change: null });
});

test('[FLS10] R31 the last version that can be read is edited where a newer one is broken, and the new number is above both', async () => {
  const { eva, store } = await createTestAdmins();
  await eva.get();
  await put(store, 'state/flags/2.json', '{"version":2');
  const current = await eva.get();
  expect(current.version).toBe(1);
  expect(await writtenIn(await eva.put(flagged(current.document, { percent: 10 }), current))).toMatchObject({ version: 3, basedOn: 1 });
});

test('[FLS10] R33 a write whose answer was lost and which was repeated below is not a conflict with itself', async () => {
  const { eva, store } = await createTestAdmins({
    wrap: (store) => ({
      ...store,
      async put(key, body, options) {
        const first = await store.put(key, body, options);
        return key === 'state/flags/2.json' ? store.put(key, body, options) : first;
      },
    }),
  });
  const first = await eva.get();
  const written = await writtenIn(await eva.put(flagged(first.document, { percent: 10 }), first));
  expect(written).toMatchObject({ version: 2, changed: true, change: { by: { ownerId: EVA.ownerId } } });
  expect(await keysIn(store, 'state/flags/')).toHaveLength(2);
});

test('[FLS10] R33 an edit while the store is out of reach is refused as such, and written not at all', async () => {
  const { fault, wrap } = brokenStore();
  const { eva } = await createTestAdmins({ wrap });
  const first = await eva.get();
  fault.before = () => {
    throw new StoreError('down');
  };
  expect((await eva.put(flagged(first.document, { percent: 10 }), first)).status).toBe(503);
  delete fault.before;
  expect((await eva.get()).etag).toBe(first.etag);
});
