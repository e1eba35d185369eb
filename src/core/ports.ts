import type { Bytes } from './bytes.ts';
import type { Sha256Hex, OwnerId, RecordingId } from './names.ts';
import type { Chunk, Fence, Recording, Retry, Segment, Take } from './recording.ts';
import type { WrappedKey } from './seal/format.ts';
import type { TakeEnd } from './manifest.ts';
import type { Event } from './telemetry/events.ts';

// What the core needs from outside, with the promise that each method makes.

export interface Clock {
  /** The device's clock, in Unix milliseconds. It may be wrong and may jump. */
  nowMs(): number;
  /** Milliseconds from any start, which never jump. */
  monotonicMs(): number;
}

export interface Random {
  /** A random UUID in lower case. */
  uuid(): string;
  /** A number in [0, 1). */
  unit(): number;
}

/** Timers of the page; the worker never uses them. */
export interface Timers {
  /** Resolves after `ms`. */
  sleep(ms: number): Promise<void>;
  /** Calls `run` every `ms` until the returned function is called. */
  every(ms: number, run: () => void): () => void;
}

/** A lock that is held until it is released or its holder dies. */
export interface HeldLock {
  release(): void;
}

export interface Locks {
  /** Whether the browser frees a lock when its holder dies. Where not, heartbeats stand in. */
  readonly reliable: boolean;
  /** Waits for the lock `name`, for ever. */
  hold(name: string): Promise<HeldLock>;
  /** Waits for it as long as `withinMs`, else undefined. */
  holdWithin(name: string, withinMs: number): Promise<HeldLock | undefined>;
  /** The lock if it is free now, else undefined. */
  holdIfFree(name: string): Promise<HeldLock | undefined>;
  /** Takes the lock away from whoever holds it. */
  steal(name: string): Promise<HeldLock>;
}

/** Signs of life of whoever holds a lock, readable by the others. */
export interface Heartbeats {
  beat(name: string, atMs: number): Promise<void>;
  lastAtMs(name: string): Promise<number | undefined>;
}

/** Asks for the microphone. Rejects with a CaptureFault. */
export interface Microphone {
  open(): Promise<AudioInput>;
}

/** An open microphone, until it is closed or lost. */
export interface AudioInput {
  /** False when its track has ended or delivers nothing: a new one is to be opened. */
  isLive(): boolean;
  /** Makes a recorder with a container of its own, not yet started. Rejects with a CaptureFault when none can be made. */
  newTake(options: { bitsPerSecond: number }): TakeCapture;
  /** Calls `run` once when the microphone goes away. */
  onLost(run: () => void): void;
  /** Lets go of the microphone. */
  close(): void;
}

export interface TakeCapture {
  /** What the recorder really writes. */
  readonly mimeType: string;
  /** Delivers the container in order, about every `sliceMs`; a slice may be empty, late or huge. */
  start(sliceMs: number, sink: { slice(bytes: Promise<Bytes>): void; failed(error: unknown): void }): void;
  /** Resolves when the last slice has been delivered. */
  stop(): Promise<void>;
}

export interface Digest {
  sha256(bytes: Bytes): Promise<Sha256Hex>;
}

/** A take's key while its recorder runs. It is never stored and not extractable. */
export interface TakeKey {
  /** Ciphertext with its 16-byte tag (AES-256-GCM). The caller never passes the same IV twice. */
  seal(iv: Bytes, aad: Bytes, plain: Bytes): Promise<Bytes>;
}

export interface PublicKey {
  kid: string;
  /** SubjectPublicKeyInfo of an RSA key, base64. */
  spki: string;
  /** The newest `seal` key is sealed to, and every `break_glass` key gets a second wrap. */
  use: 'seal' | 'break_glass';
}

export interface Sealing {
  /** A fresh random key and itself wrapped for each of `publicKeys`. */
  newTakeKey(publicKeys: readonly PublicKey[]): Promise<{ key: TakeKey; wrappedKeys: WrappedKey[] }>;
}

export type NewRecording = Pick<Recording, 'id' | 'ownerId' | 'epoch' | 'startedAtMs' | 'serverOffsetMs' | 'appVersion' | 'flags'>;
export type NewTake = Pick<Take, 'take' | 'mimeType' | 'codec' | 'startedAtMs' | 'wrappedKeys'>;

/**
 * One owner's recordings on this device. Every method that changes something is one strict transaction:
 * when it resolves the change is on the disk, when it rejects nothing has changed.
 * Rejects with Failure('storage_full') when the disk or quota is full, Failure('storage_failed') when the
 * database is out of order, Failure('data_corrupt') when a row cannot be read as what it should be.
 */
