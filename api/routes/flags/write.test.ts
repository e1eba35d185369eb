import * as v from 'valibot';
import { expect, test } from 'vitest';
import { flagsChangedProblem } from '../../../src/wire/flagadmin.ts';
import { codeOf, createTestAdmins, flagged, hmacOf, writtenIn } from './testadmin.ts';

const percentOf = (document: { flags: { enableOfflineRecording: { percent?: number } } }) => document.flags.enableOfflineRecording.percent;

test('[FLS5] R30 R33 an edit becomes the next version and counts at once', async () => {
  const { eva, app, clock } = await createTestAdmins();
  const first = await eva.get();
  await app.request('/flags.json');
  clock.nowMs += 1;
  const response = await eva.put({ ...flagged(first.document, { percent: 10 }), newer: { field: 1 }, settings: { pollSeconds: 30 } }, first);
  const written = await writtenIn(response);
  expect(written).toMatchObject({ version: 2, changed: true, basedOn: 1, document: { version: 2, updatedAt: '2023-11-14T22:13:20.001Z', newer: { field: 1 }, settings: { pollSeconds: 30 } } });
  expect([response.headers.get('ETag'), response.headers.get('X-Flags-Version')]).toEqual([written.etag, '2']);
  expect(await (await app.request('/flags.json')).json()).toEqual(written.document);
});

test('[FLS5] R33 an edit that changes nothing writes nothing', async () => {
  const { eva } = await createTestAdmins();
  const first = await eva.get();
  expect(await writtenIn(await eva.put(first.document, first))).toMatchObject({ version: 1, changed: false, etag: first.etag });
});

test('[FLS6] R33 an edit says which version it edits, by one strong ETag', async () => {
  const { eva } = await createTestAdmins();
  const { document, etag } = await eva.get();
  const put = (ifMatch?: string) => eva.ask('PUT', '/api/admin/flags', { document: flagged(document, { percent: 10 }), why: 'x' }, ifMatch);
  expect(await codeOf(await put())).toEqual([428, 'if_match_missing']);
  expect(await codeOf(await put('*'))).toEqual([428, 'if_match_missing']);
  for (const ifMatch of [`W/${etag}`, `${etag}, "other"`, etag.slice(1)]) expect((await codeOf(await put(ifMatch))).slice(0, 2)).toEqual([400, 'bad_request']);
  expect(await codeOf(await eva.ask('POST', '/api/admin/flags/return', { version: 1, why: 'x' }))).toEqual([428, 'if_match_missing']);
  expect((await eva.get()).version).toBe(1);
});

test('[FLS6] R33 a second admin gets a conflict with both versions and what the other has changed, and loses nothing', async () => {
  const { eva, max } = await createTestAdmins();
  const first = await eva.get();
  const winner = await writtenIn(await max.put(flagged(first.document, { percent: 50 }), first, { why: 'phase 50' }));
  const response = await eva.put(flagged(first.document, { percent: 10 }), first);
  const problem = v.parse(flagsChangedProblem, await response.json());
  expect([response.status, response.headers.get('ETag'), response.headers.get('Content-Type')]).toEqual([412, winner.etag, 'application/problem+json']);
  expect(problem.current).toEqual({ version: 2, etag: winner.etag, document: winner.document, change: winner.change });
  expect(problem.current.change).toMatchObject({ by: { email: 'max@clinic.example' }, why: 'phase 50' });
  expect(problem.base).toMatchObject({ version: 1, etag: first.etag, document: first.document });
  expect(problem.theirs).toEqual([{ path: ['flags', 'enableOfflineRecording', 'percent'], before: 100, after: 50 }]);
  expect((await eva.get()).etag).toBe(winner.etag);
  // Done again on top of theirs, it goes through.
  expect(await writtenIn(await eva.put(flagged(problem.current.document, { percent: 10 }), problem.current))).toMatchObject({ version: 3, changed: true });
});

test('[FLS6] R33 a return that comes too late is a conflict too, and an ETag that nobody knows has no base', async () => {
  const { eva, max } = await createTestAdmins();
  const first = await eva.get();
  await max.kill();
  const late = v.parse(flagsChangedProblem, await (await eva.return(1, first)).json());
  expect(late).toMatchObject({ current: { version: 2 }, base: { version: 1 }, theirs: [{ after: true }] });
  const lost = v.parse(flagsChangedProblem, await (await eva.put(first.document, { etag: '"0"' })).json());
  expect(lost).toMatchObject({ current: { version: 2 }, base: null, theirs: [] });
});

