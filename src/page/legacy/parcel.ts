import type { Bytes } from '../../core/bytes.ts';
import { createMediaClock } from '../../core/capture/mediaclock.ts';
import { manifestText, type Consent, type Manifest } from '../../core/manifest.ts';
import type { OwnerId, RecordingId, Sha256Hex } from '../../core/names.ts';
import type { Digest, PublicKey, Sealing } from '../../core/ports.ts';
import { chunkAad, chunkIv } from '../../core/seal/format.ts';
import { sealingKeys } from '../../core/seal/sealingkeys.ts';
import { encodeUtf8 } from '../../core/seal/utf8.ts';
import { encodeSegment, rangesOf, type SealedChunk } from '../../core/segment.ts';

/** So much sealed audio goes into one request. */
const SEGMENT_BYTES = 1024 * 1024;

/** What was recorded, as it came from the browser. */
export interface Tape {
  ownerId: OwnerId;
  recordingId: RecordingId;
  mimeType: string;
  /** The container in order. */
  slices: readonly Bytes[];
  startedAtMs: number;
  endedAtMs: number;
  bitsPerSecond: number;
  /** A device failed and ended it. */
  fault: boolean;
  consent: Consent | null;
  /** Version of the flag document. */
  flagsVersion: number;
  appVersion: string;
}

/** A tape sealed to the organisation, ready to be sent: the same bytes at every try. */
export interface Parcel {
  ownerId: OwnerId;
  recordingId: RecordingId;
  segments: { seq: number; bytes: number; sha256: Sha256Hex; data: Bytes }[];
  manifest: Bytes;
  manifestSha256: Sha256Hex;
  durationMs: number;
  bytes: number;
}

/** Seals `tape` for the newest of `keys` and every break-glass key. Rejects with a RangeError when there is nothing in it or no key. */
export async function sealParcel(deps: { sealing: Sealing; digest: Digest }, tape: Tape, keys: readonly PublicKey[]): Promise<Parcel> {
  const sealTo = sealingKeys(keys);
  const slices = tape.slices.filter(({ byteLength }) => byteLength > 0);
  if (sealTo.length === 0 || slices.length === 0) throw new RangeError('nothing to seal, or nobody to seal to');
  const { ownerId, recordingId, mimeType, startedAtMs } = tape;
  const { key, wrappedKeys } = await deps.sealing.newTakeKey(sealTo);
  const clock = createMediaClock(mimeType);
  const segments: (Parcel['segments'][number] & { ranges: ReturnType<typeof rangesOf> })[] = [];
  let open: SealedChunk[] = [];
  let openBytes = 0;

  async function close(): Promise<void> {
    const data = encodeSegment(open);
    segments.push({ seq: segments.length, bytes: data.byteLength, sha256: await deps.digest.sha256(data), ranges: rangesOf(open), data });
    open = [];
    openBytes = 0;
  }

  for (const [chunk, plain] of slices.entries()) {
    clock.push(plain);
    const sealed = await key.seal(chunkIv(chunk), chunkAad({ ownerId, recordingId, take: 0, chunk, mimeType }), plain);
    if (openBytes > 0 && openBytes + sealed.byteLength > SEGMENT_BYTES) await close();
    open.push({ take: 0, chunk, sealed });
    openBytes += sealed.byteLength;
  }
  await close();

  const durationMs = clock.durationMs();
  const manifest = encodeUtf8(
    manifestText({
      version: 1,
      ownerId,
      recordingId,
      startedAtMs,
      endedAtMs: Math.max(startedAtMs, tape.endedAtMs),
      serverOffsetMs: null,
      partial: tape.fault,
      takes: [{ take: 0, mimeType, codec: codecOf(mimeType), firstChunk: 0, lastChunk: slices.length - 1, durationMs, startedAtMs, ended: tape.fault ? 'fault' : 'stop', wrappedKeys }],
      gaps: [],
      marks: [],
      segments: segments.map(({ seq, bytes, sha256, ranges }) => ({ seq, bytes, sha256, ranges })),
      texts: [],
      consent: tape.consent,
      quality: { preset: 'standard', bitsPerSecond: tape.bitsPerSecond, processing: 'voice' },
      appVersion: tape.appVersion,
      flags: { version: tape.flagsVersion, variant: 'off' },
    } satisfies Manifest),
  );
  return {
    ownerId,
    recordingId,
    segments: segments.map(({ seq, bytes, sha256, data }) => ({ seq, bytes, sha256, data })),
    manifest,
    manifestSha256: await deps.digest.sha256(manifest),
    durationMs,
    bytes: segments.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

function codecOf(mimeType: string): string {
  return /codecs="?([^";]+)"?/.exec(mimeType)?.[1] ?? '';
}
