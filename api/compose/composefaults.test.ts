import { expect, test } from 'vitest';
import * as v from 'valibot';
import { createComposeBench, OWNER_ID, sha256Hex } from '../../test/build/composebench.ts';
import { createTestKeyRing } from '../../test/build/keyring.ts';
import { mediaFixture } from '../../test/build/mediafixture.ts';
import type { BuiltRecording } from '../../test/build/recording.ts';
import { clusterAt, simpleBlock, webmHeader } from '../../test/build/webmelements.ts';
import { concat } from '../../src/core/bytes.ts';
import type { Manifest } from '../../src/core/manifest.ts';
import { manifestKey, manifestPointerKey, segmentKey } from '../../src/core/names.ts';
import { CHUNK_OVERHEAD_BYTES, decodeSegment, encodeSegment, SEGMENT_MIME_TYPE } from '../../src/core/segment.ts';
import { archiveProblem } from '../../src/wire/archive.ts';
import { composeRecording } from './compose.ts';

const ring = await createTestKeyRing();
const stranger = await createTestKeyRing();
const take = mediaFixture('chromium-opus.webm');
const vorbis = concat([webmHeader('A_VORBIS'), clusterAt(0), simpleBlock(0, new Uint8Array(9)), simpleBlock(20, new Uint8Array(9))]);
type Bench = Awaited<ReturnType<typeof createComposeBench>>;

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

/** Composes and expects a problem that is stored, alone. */
async function problemOf({ deps, archived, file, leftovers }: Bench, recordingId: string) {
  const problem = v.parse(archiveProblem, await composeRecording(deps, OWNER_ID, recordingId));
  expect(await archived(recordingId)).toEqual(['problem.json']);
  expect(JSON.parse(new TextDecoder().decode(await file(recordingId, 'problem.json')))).toEqual(problem);
  expect(await leftovers()).toEqual([]);
  return problem;
}

/** Stores `change` of a segment's bytes, under the name that belongs to it, with a manifest that lists it. */
async function receiveWithSegment(bench: Bench, seq: number, change: (data: BuiltRecording['segments'][number]['data']) => Uint8Array<ArrayBuffer>) {
  const { manifest, segments } = await bench.receive({ takes: [take] });
  const data = change(segments[seq]!.data);
  const sha256 = sha256Hex(data);
  await bench.store.put(segmentKey(OWNER_ID, manifest.recordingId, seq, sha256), data, { contentType: SEGMENT_MIME_TYPE });
  const listed = manifest.segments.map((segment) => (segment.seq === seq ? { ...segment, bytes: data.byteLength, sha256 } : segment));
  await storeManifest(bench, { ...manifest, segments: listed });
  return manifest.recordingId;
}

async function storeManifest({ store }: Bench, manifest: Manifest | string, { ownerId, recordingId } = manifest as Manifest) {
  const body = bytes(typeof manifest === 'string' ? manifest : JSON.stringify(manifest));
  const manifestSha256 = sha256Hex(body);
  await store.put(manifestKey(ownerId, recordingId, manifestSha256), body, { contentType: 'application/json' });
  await store.put(manifestPointerKey(ownerId, recordingId), bytes(JSON.stringify({ manifestSha256, receivedAtMs: 1 })), { contentType: 'application/json' });
}

test('[CMP11] a segment that is not there is segment_missing', async () => {
  const bench = await createComposeBench(ring);
  const { manifest, manifestSha256, segments } = await bench.receive({ takes: [take] });
  await bench.store.delete(segmentKey(OWNER_ID, manifest.recordingId, 1, segments[1]!.sha256));
  expect(await problemOf(bench, manifest.recordingId)).toMatchObject({ code: 'segment_missing', detail: 'segment 1 is missing', manifestSha256 });
});

