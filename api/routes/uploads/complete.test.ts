import { expect, test } from 'vitest';
import * as v from 'valibot';
import { MAX_RECORDING_MS, manifestText, type Manifest } from '../../../src/core/manifest.ts';
import { ingestPrefix, manifestKey, manifestPointerKey, segmentKey } from '../../../src/core/names.ts';
import { MAX_MANIFEST_BYTES, receipt } from '../../../src/wire/api.ts';
import { problem } from '../../../src/wire/problem.ts';
import type { ObjectStore } from '../../ports.ts';
import { ANA, BEN, createTestApp, manifestHash, storeSegments, testRecording, type TestApp } from '../../testapp.ts';

async function setUp({ segments = 2 } = {}) {
  const app = createTestApp();
  const recording = testRecording({ segments });
  await storeSegments(app.store, recording);
  const post = (manifest: Manifest | string, as: 'ana' | 'ben' = 'ana') =>
    app[as]('POST', `/api/uploads/${recording.recordingId}/complete`, typeof manifest === 'string' ? manifest : manifestText(manifest));
  return { ...app, ...recording, post };
}

async function keysBelow(store: ObjectStore, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(prefix)) keys.push(key);
  return keys;
}

async function refusal(response: Response) {
  const body = v.parse(problem, await response.json());
  expect(body.status).toBe(response.status);
  return body;
}

test('[API10] a whole recording is received: its manifest is stored byte for byte, the pointer says when, the receipt repeats it', async () => {
  const { post, store, clock, recordingId, manifest } = await setUp();
  const response = await post(manifest);
  const sha = manifestHash(manifest);
  expect(v.parse(receipt, await response.json())).toEqual({ holdfast: 'receipt', recordingId, manifestSha256: sha, receivedAtMs: clock.nowMs });
  expect(new TextDecoder().decode(await store.get(manifestKey(ANA.ownerId, recordingId, sha)))).toBe(manifestText(manifest));
  expect(JSON.parse(new TextDecoder().decode(await store.get(manifestPointerKey(ANA.ownerId, recordingId))))).toEqual({ manifestSha256: sha, receivedAtMs: clock.nowMs });
});

test('[API10] fields that this build does not know are kept', async () => {
  const { post, store, recordingId, manifest } = await setUp();
  const newer = { ...manifest, mood: 'calm' };
  expect((await post(newer)).status).toBe(200);
  expect(new TextDecoder().decode(await store.get(manifestKey(ANA.ownerId, recordingId, manifestHash(newer))))).toContain('"mood":"calm"');
});

test('[API11] the same manifest again gets the same receipt', async () => {
  const { post, clock, manifest } = await setUp();
  const first = await (await post(manifest)).json();
  clock.nowMs += 60_000;
  expect(await (await post(manifest)).json()).toEqual(first);
});

test('[API11] the same manifest again gets the same receipt after its segments have gone', async () => {
  const { post, store, recordingId, manifest } = await setUp();
  const first = await (await post(manifest)).json();
  for (const { seq, sha256 } of manifest.segments) await store.delete(segmentKey(ANA.ownerId, recordingId, seq, sha256));
  await store.delete(manifestKey(ANA.ownerId, recordingId, manifestHash(manifest)));
  expect(await (await post(manifest)).json()).toEqual(first);
});

test('[API11] the same manifest posted many times at once gets one receipt', async () => {
  const { post, manifest } = await setUp();
  const receipts = await Promise.all(Array.from({ length: 8 }, async () => (await post(manifest)).text()));
  expect(new Set(receipts).size).toBe(1);
});

test('[API12] segments that are not there are named, and nothing is received', async () => {
  const { post, store, recordingId, manifest, enqueued } = await setUp({ segments: 4 });
  for (const { seq, sha256 } of [manifest.segments[1]!, manifest.segments[3]!]) await store.delete(segmentKey(ANA.ownerId, recordingId, seq, sha256));
  expect(await refusal(await post(manifest))).toMatchObject({ status: 409, code: 'segments_missing', missing: [1, 3] });
  expect((await keysBelow(store, ingestPrefix(ANA.ownerId, recordingId))).filter((key) => key.includes('manifest'))).toEqual([]);
  expect(enqueued).toEqual([]);
});

