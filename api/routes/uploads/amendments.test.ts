import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import * as v from 'valibot';
import { MAX_AMENDMENT_TEXTS, type Amendment } from '../../../src/core/amendment.ts';
import type { SealedText } from '../../../src/core/manifest.ts';
import { amendmentKey, archivePrefix, archiveRecordKey, archiveTextsKey, ingestPrefix, manifestKey, manifestPointerKey } from '../../../src/core/names.ts';
import { amendmentReceipt, MAX_AMENDMENT_BYTES, newestTexts } from '../../../src/wire/amendment.ts';
import { problem } from '../../../src/wire/problem.ts';
import { StoreError, type ObjectStore } from '../../ports.ts';
import { ANA, BEN, createTestApp, manifestHash, storeSegments, testRecording } from '../../testapp.ts';

const title = (version: number, sealed = `T00${version}`): SealedText => ({ kind: 'title', version, iv: 'AAAA', sealed, wrappedKeys: [{ kid: 'k1', wrapped: 'AAAA' }] });
const label = (mark: number, version = 1): SealedText => ({ ...title(version), kind: 'mark', mark });

/** A received recording whose manifest has a title and a label. */
async function setUp({ wrap, received = true }: { wrap?(store: ObjectStore): ObjectStore; received?: boolean } = {}) {
  const app = createTestApp(wrap ? { wrap } : {});
  const recording = testRecording();
  const { recordingId } = recording;
  const manifest = { ...recording.manifest, texts: [title(1), label(0)] };
  await storeSegments(app.store, recording);
  if (received) await app.ana('POST', `/api/uploads/${recordingId}/complete`, manifest);
  const amendment = (n: number, texts: SealedText[] = [title(n + 1)]): Amendment => ({ version: 1, ownerId: ANA.ownerId, recordingId, n, manifestSha256: manifestHash(manifest), texts });
  const post = (body: unknown, as: 'ana' | 'ben' = 'ana') => app[as]('POST', `/api/uploads/${recordingId}/amendments`, body);
  const stored = async (key: string): Promise<unknown> => {
    const bytes = await app.store.get(key);
    return bytes && JSON.parse(new TextDecoder().decode(bytes));
  };
  const newest = async (n: number) => v.parse(newestTexts, await stored(archiveTextsKey(ANA.ownerId, recordingId, n))).texts;
  const keys = async (prefix: string) => {
    const found: string[] = [];
    for await (const { key } of app.store.list(prefix)) found.push(key);
    return found;
  };
  return { ...app, recordingId, manifest, amendment, post, stored, newest, keys };
}

async function refusal(response: Response) {
  const body = v.parse(problem, await response.json());
  expect(body.status).toBe(response.status);
  return body;
}

test('B4 [AMD2] an amendment is stored byte for byte, and its receipt says of which bytes, again too', async () => {
  const { post, amendment, recordingId, store, enqueued } = await setUp();
  const body = JSON.stringify({ ...amendment(1), mood: 'calm' });
  const expected = { holdfast: 'amendment', recordingId, n: 1, sha256: createHash('sha256').update(body).digest('hex') };
  for (let i = 0; i < 2; i++) expect(v.parse(amendmentReceipt, await (await post(body)).json())).toEqual(expected);
  expect(new TextDecoder().decode(await store.get(amendmentKey(ANA.ownerId, recordingId, 1)))).toBe(body);
  const receipts = await Promise.all(Array.from({ length: 8 }, async () => (await post(body)).text()));
  expect(new Set(receipts).size).toBe(1);
  // Compose has nothing to do with it.
  expect(enqueued).toHaveLength(1);
});

test('B4 [AMD2] who has a receipt gets it again when the amendment before it has gone', async () => {
  const { post, amendment, recordingId, store } = await setUp();
  await post(amendment(1));
  const receipt = await (await post(amendment(2))).json();
  await store.delete(amendmentKey(ANA.ownerId, recordingId, 1));
  expect(await (await post(amendment(2))).json()).toEqual(receipt);
});

test('B4 [AMD3] nothing is amended that was not received, unless its archive proves that it was', async () => {
  const { post, amendment, keys } = await setUp({ received: false });
  expect(await refusal(await post(amendment(1)))).toMatchObject({ code: 'not_found' });
  expect(await keys(archivePrefix(ANA.ownerId, ''))).toEqual([]);
  const archived = await setUp();
  const { recordingId, manifest, store } = archived;
  const { startedAtMs, endedAtMs, gaps, marks, texts, consent, partial } = manifest;
  const record = { version: 1, ownerId: ANA.ownerId, recordingId, manifestSha256: manifestHash(manifest), archivedAtMs: 5, seconds: 2, files: [], startedAtMs, endedAtMs, gaps, marks, texts, consent, partial };
  await store.put(archiveRecordKey(ANA.ownerId, recordingId), new TextEncoder().encode(JSON.stringify(record)), { contentType: 'application/json' });
  for (const key of [manifestPointerKey(ANA.ownerId, recordingId), manifestKey(ANA.ownerId, recordingId, manifestHash(manifest))]) await store.delete(key);
  expect((await archived.post(archived.amendment(1))).status).toBe(200);
  expect(await archived.newest(1)).toEqual([title(2), label(0)]);
});

test('B4 [AMD3] an amendment whose number leaves a gap is refused, and so is another with a number that was taken', async () => {
  const { post, amendment, newest } = await setUp();
  expect(await refusal(await post(amendment(2)))).toMatchObject({ status: 409, code: 'amendment_gap' });
  await post(amendment(1));
  expect(await refusal(await post(amendment(1, [title(9)])))).toMatchObject({ status: 409, code: 'amendment_differs' });
  expect(await newest(1)).toEqual([title(2), label(0)]);
});

