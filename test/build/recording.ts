import { webcrypto } from 'node:crypto';
import type { ObjectStore } from '../../api/ports.ts';
import { toBase64, toHex, type Bytes } from '../../src/core/bytes.ts';
import { createMediaClock } from '../../src/core/capture/mediaclock.ts';
import { manifestText, type Manifest, type ManifestTake } from '../../src/core/manifest.ts';
import { manifestKey, manifestPointerKey, segmentKey, type OwnerId, type RecordingId, type Sha256Hex } from '../../src/core/names.ts';
import { chunkAad, chunkIv } from '../../src/core/seal/format.ts';
import { encodeSegment, rangesOf, SEGMENT_MIME_TYPE, type SealedChunk } from '../../src/core/segment.ts';

/** What a take consists of: the recorder's slices, none of them empty. */
export interface TakePlan {
  mimeType: string;
  chunks: readonly Bytes[];
}

export interface RecordingPlan {
  ownerId: OwnerId;
  recordingId: RecordingId;
  takes: readonly TakePlan[];
  /** To whom the takes' keys are wrapped; every take gets all. */
  sealTo: readonly { kid: string; publicKey: webcrypto.CryptoKey }[];
  chunksPerSegment?: number;
  /** Instead of what the manifest would hold. */
  overrides?: Partial<Manifest>;
}

/** A recording as a device sends it. */
export interface BuiltRecording {
  manifest: Manifest;
  manifestBytes: Bytes;
  manifestSha256: Sha256Hex;
  segments: BuiltSegment[];
}

export interface BuiltSegment {
  seq: number;
  bytes: number;
  sha256: Sha256Hex;
  data: Bytes;
}

const STARTED_AT_MS = Date.UTC(2026, 0, 2, 3, 4, 5);

/** Seals `plan` as a device would: a fresh key per take, chunks in order, segments of a few chunks, the manifest last. */
export async function buildRecording(plan: RecordingPlan): Promise<BuiltRecording> {
  const { ownerId, recordingId, chunksPerSegment = 4, overrides = {} } = plan;
  const takes: ManifestTake[] = [];
  const sealed: SealedChunk[] = [];
  let startedAtMs = STARTED_AT_MS;
  for (const [take, { mimeType, chunks }] of plan.takes.entries()) {
    const key = await webcrypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt']);
    for (const [chunk, data] of chunks.entries()) {
      const additionalData = chunkAad({ ownerId, recordingId, take, chunk, mimeType });
      const bytes = await webcrypto.subtle.encrypt({ name: 'AES-GCM', iv: chunkIv(chunk), additionalData }, key, data);
      sealed.push({ take, chunk, sealed: new Uint8Array(bytes) });
    }
    const durationMs = durationOf(mimeType, chunks);
    const wrappedKeys = await Promise.all(plan.sealTo.map((holder) => wrap(key, holder)));
    const codec = /codecs="?([^"]*)/.exec(mimeType)?.[1] ?? '';
    takes.push({ take, mimeType, codec, firstChunk: 0, lastChunk: chunks.length - 1, durationMs, startedAtMs, ended: 'pause', wrappedKeys });
    startedAtMs += durationMs;
  }
  const segments: BuiltSegment[] = [];
  const manifestSegments: Manifest['segments'] = [];
  for (let at = 0; at < sealed.length; at += chunksPerSegment) {
    const chunks = sealed.slice(at, at + chunksPerSegment);
    const data = encodeSegment(chunks);
    const segment = { seq: segments.length, bytes: data.byteLength, sha256: await sha256Of(data) };
    segments.push({ ...segment, data });
    manifestSegments.push({ ...segment, ranges: rangesOf(chunks) });
  }
  const manifest: Manifest = {
    version: 1,
    ownerId,
    recordingId,
    startedAtMs: STARTED_AT_MS,
    endedAtMs: startedAtMs,
    serverOffsetMs: null,
    partial: false,
    takes,
    gaps: [],
    marks: [],
    segments: manifestSegments,
    texts: [],
    consent: null,
    appVersion: '0.0.0-test',
    flags: { version: 1, variant: 'offline' },
    ...overrides,
  };
  const manifestBytes = new TextEncoder().encode(manifestText(manifest));
  return { manifest, manifestBytes, manifestSha256: await sha256Of(manifestBytes), segments };
}

/** Puts all of a recording into `store` as the upload routes would: segments, manifest, and the pointer last. */
export async function storeRecording(store: ObjectStore, { manifest, manifestBytes, manifestSha256, segments }: BuiltRecording): Promise<void> {
  const { ownerId, recordingId } = manifest;
  for (const { seq, sha256, data } of segments) {
    await store.put(segmentKey(ownerId, recordingId, seq, sha256), data, { contentType: SEGMENT_MIME_TYPE });
  }
  const json = { contentType: 'application/json' };
  await store.put(manifestKey(ownerId, recordingId, manifestSha256), manifestBytes, json);
  const pointer = new TextEncoder().encode(JSON.stringify({ manifestSha256, receivedAtMs: manifest.endedAtMs }));
  await store.put(manifestPointerKey(ownerId, recordingId), pointer, json);
}

async function wrap(key: webcrypto.CryptoKey, { kid, publicKey }: RecordingPlan['sealTo'][number]): Promise<{ kid: string; wrapped: string }> {
  const raw = await webcrypto.subtle.exportKey('raw', key);
  return { kid, wrapped: toBase64(new Uint8Array(await webcrypto.subtle.encrypt({ name: 'RSA-OAEP' }, publicKey, raw))) };
}

function durationOf(mimeType: string, chunks: readonly Bytes[]): number {
  const clock = createMediaClock(mimeType);
  for (const chunk of chunks) clock.push(chunk);
  return clock.durationMs();
}

async function sha256Of(bytes: Bytes): Promise<Sha256Hex> {
  return toHex(new Uint8Array(await webcrypto.subtle.digest('SHA-256', bytes)));
}