test.each([
  ['a flipped bit', (data: Uint8Array<ArrayBuffer>) => data.with(data.length >> 1, data[data.length >> 1]! ^ 1)],
  ['a byte less', (data: Uint8Array<ArrayBuffer>) => data.slice(0, -1)],
])('[CMP11] a segment with %s under its name is segment_corrupt, though the store took it', async (_, change) => {
  const bench = await createComposeBench(ring);
  const { manifest, segments } = await bench.receive({ takes: [take] });
  const { seq, sha256, data } = segments[1]!;
  await bench.store.put(segmentKey(OWNER_ID, manifest.recordingId, seq, sha256), change(data), { contentType: SEGMENT_MIME_TYPE });
  expect(await problemOf(bench, manifest.recordingId)).toMatchObject({ code: 'segment_corrupt' });
});

test('[CMP11] bytes that hash right but are no segment are segment_corrupt', async () => {
  const bench = await createComposeBench(ring);
  const recordingId = await receiveWithSegment(bench, 0, (data) => data.with(0, 0));
  expect(await problemOf(bench, recordingId)).toMatchObject({ code: 'segment_corrupt', detail: 'segment 0 no HFS1 at its start' });
});

test.each([
  ['lacks a chunk', [0, 1, 3]],
  ['has a chunk twice', [0, 1, 1, 2, 3]],
  ['has chunks in another order', [0, 2, 1, 3]],
  ['ends before its last chunk', [0, 1, 2]],
])('[CMP12] a segment that %s is chunks_incomplete', async (_, order) => {
  const bench = await createComposeBench(ring);
  const recordingId = await receiveWithSegment(bench, 1, (data) => {
    const chunks = decodeSegment(data);
    return encodeSegment(order.map((i) => chunks[i]!));
  });
  expect(await problemOf(bench, recordingId)).toMatchObject({ code: 'chunks_incomplete' });
});

test('[CMP13] a chunk with a flipped bit is seal_broken, even when every hash was made to match', async () => {
  const bench = await createComposeBench(ring);
  const recordingId = await receiveWithSegment(bench, 1, (data) => data.with(CHUNK_OVERHEAD_BYTES + 10, data[CHUNK_OVERHEAD_BYTES + 10]! ^ 1));
  expect(await problemOf(bench, recordingId)).toMatchObject({ code: 'seal_broken', detail: 'take 0: chunk 4 does not open' });
});

test('[CMP13] chunks that changed places are seal_broken', async () => {
  const bench = await createComposeBench(ring);
  const recordingId = await receiveWithSegment(bench, 0, (data) => {
    const [a, b, ...rest] = decodeSegment(data);
    return encodeSegment([{ ...a!, sealed: b!.sealed }, { ...b!, sealed: a!.sealed }, ...rest]);
  });
  expect(await problemOf(bench, recordingId)).toMatchObject({ code: 'seal_broken' });
});

test('[CMP13] audio of another recording is seal_broken', async () => {
  const bench = await createComposeBench(ring);
  const other = await bench.receive({ takes: [take] });
  const recordingId = await receiveWithSegment(bench, 0, () => other.segments[0]!.data);
  expect(await problemOf(bench, recordingId)).toMatchObject({ code: 'seal_broken' });
});

test('[CMP14] a take whose keys are wrapped for nobody we know is key_unknown', async () => {
  const bench = await createComposeBench(ring);
  const { manifest } = await bench.receive({ takes: [take], sealTo: [stranger, { ...stranger, kid: ring.kid }] });
  expect(await problemOf(bench, manifest.recordingId)).toMatchObject({ code: 'key_unknown' });
});

test('[CMP14] one wrapped key of several that opens is enough', async () => {
  const bench = await createComposeBench(ring);
  const { manifest } = await bench.receive({ takes: [take], sealTo: [{ ...stranger, kid: 'device' }, ring] });
  expect(await composeRecording(bench.deps, OWNER_ID, manifest.recordingId)).toHaveProperty('files');
});