test('[FLS8] R33 an earlier version counts again as a new version', async () => {
  const { eva } = await createTestAdmins();
  const first = await eva.get();
  await eva.put(flagged(first.document, { percent: 10 }), first);
  await eva.kill();
  const written = await writtenIn(await eva.return(1, await eva.get()));
  expect(written).toMatchObject({ version: 4, changed: true, basedOn: 3, change: { kind: 'return', returnedTo: 1, why: 'as before' } });
  expect(written.document.flags).toEqual(first.document.flags);
  expect(await writtenIn(await eva.return(1, written))).toMatchObject({ version: 4, changed: false });
  expect(await codeOf(await eva.return(99, written))).toEqual([404, 'not_found']);
});

test('[FLS8] B31 a return orders no clean-up again and takes back none that was ordered since', async () => {
  const { eva } = await createTestAdmins();
  const first = await eva.get();
  const second = await writtenIn(await eva.put(first.document, first, { addCleanups: [{ email: 'ana@clinic.example', what: 'archived' }] }));
  const third = await writtenIn(await eva.put({ ...flagged(second.document, { percent: 50 }), cleanupRequests: [] }, second));
  const fourth = await writtenIn(await eva.return(2, third));
  expect([percentOf(fourth.document), fourth.document.cleanupRequests]).toEqual([100, []]);
  const fifth = await writtenIn(await eva.put(fourth.document, fourth, { addCleanups: [{ email: 'ben@clinic.example', what: 'expired' }] }));
  const sixth = await writtenIn(await eva.return(3, fifth));
  expect(sixth.document.cleanupRequests).toEqual(fifth.document.cleanupRequests);
});

test('[FLS9] B31 people are added by e-mail, in any form of it, and asked to clean up by e-mail', async () => {
  const { eva, app } = await createTestAdmins();
  const first = await eva.get();
  const addInternal = [' ANA@Clinic.example ', 'ana@clinic.example'];
  const { document } = await writtenIn(await eva.put(first.document, first, { addInternal, addCleanups: [{ email: 'Ben@clinic.example', what: 'expired' }] }));
  expect(document.flags.enableOfflineRecording.internalUsers).toEqual([...first.document.flags.enableOfflineRecording.internalUsers!, hmacOf('ana@clinic.example')]);
  expect(document.cleanupRequests).toEqual([{ id: expect.stringMatching(/^[0-9a-f-]{36}$/), user: hmacOf('ben@clinic.example'), what: 'expired' }]);
  expect(await (await app.request('/flags.json')).text()).not.toMatch(/clinic/i);
});

test.each<[string, (document: ReturnType<typeof flagged>) => unknown, string]>([
  ['is no document', () => 'off', 'not valid: the whole'],
  ['has a percentage of 101', (document) => flagged(document, { percent: 101 }), 'not valid: flags.enableOfflineRecording.percent'],
  ['has an e-mail address among the people', (document) => flagged(document, { internalUsers: ['ana@clinic.example'] }), 'not valid: flags.enableOfflineRecording.internalUsers.0'],
  ['has an e-mail address in a field of its own', (document) => ({ ...document, contacts: [{ who: 'Ana <ana@clinic.example>' }] }), 'an e-mail address at contacts.0.who: the document is public'],
  ['has an e-mail address as in a link', (document) => ({ ...document, help: 'https://clinic.example/?who=ana%40clinic.example' }), 'an e-mail address at help: the document is public'],
  ['has an e-mail address as a name', (document) => ({ ...document, by: { 'ana@clinic.example': 1 } }), 'an e-mail address as the name of a field in by: the document is public'],
  ['names somebody by what could be a plain hash', (document) => flagged(document, { internalUsers: ['ab'.repeat(32)] }), 'somebody is named whom the service does not know: people are added by their e-mail address'],
])('[FLS9] B31 an edit that %s is refused and nothing of it is public', async (_, edit, detail) => {
  const { eva } = await createTestAdmins();
  const first = await eva.get();
  expect(await codeOf(await eva.put(edit(first.document), first))).toEqual([400, 'bad_request', detail]);
  expect((await eva.get()).version).toBe(1);
});

test.each([
  ['no reason', { why: ' ' }, 'not valid: why'],
  ['what is no e-mail address', { addInternal: ['ana'] }, 'not valid: addInternal.0'],
])('[FLS9] R33 an edit with %s is refused', async (_, more, detail) => {
  const { eva } = await createTestAdmins();
  const first = await eva.get();
  expect(await codeOf(await eva.put(flagged(first.document, { percent: 10 }), first, more))).toEqual([400, 'bad_request', detail]);
});
