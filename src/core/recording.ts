import type { Bytes } from './bytes.ts';
import type { FailureCode, Remedy } from './failures.ts';
import type { Consent, ManifestGap, ManifestMark, Quality, SealedText, TakeEnd } from './manifest.ts';
import type { OwnerId, RecordingId, Sha256Hex } from './names.ts';
import type { WrappedKey } from './seal/format.ts';
import type { ChunkRange, SealedChunk } from './segment.ts';

// What the device stores (FORMATS: States of a recording). Rows are read by the screen, the recorder and the outbox.

export const RECORDING_STATES = ['recording', 'paused', 'waiting', 'uploading', 'sent', 'archived', 'failed', 'empty'] as const;
export type RecordingState = (typeof RECORDING_STATES)[number];

/** When to try again and why the last try failed. Kept in the row: nothing sleeps. */
export interface Retry {
  /** Tries that failed in a row, without those before their time. */
  attempts: number;
  atMs: number;
  code: FailureCode;
  remedy: Remedy;
}

/** One recording, in numbers that are kept in step with its chunks and segments by every transaction. */
export interface Recording {
  id: RecordingId;
  ownerId: OwnerId;
  /** Local sequence: time order that does not trust the phone's clock. */
  order: number;
  /** Whoever may write chunks knows this; recovery changes it. */
  epoch: string;
  state: RecordingState;
  /** Recovered, or ended by a fault. */
  partial: boolean;
  startedAtMs: number;
  endedAtMs: number | null;
  /** Last sign of life of its recorder. */
  heartbeatAtMs: number;
  /** Audio in committed chunks, counted from complete media blocks. What the screen calls saved. */
  savedMs: number;
  /** Chunks that are in no segment yet. */
  chunkCount: number;
  chunkBytes: number;
  segmentCount: number;
  segmentBytes: number;
  segmentsSent: number;
  bytesSent: number;
  manifestSha256: Sha256Hex | null;
  receivedAtMs: number | null;
  archived: { sha256: Sha256Hex; seconds: number; archivedAtMs: number } | null;
  /** When to ask next whether it is archived. */
  pollAtMs: number | null;
  polls: number;
  failure: { code: FailureCode; detail: string } | null;
  retry: Retry | null;
  serverOffsetMs: number | null;
  appVersion: string;
  flags: { version: number; variant: string };
  // What follows is not in the rows of older builds.
  consent?: Consent | null;
  quality?: Quality;
  /** How often its texts or consent have changed: a manifest that was made of an earlier state is not frozen. */
  edits?: number;
  /** How many of its edits need no amendment any more: its manifest or amendments that the server has confirmed have them. */
  editsSettled?: number;
  /** Why what was written after the manifest has not been sent, and when to try again; with a failure only a person can help. */
  amending?: { retry: Retry | null; failure: Recording['failure'] } | null;
  /** When it was put in the trash, by the server's clock as far as it is known. Nothing of it is sent from there. */
  deletedAtMs?: number | null;
  /** When its audio left this device, after the archive had confirmed it. */
  purgedAtMs?: number | null;
  /** Its person wants it sent over any network, however large it is. */
  anyNetwork?: boolean;
}

/** One stretch of audio with a container and a key of its own. */
export interface Take {
  recordingId: RecordingId;
  take: number;
  mimeType: string;
  codec: string;
  startedAtMs: number;
  ended: TakeEnd | null;
  /** What lay behind a fault: a code. */
  cause?: string;
  /** Audio in its committed chunks. */
  durationMs: number;
  /** Chunks committed, in segments or not. The next chunk carries this number. */
  chunkCount: number;
  wrappedKeys: WrappedKey[];
}

/** A sealed chunk that is in no segment yet. */
export interface Chunk extends SealedChunk {
  recordingId: RecordingId;
}

/** What is known of a segment besides its bytes. */
export interface Segment {
  recordingId: RecordingId;
  seq: number;
  bytes: number;
  sha256: Sha256Hex;
  ranges: ChunkRange[];
  sent: boolean;
}

/** A moment that the person marked. */
export type Mark = Required<ManifestMark>;
/** After a take there is at most one. */
export type Gap = ManifestGap;

/** The newest version of a private text. */
export interface PrivateText extends SealedText {
  /** Written after the manifest was frozen and may have been posted, which has an earlier version of it or none. */
  amends: boolean;
}

/** Private texts that were written after the manifest, frozen as they are sent. */
export interface FrozenAmendment {
  /** From 1, without gaps. */
  n: number;
  sha256: Sha256Hex;
  bytes: Bytes;
  /** Which versions of which texts it holds. */
  texts: { name: string; version: number }[];
  /** The server has confirmed it. */
  received: boolean;
}

/** Proof of the right to write to a running recording. */
export interface Fence {
  recordingId: RecordingId;
  epoch: string;
}

/** Whether its manifest can still be made anew: no server has seen it, because one is posted only when all segments are there. */
export function isManifestUnseen({ segmentsSent, segmentCount, receivedAtMs }: Pick<Recording, 'segmentsSent' | 'segmentCount' | 'receivedAtMs'>): boolean {
  return receivedAtMs === null && segmentsSent < segmentCount;
}

/** Whether a recorder may still be writing to it. */
export function isRunning(recording: Pick<Recording, 'state'>): boolean {
  return recording.state === 'recording' || recording.state === 'paused';
}

/** Whether its person has put it in the trash. What runs is not there, whatever its row says. */
export function isTrashed(recording: Pick<Recording, 'state' | 'deletedAtMs'>): boolean {
  return typeof recording.deletedAtMs === 'number' && !isRunning(recording);
}

/** Whether there is something to send that the server has not confirmed. */
export function isUnsent(recording: Pick<Recording, 'state' | 'deletedAtMs'>): boolean {
  return isRunning(recording) || ((recording.state === 'waiting' || recording.state === 'uploading') && !isTrashed(recording));
}

/** Whether texts were written after its manifest that the server has not confirmed; rows of older builds are looked at once. */
export function isAmended({ manifestSha256, edits = 0, editsSettled = 0 }: Pick<Recording, 'manifestSha256' | 'edits' | 'editsSettled'>): boolean {
  return manifestSha256 !== null && edits > editsSettled;
}

/** Whether texts of a recording that the server has are still to be sent, and nothing but time, a network or a sign-in is missing for that. */
export function isAmending(recording: Pick<Recording, 'state' | 'manifestSha256' | 'edits' | 'editsSettled' | 'amending'>): boolean {
  return (recording.state === 'sent' || recording.state === 'archived') && isAmended(recording) && !recording.amending?.failure;
}

/** What a recording's audio takes on this device, in bytes. */
export function bytesHere(recording: Pick<Recording, 'segmentBytes' | 'chunkBytes'>): number {
  return recording.segmentBytes + recording.chunkBytes;
}