test('B4 [AMD3] of different amendments with one number that are posted at once exactly one is received', async () => {
  // A barrier before they are written makes all pass every check first.
  const waiting: (() => void)[] = [];
  const { post, amendment } = await setUp({
    wrap: (store) => ({
      ...store,
      async put(key, ...rest) {
        if (key.endsWith('/amendment-1.json')) {
          await new Promise<void>((resolve) => {
            waiting.push(resolve);
            if (waiting.length === 3) for (const release of waiting) release();
          });
        }
        return store.put(key, ...rest);
      },
    }),
  });
  const responses = await Promise.all([1, 2, 3].map((version) => post(amendment(1, [title(version)]))));
  expect(responses.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
});

test('B4 [AMD4] only who may send the recording may amend it, and nothing is stored for others', async () => {
  const { post, amendment, recordingId, keys, app, signIn, ask } = await setUp();
  expect(await refusal(await post(amendment(1), 'ben'))).toMatchObject({ status: 409, code: 'owner_mismatch' });
  expect(await refusal(await post({ ...amendment(1), ownerId: BEN.ownerId }, 'ben'))).toMatchObject({ code: 'not_found' });
  const headers = { 'X-Holdfast': '1', 'Content-Type': 'application/json', 'Sec-Fetch-Site': 'same-origin' };
  const nobody = await app.request(`/api/uploads/${recordingId}/amendments`, { method: 'POST', headers, body: JSON.stringify(amendment(1)) });
  expect(await refusal(nobody)).toMatchObject({ code: 'not_signed_in' });
  expect([...(await keys(`ingest/${BEN.ownerId}/`)), ...(await keys(ingestPrefix(ANA.ownerId, recordingId)))].filter((key) => key.includes('amendment'))).toEqual([]);
  const { grant } = await signIn(ANA);
  expect((await ask(grant, 'POST', `/api/uploads/${recordingId}/amendments`, amendment(1))).status).toBe(200);
});

test.each<[string, (amendment: Amendment) => unknown]>([
  ['of another version', (amendment) => ({ ...amendment, version: 2 })],
  ['of another recording than the address says', (amendment) => ({ ...amendment, recordingId: '00000000-0000-4000-8000-000000000000' })],
  ['without an owner', ({ ownerId: _, ...amendment }) => amendment],
  ['with number 0', (amendment) => ({ ...amendment, n: 0 })],
  ['with a number over five digits', (amendment) => ({ ...amendment, n: 100_000 })],
  ['without a text', (amendment) => ({ ...amendment, texts: [] })],
  ['with more texts than fit', (amendment) => ({ ...amendment, texts: Array.from({ length: MAX_AMENDMENT_TEXTS + 1 }, (_, mark) => label(mark)) })],
  ['with a text that is not sealed', (amendment) => ({ ...amendment, texts: [{ ...title(1), sealed: 'plain words' }] })],
])('B4 [AMD4] an amendment %s is refused', async (_, change) => {
  const { post, amendment, recordingId, keys } = await setUp();
  expect(await refusal(await post(change(amendment(1))))).toMatchObject({ status: 400, code: 'invalid_amendment' });
  expect((await keys(ingestPrefix(ANA.ownerId, recordingId))).filter((key) => key.includes('amendment'))).toEqual([]);
});

test('B4 [AMD4] an amendment over 512 KiB, or that is no JSON, is refused', async () => {
  const { post } = await setUp();
  expect(await refusal(await post(' '.repeat(MAX_AMENDMENT_BYTES + 1)))).toMatchObject({ status: 413, code: 'body_too_large' });
  expect(await refusal(await post('{'))).toMatchObject({ code: 'bad_request' });
});

test('B4 [AMD5] with the receipt the archive has the newest version of every text, and earlier states stay', async () => {
  const { post, amendment, recordingId, newest, keys } = await setUp();
  await post(amendment(1, [title(2), label(7)]));
  await post(amendment(2, [label(0, 2)]));
  await post(amendment(3, [title(4), title(3)]));
  expect(await newest(1)).toEqual([title(2), label(0), label(7)]);
  expect(await newest(3)).toEqual([title(4), label(0, 2), label(7)]);
  expect((await keys(archivePrefix(ANA.ownerId, recordingId))).at(-1)).toBe(archiveTextsKey(ANA.ownerId, recordingId, 3));
});

test('B4 [AMD5] an amendment that was stored before a crash reaches the archive when it is sent again, or with the next', async () => {
  let broken = true;
  const { post, amendment, recordingId, newest, keys } = await setUp({
    wrap: (store) => ({
      ...store,
      async put(key, ...rest) {
        if (broken && key.includes('/texts-')) throw new StoreError('out of reach');
        return store.put(key, ...rest);
      },
    }),
  });
  for (const n of [1, 2]) expect(await refusal(await post(amendment(n)))).toMatchObject({ code: 'store_unavailable' });
  expect(await keys(archivePrefix(ANA.ownerId, recordingId))).toEqual([]);
  broken = false;
  expect((await post(amendment(2))).status).toBe(200);
  expect([await newest(1), await newest(2)]).toEqual([[title(2), label(0)], [title(3), label(0)]]);
});

test('B4 [AMD5] of a received recording whose manifest is gone nothing is made up', async () => {
  const { post, amendment, recordingId, manifest, store } = await setUp();
  await store.delete(manifestKey(ANA.ownerId, recordingId, manifestHash(manifest)));
  expect(await refusal(await post(amendment(1)))).toMatchObject({ code: 'store_unavailable' });
});
