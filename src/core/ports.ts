import type { Bytes } from './bytes.ts';
import type { Sha256Hex, OwnerId, RecordingId } from './names.ts';
import type { Chunk, Fence, FrozenAmendment, Gap, Mark, PrivateText, Recording, Retry, Segment, Take } from './recording.ts';
import type { DeviceWrap, WrappedKey } from './seal/format.ts';
import type { Consent, SealedText, TakeEnd } from './manifest.ts';
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

/** Which microphone, and whether the browser may improve what it hears: `voice` takes noise and echo away, `raw` leaves all as it is. */
export interface MicrophoneChoice {
  /** As the browser names it; null for the one that the system prefers. One that is gone is replaced by that. */
  deviceId: string | null;
  processing: 'voice' | 'raw';
}

/** Asks for the microphone. Rejects with a CaptureFault. */
export interface Microphone {
  open(choice: MicrophoneChoice): Promise<AudioInput>;
}

/** An open microphone, until it is closed or lost. */
export interface AudioInput {
  /** What people call it; empty where the browser does not say. */
  readonly label: string;
  /** False when its track has ended or delivers nothing: a new one is to be opened. */
  isLive(): boolean;
  /** Makes a recorder with a container of its own, not yet started. Rejects with a CaptureFault when none can be made. */
  newTake(options: { bitsPerSecond: number }): TakeCapture;
  /** Calls `run` with what happens to the microphone, until it is closed. */
  onSignal(run: (signal: 'mute' | 'unmute' | 'ended') => void): void;
  /** The loudest sample since the last call, 0 to 1; null when the samples cannot be read. Never in the way of the recording. */
  peak(): number | null;
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

/** A take's or a text's key when it is there to open only. */
export interface OpeningKey {
  /** The plain bytes, or undefined when the tag does not fit: another key, place or number, or changed bytes. */
  open(iv: Bytes, aad: Bytes, sealed: Bytes): Promise<Bytes | undefined>;
}

/** A key that this device has for itself and nobody can take out of it. */
export interface DeviceKey {
  /** Wraps a key of 32 bytes. Rejects when the browser does not. */
  wrap(raw: Bytes): Promise<DeviceWrap>;
}

/**
 * One owner's key for opening on this device what is sealed to the organisation. It is always optional: where there is
 * none, recording, recovery and sending go on, and nothing can be heard or read here.
 */
export interface LocalKeys {
  /** The device's key, made and stored when there is none. Undefined where the browser does not store one. Never rejects. */
  current(): Promise<DeviceKey | undefined>;
  /** The key in a wrap, or undefined when the device's key is gone or another. Never rejects. */
  unwrap(wrap: DeviceWrap): Promise<OpeningKey | undefined>;
  /** Deletes the device's key with all that it has wrapped, in one strict transaction: afterwards only the organisation can open what is here. */
  drop(): Promise<void>;
}

export interface Sealing {
  /** A fresh random key and itself wrapped for each of `publicKeys`; for `deviceKey` too, unless that fails. */
  newTakeKey(publicKeys: readonly PublicKey[], deviceKey?: DeviceKey): Promise<{ key: TakeKey; wrappedKeys: WrappedKey[]; deviceWrap?: DeviceWrap | undefined }>;
}

export type NewRecording = Pick<Recording, 'id' | 'ownerId' | 'epoch' | 'startedAtMs' | 'serverOffsetMs' | 'appVersion' | 'flags' | 'quality' | 'consent'>;
/** `deviceWrap` is stored apart from the take, and only while the device's key is there. */
export type NewTake = Pick<Take, 'take' | 'mimeType' | 'codec' | 'startedAtMs' | 'wrappedKeys'> & { deviceWrap?: DeviceWrap | undefined };

/** How a recorder ends its recording. */
export interface RecordingEnd {
  atMs: number;
  /** Of takes that are still open. */
  ended: TakeEnd;
  partial: boolean;
  /** The code behind a fault. */
  cause?: string;
  /** Time without audio up to now. */
  gap?: Gap | null;
  /** The microphone ran and nothing was ever heard: it is parked as `no_sound`. */
  silent?: boolean;
}

/**
 * One owner's recordings on this device. Every method that changes something is one strict transaction:
 * when it resolves the change is on the disk, when it rejects nothing has changed.
 * Rejects with Failure('storage_full') when the disk or quota is full, Failure('storage_failed') when the
 * database is out of order, Failure('data_corrupt') when a row cannot be read as what it should be.
 */
export interface RecordingStore {
  /** Opens a recording with its first take. */
  begin(recording: NewRecording, take: NewTake): Promise<Recording>;
  /** Opens a further take. `gap`: time without audio that ends with it. Rejects with Fenced. */
  beginTake(fence: Fence, take: NewTake, gap?: Gap | null): Promise<void>;
  /** Adds the next chunk of a running take; `durationMs` is the take's audio up to and with it. Rejects with Fenced, and with Stale when it is not the next. */
  append(fence: Fence, chunk: Chunk, durationMs: number, atMs: number): Promise<void>;
  /** Ends a take; the recording is paused. `cause`: the code behind a fault. Rejects with Fenced. */
  endTake(fence: Fence, take: number, ended: TakeEnd, atMs: number, cause?: string): Promise<void>;
  /** A sign of life of the recorder. Rejects with Fenced. */
  beat(fence: Fence, atMs: number): Promise<void>;
  /** Ends the recording: waiting, or empty when it has no chunk. Open takes end as `ended`. Rejects with Fenced. */
  close(fence: Fence, end: RecordingEnd): Promise<Recording>;
  /** Takes a running recording away from its recorder: `epoch` replaces the recorder's, and it is closed as recovered. Rejects with Stale when it is not running. */
  takeOver(id: RecordingId, epoch: string): Promise<Recording>;

