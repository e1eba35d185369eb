import { expect, test } from 'vitest';
import * as v from 'valibot';
import { flagDocument } from '../src/wire/flags.ts';
import { createMemoryStore } from './adapters/memorystore.ts';
import { createFlagDocuments } from './flags/flagdocuments.ts';
import { createFlagSource } from './flagsource.ts';
import { StoreError, type Log, type ObjectStore } from './ports.ts';
import { createTestApp } from './testapp.ts';

const SEED = { enableOfflineRecording: { kill: false, default: true, percent: 100 } };
const encode = (text: string) => new TextEncoder().encode(text);

function document(version: number, kill = false): string {
  return JSON.stringify({ version, updatedAt: '2026-01-01T00:00:00.000Z', flags: { enableOfflineRecording: { kill, default: true } } });
}

function setUp() {
  const clock = { nowMs: 1_700_000_000_000 };
  const broken = { now: false };
  const calls = { list: 0 };
  const memory = createMemoryStore({ clock: () => clock.nowMs });
  const store: ObjectStore = {
    ...memory,
    list(prefix) {
      calls.list++;
      if (broken.now) throw new StoreError('down');
      return memory.list(prefix);
    },
  };
  const events: string[] = [];
  const log: Log = (_level, event) => void events.push(event);
  const start = (offsetMs = 0) => createFlagSource({ documents: createFlagDocuments({ store, log }), clock: () => clock.nowMs + offsetMs, log, seed: SEED });
  const save = (version: number | string, text: string) => memory.put(`state/flags/${version}.json`, encode(text), { contentType: 'application/json' });
  return { clock, broken, calls, store, events, start, source: start(), save };
}

test('[FLG1] the highest version counts, by number', async () => {
  const { source, save } = setUp();
  for (const version of [9, 10, 2]) await save(version, document(version));
  await save('latest', document(99));
  await save('011', document(11));
  expect(await source.current()).toMatchObject({ version: 10, body: encode(document(10)) });
});

test('[FLG2] where there is no document, the seed is written as version 1 and counts', async () => {
  const { source, store } = setUp();
  const { version, body } = await source.current();
  expect(version).toBe(1);
  expect(await store.get('state/flags/1.json')).toEqual(body);
  expect(v.parse(flagDocument, JSON.parse(new TextDecoder().decode(body)))).toEqual({
    version: 1,
    updatedAt: '2023-11-14T22:13:20.000Z',
    flags: SEED,
  });
});

test('[FLG2] two servers that start at once end with the same document', async () => {
  const { start } = setUp();
  const [one, other] = await Promise.all([start(0).current(), start(5).current()]);
  expect(one!.etag).toBe(other!.etag);
});

test('[FLG3] the document has a strong ETag of its bytes, and who has it gets 304', async () => {
  const { app, store, clock } = createTestApp();
  const first = await app.request('/flags.json');
  const etag = first.headers.get('ETag')!;
  expect(etag).toMatch(/^"[0-9a-f]{32}"$/);
  expect([first.headers.get('Cache-Control'), first.headers.get('Content-Type')]).toEqual(['no-cache', 'application/json']);
  expect(v.parse(flagDocument, await first.json()).version).toBe(1);

  for (const known of [etag, `"old", ${etag}`, `W/${etag}`, '*']) {
    const again = await app.request('/flags.json', { headers: { 'If-None-Match': known } });
    expect([again.status, await again.text(), again.headers.get('ETag')], known).toEqual([304, '', etag]);
  }
  await store.put('state/flags/2.json', encode(document(2)), { contentType: 'application/json' });
  clock.nowMs += 2000;
  const changed = await app.request('/flags.json', { headers: { 'If-None-Match': etag } });
  expect([changed.status, changed.headers.get('ETag') === etag]).toEqual([200, false]);
  expect((await app.request('/api/health')).headers.get('X-Flags-Version')).toBe('2');
});

test('[FLG4] the store is asked at most every 2 s, once for all who wait', async () => {
  const { source, save, clock, calls } = setUp();
  await save(1, document(1));
  await Promise.all([source.current(), source.current(), source.current()]);
  await save(2, document(2));
  clock.nowMs += 1999;
  expect([(await source.current()).version, calls.list]).toEqual([1, 1]);
  clock.nowMs += 1;
  expect([(await source.current()).version, calls.list]).toEqual([2, 2]);
});

test('[FLG4] a clock that was set back does not keep an old document', async () => {
  const { source, save, clock } = setUp();
  await save(1, document(1));
  await source.current();
  await save(2, document(2));
  clock.nowMs -= 3_600_000;
  expect((await source.current()).version).toBe(2);
});

test.each([
  ['torn', '{"version":3,'],
  ['of another shape', '{"version":3}'],
  ['of another version than its name says', document(7)],
])('[FLG5] a document that is %s is passed over for the one before, and logged', async (_, text) => {
  const { source, save, events } = setUp();
  await save(2, document(2, true));
  await save(3, text);
  expect((await source.current()).version).toBe(2);
  expect(events).toEqual(['flags_unreadable']);
});

test('[FLG5] when no document is readable, none is made up', async () => {
  const { source, save, store } = setUp();
  await save(3, 'torn');
  await expect(source.current()).rejects.toBeInstanceOf(StoreError);
  expect(await store.head('state/flags/1.json')).toBeUndefined();
});

test('[FLG6] while the store is out of reach what was read last counts, and the store is left alone for 2 s', async () => {
  const { source, save, clock, broken, calls, events } = setUp();
  await save(1, document(1));
  await source.current();
  broken.now = true;
  clock.nowMs += 2000;
  expect((await source.current()).version).toBe(1);
  expect((await source.current()).version).toBe(1);
  expect([calls.list, events]).toEqual([2, ['flags_stale']]);
  broken.now = false;
  await save(2, document(2));
  clock.nowMs += 2000;
  expect((await source.current()).version).toBe(2);
});

test('[FLG6] a store that was never in reach is a StoreError', async () => {
  const { source, broken } = setUp();
  broken.now = true;
  await expect(source.current()).rejects.toBeInstanceOf(StoreError);
});

test('[FLG13] a version that is damaged or gone later does not bring back the one before, and is told of once', async () => {
  const { source, save, clock, store, events } = setUp();
  await save(1, document(1));
  await save(2, document(2, true));
  await source.current();
  await save(2, 'torn');
  for (let times = 0; times < 3; times++) {
    clock.nowMs += 2000;
    expect(await source.current()).toMatchObject({ version: 2, body: encode(document(2, true)) });
  }
  expect(events).toEqual(['flags_unreadable']);
  await store.delete('state/flags/2.json');
  clock.nowMs += 2000;
  expect((await source.current()).version).toBe(2);
});

test('[FLG13] a version that was written here counts here at once', async () => {
  const { source, save, store, calls } = setUp();
  await save(1, document(1));
  const first = await source.current();
  const second = await createFlagDocuments({ store, log: () => {} }).add({ ...first.document, version: 2 });
  if (second === 'taken') throw new Error('nobody else is here');
  source.heard(second);
  expect((await source.current()).version).toBe(2);
  source.heard(first);
  expect([(await source.current()).version, calls.list]).toEqual([2, 1]);
});