test('[API12] a segment of another size or hash than the manifest says is missing', async () => {
  const { post, manifest } = await setUp();
  const [first, second] = manifest.segments as [Manifest['segments'][0], Manifest['segments'][0]];
  expect(await refusal(await post({ ...manifest, segments: [{ ...first, bytes: first.bytes + 1 }, second] }))).toMatchObject({ missing: [0] });
  expect(await refusal(await post({ ...manifest, segments: [first, { ...second, sha256: 'd'.repeat(64) }] }))).toMatchObject({ missing: [1] });
});

test('[API12] segments of another owner or recording do not count', async () => {
  const { store, ben } = await setUp();
  const recording = testRecording();
  await storeSegments(store, recording);
  const stolen = { ...recording.manifest, ownerId: BEN.ownerId };
  expect(await refusal(await ben('POST', `/api/uploads/${recording.recordingId}/complete`, manifestText(stolen)))).toMatchObject({ missing: [0, 1] });
});

test('[API13] another manifest of a received recording is refused with the hash and the list of the one that counts', async () => {
  const { post, manifest } = await setUp();
  await post(manifest);
  expect(await refusal(await post({ ...manifest, partial: true }))).toMatchObject({
    status: 409,
    code: 'manifest_differs',
    manifestSha256: manifestHash(manifest),
    segments: manifest.segments.map(({ seq, bytes, sha256 }) => ({ seq, bytes, sha256 })),
  });
});

test('[API13] the list is left out when the manifest that counts has gone', async () => {
  const { post, store, recordingId, manifest } = await setUp();
  await post(manifest);
  await store.delete(manifestKey(ANA.ownerId, recordingId, manifestHash(manifest)));
  const body = await refusal(await post({ ...manifest, partial: true }));
  expect([body.code, body.manifestSha256, body.segments]).toEqual(['manifest_differs', manifestHash(manifest), undefined]);
});

test('[API13] of different manifests posted at once exactly one wins, and the others are told which', async () => {
  const { post, manifest } = await setUp();
  const variants = Array.from({ length: 6 }, (_, i) => ({ ...manifest, appVersion: `build ${i}` }));
  const responses = await Promise.all(variants.map((variant) => post(variant)));
  const won = variants.filter((_, i) => responses[i]!.status === 200).map(manifestHash);
  expect(won).toHaveLength(1);
  for (const response of responses.filter(({ status }) => status !== 200)) {
    expect(await refusal(response)).toMatchObject({ code: 'manifest_differs', manifestSha256: won[0] });
  }
});

test('[API13] of two manifests that both find no pointer, the one that is second to write it is refused', async () => {
  // A barrier before the pointer is written makes both pass every check first.
  const waiting: (() => void)[] = [];
  const app = createTestApp({
    wrap: (store) => ({
      ...store,
      async put(key, ...rest) {
        if (key.endsWith('/manifest.json')) {
          await new Promise<void>((resolve) => {
            waiting.push(resolve);
            if (waiting.length === 2) for (const release of waiting) release();
          });
        }
        return store.put(key, ...rest);
      },
    }),
  });
  const recording = testRecording();
  await storeSegments(app.store, recording);
  const path = `/api/uploads/${recording.recordingId}/complete`;
  const responses = await Promise.all([true, false].map((partial) => app.ana('POST', path, manifestText({ ...recording.manifest, partial }))));
  expect(responses.map(({ status }) => status).sort()).toEqual([200, 409]);
});

test('[API7] a manifest of somebody else than who is signed in is refused, and nothing is stored', async () => {
  const { post, store, manifest, enqueued } = await setUp();
  expect(await refusal(await post(manifest, 'ben'))).toMatchObject({ status: 409, code: 'owner_mismatch' });
  expect(await keysBelow(store, `ingest/${BEN.ownerId}/`)).toEqual([]);
  expect(enqueued).toEqual([]);
});