  /** Marks a moment of a take's audio and resolves to the mark's number, from 0; the same moment again is the same mark. Rejects with Fenced, and with Stale when the take is not there. */
  addMark(fence: Fence, at: Pick<Mark, 'take' | 'atMs'>): Promise<number>;
  /** Notes who agreed to what. Rejects with Stale when the manifest is frozen. */
  setConsent(id: RecordingId, consent: Consent): Promise<void>;
  /**
   * Puts a version of a private text in place of the one before; after the manifest was frozen it counts as an amendment.
   * The same again is a no-op. `deviceWrap` is stored apart, and only while the device's key is there.
   * Rejects with Stale when its version is not the next.
   */
  setText(id: RecordingId, text: SealedText, deviceWrap?: DeviceWrap): Promise<void>;
  /** A person wants a parked recording sent after all, or an amendment that was refused: it waits again. A no-op when neither is so. */
  retry(id: RecordingId): Promise<void>;
  /** Deletes a recording with everything of it. A no-op when it is gone. Rejects with Stale while it runs. */
  remove(id: RecordingId): Promise<void>;

  /** All recordings, in local order. Rows that cannot be read are left out and named in `corrupt`. */
  all(): Promise<{ recordings: Recording[]; corrupt: RecordingId[] }>;
  get(id: RecordingId): Promise<Recording | undefined>;
  takes(id: RecordingId): Promise<Take[]>;
  /** Marks in the order of their numbers. */
  marks(id: RecordingId): Promise<Mark[]>;
  /** Gaps in the order of takes. */
  gaps(id: RecordingId): Promise<Gap[]>;
  /** The newest version of each private text, in the order of their names. */
  texts(id: RecordingId): Promise<PrivateText[]>;
  /** The key of a take (by its number) or of a text (by its name) as wrapped for this device. */
  deviceWrap(id: RecordingId, part: number | string): Promise<DeviceWrap | undefined>;
  /** The first chunks that are in no segment, in order, at least one and as many as fit `maxBytes`; of those at or after `from`. */
  unsegmented(id: RecordingId, maxBytes: number, from?: { take: number; chunk: number }): Promise<Chunk[]>;
  segments(id: RecordingId): Promise<Segment[]>;
  segmentData(id: RecordingId, seq: number): Promise<Bytes | undefined>;
  manifestBytes(id: RecordingId): Promise<Bytes | undefined>;
  /** What was frozen of texts that were written after the manifest, in order. */
  amendments(id: RecordingId): Promise<FrozenAmendment[]>;

  /** Puts a segment in place of the chunks that it holds. Rejects with Stale when one of them is gone or `seq` is not the next. */
  addSegment(segment: Omit<Segment, 'sent'>, data: Bytes): Promise<void>;
  /** Freezes the manifest. Rejects with Stale when there is one, when chunks are left, when the recording runs, or when it has not `edits` edits: it was made of another state. */
  freeze(id: RecordingId, sha256: Sha256Hex, bytes: Bytes, edits: number): Promise<void>;
  /** Freezes an amendment. Rejects with Stale when its number is not the next. */
  addAmendment(id: RecordingId, amendment: Omit<FrozenAmendment, 'received'>): Promise<void>;
  /** The server has this amendment; what held amendments up is forgotten. */
  markAmended(id: RecordingId, n: number): Promise<void>;
  /** The server does not have the amendments below `n` after all. */
  markAmendmentsPending(id: RecordingId, n: number): Promise<void>;
  /** The server has of `edits` edits all that is to be sent. */
  settleEdits(id: RecordingId, edits: number): Promise<void>;
  /** The manifest that counts is not ours: all of its texts are to be sent as amendments. */
  amendAll(id: RecordingId): Promise<void>;
  /** Why amendments are not sent now. After a refusal the recording comes out of the trash: its person relied on the archive. */
  markAmendmentHeld(id: RecordingId, held: NonNullable<Recording['amending']>): Promise<void>;

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

/** `gap`: the server does not have the amendment before this one. */
export type AmendAnswer = { outcome: 'receipt'; sha256: Sha256Hex } | { outcome: 'gap' };

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
  /** Sends an amendment of a recording that the server has. */
  amend(recordingId: RecordingId, amendment: Bytes): Promise<AmendAnswer>;
  state(ownerId: OwnerId, recordingId: RecordingId): Promise<ServerState>;
  /** The server's clock minus the device's, once an answer has told. */
  serverOffsetMs(): number | null;
}

/** Where events go. Never rejects, never delays what it reports on. */
export interface Telemetry {
  record(event: Event): void;
}
