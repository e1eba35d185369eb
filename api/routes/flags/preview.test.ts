import * as v from 'valibot';
import { expect, test } from 'vitest';
import { bucketOf } from '../../../src/core/flags/seed32.ts';
import { flagPreview, type FlagPreview } from '../../../src/wire/flagadmin.ts';
import { codeOf, createTestAdmins, EVA, flagged, hmacOf, MAX, writtenIn } from './testadmin.ts';

const EMAILS = Array.from({ length: 40 }, (_, i) => `person${i}@clinic.example`);

/** Forty people and one without an e-mail address, beside the two admins. */
async function setUp() {
  const test = await createTestAdmins();
  for (const [i, email] of EMAILS.entries()) await test.signIn({ ownerId: String(i).padStart(32, '0'), email, roles: ['user'] });
  await test.signIn({ ownerId: '9'.repeat(32), email: null, roles: ['user'] });
  const preview = async (body: object): Promise<FlagPreview> => v.parse(flagPreview, await (await test.eva.ask('POST', '/api/admin/flags/preview', body)).json());
  return { ...test, preview };
}

test('[FLS11] R33 R30 who gets it is counted before saving, by reason, and nobody is named or changed', async () => {
  const { eva, preview } = await setUp();
  const first = await eva.get();
  const answer = await preview({ document: flagged(first.document, { percent: 10, default: false }), addInternal: [EMAILS[0]] });
  const inside = [...EMAILS.slice(1), EVA.email!, MAX.email!].filter((email) => bucketOf(email)! < 10).length;
  expect(answer).toMatchObject({ people: 43, shutOut: 0, now: { on: 43, off: 0 }, draft: { on: inside + 1, off: 42 - inside }, gaining: 0, losing: 42 - inside, lookup: null });
  expect(answer.draft.byReason).toHaveLength(2);
  expect(answer.draft.byReason).toEqual(expect.arrayContaining([{ reason: 'internal', on: 1, off: 0 }, { reason: 'percentage', on: inside, off: 42 - inside }]));
  expect(JSON.stringify(answer)).not.toMatch(/@|[0-9a-f]{32}/);
  expect((await eva.get()).etag).toBe(first.etag);
});

test('[FLS11] R33 without a draft it is counted by what counts; who is shut out is counted apart', async () => {
  const { eva, people, clock, preview } = await setUp();
  await eva.kill();
  await people.setDisabled('9'.repeat(32), true, EVA.ownerId);
  clock.nowMs += 10_000;
  expect(await preview({})).toMatchObject({ people: 42, shutOut: 1, now: { on: 0, off: 42, byReason: [{ reason: 'kill', on: 0, off: 42 }] } });
});

test('[FLS11] R33 one person is looked up by e-mail, with reason and bucket, now and by the draft', async () => {
  const { eva, preview } = await setUp();
  const first = await eva.get();
  const document = flagged(first.document, { percent: 0, default: false });
  const email = ' Person3@Clinic.example';
  expect((await preview({ document, email })).lookup).toEqual({
    known: true,
    shutOut: false,
    bucket: bucketOf(EMAILS[3]!),
    now: { enabled: true, reason: 'percentage' },
    draft: { enabled: false, reason: 'percentage' },
  });
  expect((await preview({ document, addInternal: [email], email })).lookup).toMatchObject({ draft: { enabled: true, reason: 'internal' } });
  expect((await preview({ email: 'polygenelubricants@nowhere.example' })).lookup).toMatchObject({ known: false, now: { enabled: true } });
});

test('[FLS11] R33 a draft that cannot be saved cannot be previewed either', async () => {
  const { eva } = await setUp();
  const { document } = await eva.get();
  expect(await codeOf(await eva.ask('POST', '/api/admin/flags/preview', { document: flagged(document, { percent: -1 }) }))).toEqual([400, 'bad_request', 'not valid: flags.enableOfflineRecording.percent']);
});

test('[FLS12] B31 in no public document and no line of the log is an e-mail address, or a hash of one that anybody could make', async () => {
  const { eva, app, store, lines } = await setUp();
  const before = await eva.get();
  const written = await writtenIn(await eva.put(before.document, before, { addInternal: EMAILS, addCleanups: EMAILS.map((email) => ({ email, what: 'expired' })), why: `for ${EMAILS[0]}` }));
  await eva.kill({ why: `${EMAILS[1]} called` });
  const texts = [await (await app.request('/flags.json')).text(), JSON.stringify(lines)];
  for await (const { key } of store.list('state/flags/')) texts.push(new TextDecoder().decode(await store.get(key)));
  expect(texts.length).toBe(5);
  const all = texts.join('\n').toLowerCase();
  const digests = async (email: string) => {
    const bytes = new TextEncoder().encode(email);
    const hashes = await Promise.all(['SHA-1', 'SHA-256', 'SHA-512'].map((name) => crypto.subtle.digest(name, bytes)));
    return hashes.map((hash) => Buffer.from(hash).toString('hex').slice(0, 32));
  };
  for (const email of [...EMAILS, EVA.email!.toLowerCase(), 'admin@clinicalops.co', 'support@clinicalops.co']) {
    for (const form of [email, encodeURIComponent(email), Buffer.from(email).toString('hex'), Buffer.from(email).toString('base64').slice(0, -4).toLowerCase(), ...(await digests(email))]) expect(all).not.toContain(form);
  }
  // Control: the people are in there, by their HMACs, and the scan does find an address where there is one.
  expect(all).toContain(hmacOf(EMAILS[7]!));
  expect(JSON.stringify(written.change)).toContain(EMAILS[0]!);
});