test.each([
  ['is missing', async ({ store }: Bench, { manifest, manifestSha256 }: BuiltRecording) => store.delete(manifestKey(OWNER_ID, manifest.recordingId, manifestSha256))],
  [
    'does not match its hash',
    async ({ store }: Bench, { manifest, manifestSha256, manifestBytes }: BuiltRecording) =>
      void (await store.put(manifestKey(OWNER_ID, manifest.recordingId, manifestSha256), manifestBytes.with(9, 0), { contentType: 'application/json' })),
  ],
  ['is no JSON', (bench: Bench, { manifest }: BuiltRecording) => storeManifest(bench, '{"version":1', manifest)],
  ['lacks a field', (bench: Bench, { manifest }: BuiltRecording) => storeManifest(bench, JSON.stringify({ ...manifest, takes: undefined }), manifest)],
  ['does not add up', (bench: Bench, { manifest }: BuiltRecording) => storeManifest(bench, { ...manifest, segments: manifest.segments.slice(1) })],
  ['is of another owner', (bench: Bench, { manifest }: BuiltRecording) => storeManifest(bench, JSON.stringify({ ...manifest, ownerId: 'd'.repeat(32) }), manifest)],
  [
    'is pointed to by nothing that can be read',
    async ({ store }: Bench, { manifest }: BuiltRecording) =>
      void (await store.put(manifestPointerKey(OWNER_ID, manifest.recordingId), bytes('<html>'), { contentType: 'application/json' })),
  ],
])('[CMP15] a manifest that %s is manifest_unreadable', async (_, spoil) => {
  const bench = await createComposeBench(ring);
  const recording = await bench.receive({ takes: [take] });
  await spoil(bench, recording);
  expect(await problemOf(bench, recording.manifest.recordingId)).toMatchObject({ code: 'manifest_unreadable' });
});

test('[CMP16] a recording without a complete packet is audio_empty', async () => {
  const bench = await createComposeBench(ring);
  const header = take.chunks[0]!.slice(0, 150);
  const { manifest } = await bench.receive({ takes: [{ ...take, chunks: [header] }, { mimeType: 'audio/mp4;codecs=opus', chunks: [new Uint8Array(3)] }] });
  expect(await problemOf(bench, manifest.recordingId)).toMatchObject({ code: 'audio_empty' });
  const nothing = await bench.receive({ takes: [] });
  expect(await problemOf(bench, nothing.manifest.recordingId)).toMatchObject({ code: 'audio_empty' });
});

test.each([
  ['of a type that is not read', { mimeType: 'audio/ogg;codecs=opus', chunks: take.chunks }],
  ['that are no container', { mimeType: take.mimeType, chunks: [new Uint8Array(500).fill(7)] }],
  ['that stop making sense in the middle', { mimeType: take.mimeType, chunks: [...take.chunks.slice(0, 6), new Uint8Array(99)] }],
  ['of a codec that is not archived', { mimeType: 'audio/webm;codecs=vorbis', chunks: [vorbis] }],
])('[CMP16] bytes %s are audio_unreadable, and nothing is archived in part', async (_, spoilt) => {
  const bench = await createComposeBench(ring);
  const { manifest } = await bench.receive({ takes: [take, spoilt, take] });
  expect(await problemOf(bench, manifest.recordingId)).toMatchObject({ code: 'audio_unreadable' });
});

test('[CMP17] problems and log lines hold numbers and codes, nothing of the content', async () => {
  const bench = await createComposeBench(ring);
  const { manifest, segments } = await bench.receive({ takes: [take], overrides: { consent: { textVersion: 'private words', atMs: 1 } } });
  await bench.store.delete(segmentKey(OWNER_ID, manifest.recordingId, 1, segments[1]!.sha256));
  const problem = await problemOf(bench, manifest.recordingId);
  for (const text of [JSON.stringify(problem), JSON.stringify(bench.lines)]) expect(text).not.toContain('private words');
  expect(bench.lines).toEqual([
    { level: 'error', event: 'recording_not_archived', fields: { recordingId: manifest.recordingId, code: 'segment_missing', detail: 'segment 1 is missing' } },
  ]);
});