test.each<[string, (manifest: Manifest) => unknown]>([
  ['of another version', (manifest) => ({ ...manifest, version: 2 })],
  ['of another recording than the address says', (manifest) => ({ ...manifest, recordingId: '00000000-0000-4000-8000-000000000000' })],
  ['without an owner', ({ ownerId: _, ...manifest }) => manifest],
  ['that leaves a segment out', (manifest) => ({ ...manifest, segments: manifest.segments.slice(1) })],
  ['whose take is not covered', (manifest) => ({ ...manifest, takes: [{ ...manifest.takes[0], lastChunk: 5 }] })],
  ['with a take without a key', (manifest) => ({ ...manifest, takes: [{ ...manifest.takes[0], wrappedKeys: [] }] })],
])('[API14] a manifest %s is refused', async (_, change) => {
  const { post, store, recordingId, manifest } = await setUp();
  expect(await refusal(await post(JSON.stringify(change(manifest))))).toMatchObject({ status: 400, code: 'invalid_manifest' });
  expect(await store.head(manifestPointerKey(ANA.ownerId, recordingId))).toBeUndefined();
});

test('[API9] a manifest that is no JSON, or of a recording without an id, is a bad request', async () => {
  const { post, ana, manifest } = await setUp();
  expect(await refusal(await post('{'))).toMatchObject({ code: 'bad_request' });
  expect(await refusal(await ana('POST', '/api/uploads/elsewhere/complete', manifest))).toMatchObject({ code: 'bad_request' });
});

test('[API15] takes of more than 12 hours together are refused, of 12 hours taken', async () => {
  const { post, manifest } = await setUp();
  const lasting = (durationMs: number) => ({ ...manifest, takes: [{ ...manifest.takes[0]!, durationMs }] });
  const [first, second] = manifest.segments as [Manifest['segments'][0], Manifest['segments'][0]];
  const take = { ...manifest.takes[0]!, lastChunk: 0, durationMs: MAX_RECORDING_MS / 2 + 1 };
  const two: Manifest = {
    ...manifest,
    takes: [take, { ...take, take: 2 }],
    segments: [first, { ...second, ranges: [{ take: 2, firstChunk: 0, lastChunk: 0 }] }],
  };
  for (const long of [lasting(MAX_RECORDING_MS + 1), two]) {
    expect(await refusal(await post(long))).toMatchObject({ status: 413, code: 'recording_too_long' });
  }
  expect((await post(lasting(MAX_RECORDING_MS))).status).toBe(200);
});

test('[API16] a manifest over 4 MiB is refused', async () => {
  const { post } = await setUp();
  expect(await refusal(await post(' '.repeat(MAX_MANIFEST_BYTES + 1)))).toMatchObject({ status: 413, code: 'body_too_large' });
});

test('[API28] what was received is given to compose, also when it is posted again', async () => {
  const { post, manifest, recordingId, enqueued }: TestApp & Awaited<ReturnType<typeof setUp>> = await setUp();
  await post(manifest);
  await post(manifest);
  await post({ ...manifest, partial: true });
  expect(enqueued).toEqual([`${ANA.ownerId}/${recordingId}`, `${ANA.ownerId}/${recordingId}`]);
});

test('[API26] a pointer that nobody can read is a fault of the store and no reason to overwrite it', async () => {
  const { post, store, recordingId, manifest } = await setUp();
  const torn = new TextEncoder().encode('{');
  await store.put(manifestPointerKey(ANA.ownerId, recordingId), torn, { contentType: 'application/json' });
  expect(await refusal(await post(manifest))).toMatchObject({ status: 503, code: 'store_unavailable' });
  expect(await store.get(manifestPointerKey(ANA.ownerId, recordingId))).toEqual(torn);
});