export interface RecordingStore {
  /** Opens a recording with its first take. */
  begin(recording: NewRecording, take: NewTake): Promise<Recording>;
  /** Opens a further take. Rejects with Fenced. */
  beginTake(fence: Fence, take: NewTake): Promise<void>;
  /** Adds the next chunk of a running take; `durationMs` is the take's audio up to and with it. Rejects with Fenced, and with Stale when it is not the next. */
  append(fence: Fence, chunk: Chunk, durationMs: number, atMs: number): Promise<void>;
  /** Ends a take; the recording is paused. Rejects with Fenced. */
  endTake(fence: Fence, take: number, ended: TakeEnd, atMs: number): Promise<void>;
  /** A sign of life of the recorder. Rejects with Fenced. */
  beat(fence: Fence, atMs: number): Promise<void>;
  /** Ends the recording: waiting, or empty when it has no chunk. Open takes end as `ended`. Rejects with Fenced. */
  close(fence: Fence, end: { atMs: number; ended: TakeEnd; partial: boolean }): Promise<Recording>;
  /** Takes a running recording away from its recorder: `epoch` replaces the recorder's, and it is closed as recovered. Rejects with Stale when it is not running. */
  takeOver(id: RecordingId, epoch: string): Promise<Recording>;

  /** All recordings, in local order. Rows that cannot be read are left out and named in `corrupt`. */
  all(): Promise<{ recordings: Recording[]; corrupt: RecordingId[] }>;
  get(id: RecordingId): Promise<Recording | undefined>;
  takes(id: RecordingId): Promise<Take[]>;
  /** The first chunks that are in no segment, in order, at least one and as many as fit `maxBytes`. */
  unsegmented(id: RecordingId, maxBytes: number): Promise<Chunk[]>;
  segments(id: RecordingId): Promise<Segment[]>;
  segmentData(id: RecordingId, seq: number): Promise<Bytes | undefined>;
  manifestBytes(id: RecordingId): Promise<Bytes | undefined>;

  /** Puts a segment in place of the chunks that it holds. Rejects with Stale when one of them is gone or `seq` is not the next. */
  addSegment(segment: Omit<Segment, 'sent'>, data: Bytes): Promise<void>;
  /** Freezes the manifest. Rejects with Stale when there is one, when chunks are left, or when the recording runs. */
  freeze(id: RecordingId, sha256: Sha256Hex, bytes: Bytes): Promise<void>;
  /** The server has this segment. A no-op when that is known. */
  markSegmentSent(id: RecordingId, seq: number): Promise<void>;
  /** The server does not have these segments after all. */
  markSegmentsPending(id: RecordingId, seqs: readonly number[]): Promise<void>;
  /** Sending has begun. */
  markUploading(id: RecordingId): Promise<void>;
  /** The server's receipt carries our manifest's hash. Rejects with Stale when it is another. */
  markSent(id: RecordingId, manifestSha256: Sha256Hex, receivedAtMs: number, pollAtMs: number): Promise<void>;
  markArchived(id: RecordingId, archived: NonNullable<Recording['archived']>): Promise<void>;
  /** Not archived yet: ask again at `pollAtMs`. */
  markPolled(id: RecordingId, pollAtMs: number): Promise<void>;
  /** Parks the recording with its code. A no-op when the server has confirmed it meanwhile: only its archive can then refuse it. */
  markFailed(id: RecordingId, failure: NonNullable<Recording['failure']>): Promise<void>;
  /** Sets the time of the next try; null after a success. */
  markRetry(id: RecordingId, retry: Retry | null): Promise<void>;
}

/** A PUT that the server has signed. */
export interface PutGrant {
  seq: number;
  url: string;
  headers: Record<string, string>;
  /** By the device's clock. */
  expiresAtMs: number;
}

export type CompleteAnswer =
  | { outcome: 'receipt'; manifestSha256: Sha256Hex; receivedAtMs: number }
  | { outcome: 'missing'; seqs: number[] }
  | { outcome: 'differs'; manifestSha256: Sha256Hex; segments: { seq: number; bytes: number; sha256: Sha256Hex }[] };

export interface ServerState {
  archived: Recording['archived'];
  problem: { code: string; detail: string } | null;
}

/** The way to the server. Every method has a timeout and rejects with a Failure. */
export interface UploadApi {
  presign(ownerId: OwnerId, recordingId: RecordingId, segments: readonly Pick<Segment, 'seq' | 'bytes' | 'sha256'>[]): Promise<PutGrant[]>;
  /** Resolves when the store has exactly these bytes under the granted name, now or before. */
  put(grant: PutGrant, data: Bytes): Promise<void>;
  complete(recordingId: RecordingId, manifest: Bytes): Promise<CompleteAnswer>;
  state(ownerId: OwnerId, recordingId: RecordingId): Promise<ServerState>;
  /** The server's clock minus the device's, once an answer has told. */
  serverOffsetMs(): number | null;
}

/** Where events go. Never rejects, never delays what it reports on. */
export interface Telemetry {
  record(event: Event): void;
}
