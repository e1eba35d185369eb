import type { OwnerId, RecordingId, Sha256Hex } from './names.ts';
import type { WrappedKey } from './seal/format.ts';
import type { ChunkRange } from './segment.ts';

/** Why a take ended. `recovered`: its recorder vanished; `fault`: a device or the storage failed. */
export type TakeEnd = 'pause' | 'stop' | 'recovered' | 'fault';

/** One stretch of audio with a container of its own. Times are whole milliseconds. */
export interface ManifestTake {
  take: number;
  mimeType: string;
  codec: string;
  firstChunk: number;
  lastChunk: number;
  /** Counted from complete blocks or fragments of the media, not from a timer. */
  durationMs: number;
  startedAtMs: number;
  ended: TakeEnd;
  wrappedKeys: WrappedKey[];
}

export interface ManifestSegment {
  seq: number;
  bytes: number;
  sha256: Sha256Hex;
  ranges: ChunkRange[];
}

/** Time in which nothing was heard although the person meant to record. */
export interface ManifestGap {
  afterTake: number;
  startedAtMs: number;
  endedAtMs: number;
  cause: string;
}

/** A moment the person marked; its label, if any, is among the sealed texts. */
export interface ManifestMark {
  take: number;
  atMs: number;
}

/** A private text, sealed under a key of its own. Base64 where it is bytes. */
export interface SealedText {
  kind: 'title' | 'note' | 'patient' | 'mark';
  version: number;
  iv: string;
  sealed: string;
  wrappedKeys: WrappedKey[];
}

/** What a recording consists of (FORMATS: Manifest). Written by the device once, verified by compose. */
export interface Manifest {
  version: 1;
  ownerId: OwnerId;
  recordingId: RecordingId;
  /** By the device's clock, in Unix milliseconds. */
  startedAtMs: number;
  endedAtMs: number;
  /** Server's clock minus the device's, when the device knows it. */
  serverOffsetMs: number | null;
  /** The recording was recovered, or ended by a fault. */
  partial: boolean;
  takes: ManifestTake[];
  gaps: ManifestGap[];
  marks: ManifestMark[];
  segments: ManifestSegment[];
  texts: SealedText[];
  consent: { textVersion: string; atMs: number } | null;
  appVersion: string;
  flags: { version: number; variant: string };
}

/** The longest recording that is taken in: 12 hours. */
export const MAX_RECORDING_MS = 12 * 60 * 60 * 1000;
/** The largest segment that is taken in: 8 MiB. */
export const MAX_SEGMENT_BYTES = 8 * 1024 * 1024;

/** The text of a manifest; what is hashed, stored and sent are its UTF-8 bytes. */
export function manifestText(manifest: Manifest): string {
  return JSON.stringify(manifest);
}

/** What is inconsistent in a manifest on its own, in words, or undefined when it adds up. */
export function manifestFault(manifest: Manifest): string | undefined {
  const next = new Map<number, number>();
  for (const [i, segment] of manifest.segments.entries()) {
    if (segment.seq !== i) return `segment ${i} is numbered ${segment.seq}`;
    for (const { take, firstChunk, lastChunk } of segment.ranges) {
      if (firstChunk !== (next.get(take) ?? 0) || lastChunk < firstChunk) return `segment ${i} does not go on where take ${take} was`;
      next.set(take, lastChunk + 1);
    }
  }
  for (const [i, take] of manifest.takes.entries()) {
    if (i > 0 && take.take <= manifest.takes[i - 1]!.take) return `take ${take.take} is out of order`;
    if (take.firstChunk !== 0 || next.get(take.take) !== take.lastChunk + 1) return `take ${take.take} is not covered by the segments`;
    next.delete(take.take);
  }
  const stray = next.keys().next();
  return stray.done ? undefined : `take ${stray.value} is in segments but not among the takes`;
}
