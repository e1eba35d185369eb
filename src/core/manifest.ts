import type { OwnerId, RecordingId, Sha256Hex } from './names.ts';
import type { WrappedKey } from './seal/format.ts';
import type { ChunkRange } from './segment.ts';

/**
 * Why a take ended. `recovered`: its recorder vanished; `fault`: a device or the storage failed, for a
 * `cause` that may be any code. A closed set: a value that an older build or server does not know would make it refuse the whole recording.
 */
export type TakeEnd = 'pause' | 'stop' | 'recovered' | 'fault';

/** How a recording was made. `voice`: the browser took noise and echo away; `raw`: it left all as it was. */
export interface Quality {
  preset: string;
  bitsPerSecond: number;
  processing: 'voice' | 'raw';
}

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
  /** What lay behind a `fault`: a code. */
  cause?: string;
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
  /** Its number, from 0, by which a label names it. */
  mark?: number;
  take: number;
  /** Within the take's audio. */
  atMs: number;
}

/** A private text, sealed under a key of its own. Base64 where it is bytes. */
export interface SealedText {
  kind: 'title' | 'note' | 'patient' | 'mark';
  /** With `mark`: the mark that it is the label of. */
  mark?: number;
  version: number;
  iv: string;
  sealed: string;
  wrappedKeys: WrappedKey[];
}

/** Which wording a person agreed to, and when by the device's clock. */
export interface Consent {
  textVersion: string;
  atMs: number;
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
  consent: Consent | null;
  quality?: Quality;
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
