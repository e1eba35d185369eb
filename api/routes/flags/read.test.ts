import * as v from 'valibot';
import { expect, test } from 'vitest';
import { flagsHistory } from '../../../src/wire/flagadmin.ts';
import { ANA } from '../../testapp.ts';
import { codeOf, createTestAdmins, EVA, flagged, hmacOf, writtenIn } from './testadmin.ts';

const encode = (text: string) => new TextEncoder().encode(text);
const history = async (response: Response) => v.parse(flagsHistory, await response.json());

test.each([
  ['GET', '/api/admin/flags'],
  ['PUT', '/api/admin/flags'],
  ['GET', '/api/admin/flags/1'],
  ['GET', '/api/admin/flags/history'],
  ['POST', '/api/admin/flags/kill'],
  ['POST', '/api/admin/flags/return'],
  ['POST', '/api/admin/flags/preview'],
])('[FLS2] R33 %s %s is for admins only', async (method, path) => {
  const { app, ana, eva } = await createTestAdmins();
  const body = method === 'GET' ? undefined : {};
  const before = await eva.get();
  expect(await codeOf(await ana(method, path, body))).toEqual([403, 'not_allowed']);
  expect(await codeOf(await app.request(path, { method, headers: { 'X-Holdfast': '1' } }))).toEqual([401, 'not_signed_in']);
  if (body) expect(await codeOf(await app.request(path, { method, body: '{}' }))).toEqual([403, 'header_missing']);
  expect(await eva.get()).toEqual(before);
});

test('[FLS2] R33 an admin reads what counts, with its ETag, and whom it names as far as they are known', async () => {
  const { eva, app } = await createTestAdmins();
  await eva.put(flagged((await eva.get()).document, {}), await eva.get(), { addInternal: [EVA.email, 'new@clinic.example'] });
  const response = await eva.ask('GET', '/api/admin/flags');
  const { etag, version, document, named, change } = await eva.get();
  expect([response.headers.get('ETag'), version]).toEqual([etag, 2]);
  expect((await app.request('/flags.json')).headers.get('ETag')).toBe(etag);
  expect(await (await app.request('/flags.json')).json()).toEqual(document);
  expect(named).toEqual([
    { hmac: hmacOf('admin@clinicalops.co'), ownerId: null, email: null },
    { hmac: hmacOf('support@clinicalops.co'), ownerId: null, email: null },
    { hmac: hmacOf('eva@clinic.example'), ownerId: EVA.ownerId, email: EVA.email },
    { hmac: hmacOf('new@clinic.example'), ownerId: null, email: null },
  ]);
  expect(change).toMatchObject({ by: { ownerId: EVA.ownerId, email: EVA.email }, kind: 'edit', why: 'as agreed', basedOn: 1, atMs: 1_700_000_000_000 });
});

test('[FLS3] R33 the history tells who, when, what and why, newest first, page by page', async () => {
  const { eva, max, clock } = await createTestAdmins();
  for (const percent of [10, 50]) {
    clock.nowMs += 60_000;
    await writtenIn(await eva.put(flagged((await eva.get()).document, { percent }), await eva.get(), { why: `phase ${percent}` }));
  }
  clock.nowMs += 60_000;
  await max.kill({ why: 'lost audio' });

  const first = await history(await eva.ask('GET', '/api/admin/flags/history?limit=3'));
  const percentPath = ['flags', 'enableOfflineRecording', 'percent'];
  expect(first.versions).toMatchObject([
    { version: 4, flag: { kill: true, percent: 50 }, change: { kind: 'kill', why: 'lost audio', by: { email: 'max@clinic.example' }, changes: [{ path: ['flags', 'enableOfflineRecording', 'kill'], before: false, after: true }] } },
    { version: 3, flag: { kill: false, percent: 50 }, updatedAt: '2023-11-14T22:15:20.000Z', change: { why: 'phase 50', by: { ownerId: EVA.ownerId }, atMs: 1_700_000_120_000, changes: [{ path: percentPath, before: 10, after: 50 }] } },
    { version: 2, change: { basedOn: 1, changes: [{ path: percentPath, before: 100, after: 10 }] } },
  ]);
  expect(first.next).toBe(2);
  const second = await history(await eva.ask('GET', `/api/admin/flags/history?before=${first.next}`));
  expect(second).toMatchObject({ versions: [{ version: 1, change: null, flag: { percent: 100 } }], next: null });
});

test('[FLS3] R33 every version stays as it was', async () => {
  const { eva } = await createTestAdmins();
  const first = await eva.get();
  await eva.put(flagged(first.document, { percent: 10 }), first);
  await eva.kill();
  expect(await eva.get(1)).toEqual(first);
  expect((await eva.get(2)).document.flags.enableOfflineRecording).toMatchObject({ kill: false, percent: 10 });
  for (const version of ['9', '0', 'x', '1.5']) expect((await eva.ask('GET', `/api/admin/flags/${version}`)).status).toBe(version === '9' ? 404 : 400);
});

test('[FLS3] R33 a version that cannot be read is in the history as such, and a damaged record hides only who it was', async () => {
  const { eva, store } = await createTestAdmins();
  const first = await eva.get();
  const { document } = await writtenIn(await eva.put(flagged(first.document, { percent: 10 }), first));
  await store.put(`state/flagchanges/${String(document.changeId)}.json`, encode('torn'), { contentType: 'application/json' });
  await store.put('state/flags/3.json', encode('torn'), { contentType: 'application/json' });
  const { versions } = await history(await eva.ask('GET', '/api/admin/flags/history'));
  expect(versions).toMatchObject([
    { version: 3, updatedAt: null, flag: null, change: null },
    { version: 2, flag: { percent: 10 }, change: null },
    { version: 1 },
  ]);
});

test('[FLS4] B31 with sign-in a person is told what the document calls them', async () => {
  const { ana, ben, eva, signIn, ask } = await createTestAdmins();
  const own = async (response: Response) => ((await response.json()) as { internalHmac?: string }).internalHmac;
  const first = await eva.get();
  await writtenIn(await eva.put(first.document, first, { addInternal: [` ${ANA.email!.toUpperCase()} `] }));
  const { internalUsers } = (await eva.get()).document.flags.enableOfflineRecording;
  const anas = await own(await ana('GET', '/api/session'));
  expect(internalUsers).toContain(anas);
  expect(internalUsers).not.toContain(await own(await ben('GET', '/api/session')));
  const { session } = await signIn({ ownerId: 'd'.repeat(32), email: null, roles: ['user'] });
  expect(await own(await ask(session, 'GET', '/api/session'))).toBeUndefined();
});
