import { expect, test } from 'vitest';
import * as v from 'valibot';
import { segmentKey } from '../../../src/core/names.ts';
import { MAX_PRESIGN_BODY_BYTES, MAX_PRESIGNED_SEGMENTS, presignResponse } from '../../../src/wire/api.ts';
import type { ObjectStore } from '../../ports.ts';
import { ANA, BEN, createTestApp, storeSegments, testRecording } from '../../testapp.ts';

type Signed = Parameters<ObjectStore['presignPut']>;

/** The app over a store that notes what it is asked to sign. */
function setUp() {
  const signed: Signed[] = [];
  const app = createTestApp({
    wrap: (store) => ({
      ...store,
      async presignPut(...args) {
        signed.push(args);
        return { path: `/ingest/${args[0]}?X-Amz-Signature=s`, headers: { 'If-None-Match': '*' } };
      },
    }),
  });
  return { ...app, signed };
}

const SHA = 'c'.repeat(64);
const ID = '00000000-0000-4000-8000-000000000000';
const segment = { seq: 7, bytes: 100, sha256: SHA };

test('[API6] each segment gets a PUT of exactly its bytes under its own name, for 5 minutes by the server’s clock', async () => {
  const { ana, signed, clock } = setUp();
  const { recordingId, manifest } = testRecording({ segments: 3 });
  const segments = manifest.segments.map(({ seq, bytes, sha256 }) => ({ seq, bytes, sha256 }));
  const answer = v.parse(presignResponse, await (await ana('POST', '/api/uploads', { ownerId: ANA.ownerId, recordingId, segments })).json());
  const keys = segments.map(({ seq, sha256 }) => segmentKey(ANA.ownerId, recordingId, seq, sha256));
  expect(signed).toEqual(segments.map(({ bytes, sha256 }, i) => [keys[i], { bytes, sha256, seconds: 300 }]));
  expect(answer).toEqual({
    holdfast: 'presign',
    serverTimeMs: clock.nowMs,
    urls: keys.map((key, seq) => ({ seq, url: `/ingest/${key}?X-Amz-Signature=s`, headers: { 'If-None-Match': '*' }, expiresAtMs: clock.nowMs + 300_000 })),
  });
});

test('[API6] segments of a recording that was received are signed too: they are named by their content', async () => {
  const { ana, store } = setUp();
  const recording = testRecording();
  await storeSegments(store, recording);
  await ana('POST', `/api/uploads/${recording.recordingId}/complete`, recording.manifest);
  expect((await ana('POST', '/api/uploads', { ownerId: ANA.ownerId, recordingId: recording.recordingId, segments: [segment] })).status).toBe(200);
});

test('[API7] segments for somebody else than who is signed in are refused, and nothing is signed', async () => {
  const { ana, ben, signed } = setUp();
  for (const response of [
    await ana('POST', '/api/uploads', { ownerId: BEN.ownerId, recordingId: ID, segments: [segment] }),
    await ben('POST', '/api/uploads', { ownerId: ANA.ownerId, recordingId: ID, segments: [segment] }),
  ]) {
    expect([response.status, await response.json()]).toEqual([409, expect.objectContaining({ code: 'owner_mismatch' })]);
  }
  expect(signed).toEqual([]);
});

test('[API8] a segment over 8 MiB is refused by a code of its own; one of 8 MiB is not', async () => {
  const { ana, signed } = setUp();
  const ask = (bytes: number) => ana('POST', '/api/uploads', { ownerId: ANA.ownerId, recordingId: ID, segments: [segment, { ...segment, bytes }] });
  const response = await ask(8 * 1024 * 1024 + 1);
  expect([response.status, await response.json()]).toEqual([413, expect.objectContaining({ code: 'segment_too_large' })]);
  expect(signed).toEqual([]);
  expect((await ask(8 * 1024 * 1024)).status).toBe(200);
});

test.each<[string, unknown]>([
  ['no JSON', '{'],
  ['not an object', '[]'],
  ['no segments', { segments: [] }],
  ['too many segments', { segments: Array(MAX_PRESIGNED_SEGMENTS + 1).fill(segment) }],
  ['an empty segment', { segments: [{ ...segment, bytes: 0 }] }],
  ['a hash in upper case', { segments: [{ ...segment, sha256: SHA.toUpperCase() }] }],
  ['a number out of range', { segments: [{ ...segment, seq: 100_000 }] }],
  ['a recording that is a path', { recordingId: '../../state/flags' }],
  ['an owner that is a path', { ownerId: '../x' }],
])('[API9] a request with %s is a bad request', async (_, part) => {
  const { ana, signed } = setUp();
  const whole = { ownerId: ANA.ownerId, recordingId: ID, segments: [segment] };
  const response = await ana('POST', '/api/uploads', typeof part === 'string' || Array.isArray(part) ? part : { ...whole, ...(part as object) });
  expect([response.status, await response.json()]).toEqual([400, expect.objectContaining({ code: 'bad_request' })]);
  expect(signed).toEqual([]);
});

test('[API9] a refusal names the field that is wrong and not what it holds', async () => {
  const { ana } = setUp();
  const response = await ana('POST', '/api/uploads', { ownerId: ANA.ownerId, recordingId: ID, segments: [{ ...segment, sha256: 'private' }] });
  const text = await response.text();
  expect(JSON.parse(text)).toMatchObject({ detail: 'not valid: segments.0.sha256' });
  expect(text).not.toContain('private');
});

test('[API16] a request over 32 KiB is refused', async () => {
  const { ana } = setUp();
  const response = await ana('POST', '/api/uploads', ' '.repeat(MAX_PRESIGN_BODY_BYTES + 1));
  expect([response.status, await response.json()]).toEqual([413, expect.objectContaining({ code: 'body_too_large' })]);
});
