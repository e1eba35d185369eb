// Names of everything that is stored (FORMATS: Names). Keys hold only [a-z0-9/_.-],
// because signing libraries and URL parsers disagree about anything else.

/** First 32 hex digits of SHA-256(issuer + "\n" + subject). */
export type OwnerId = string;
/** A random UUID in lower case. */
export type RecordingId = string;
/** 64 lower-case hex digits. */
export type Sha256Hex = string;

export const OWNER_ID = /^[0-9a-f]{32}$/;
export const RECORDING_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
export const SHA256_HEX = /^[0-9a-f]{64}$/;
/** Five digits of sequence number: 100,000 segments, weeks of audio. */
export const MAX_SEGMENTS = 100_000;

/** What is hashed to make an owner id. The subject keeps its case: issuers may tell two people apart by it. */
export function ownerIdInput(issuer: string, subject: string): string {
  return `${issuer}\n${subject}`;
}

/** The owner id in a SHA-256 of `ownerIdInput`, given in hex. */
export function ownerIdFromHash(sha256: Sha256Hex): OwnerId {
  return sha256.slice(0, 32);
}

/** `ingest/{ownerId}/{recordingId}/`, below which the phone's objects of one recording lie. */
export function ingestPrefix(ownerId: OwnerId, recordingId: RecordingId): string {
  return `ingest/${ownerId}/${recordingId}/`;
}

/** `archive/{ownerId}/{recordingId}/`, below which compose puts what people listen to. */
export function archivePrefix(ownerId: OwnerId, recordingId: RecordingId): string {
  return `archive/${ownerId}/${recordingId}/`;
}

/** Key of one immutable segment; the content's hash is part of its name. */
export function segmentKey(ownerId: OwnerId, recordingId: RecordingId, seq: number, sha256: Sha256Hex): string {
  if (!Number.isInteger(seq) || seq < 0 || seq >= MAX_SEGMENTS) throw new RangeError(`segment number ${seq}`);
  return `${ingestPrefix(ownerId, recordingId)}${String(seq).padStart(5, '0')}-${sha256}`;
}

/** Key of the manifest's bytes, named by their hash. */
export function manifestKey(ownerId: OwnerId, recordingId: RecordingId, sha256: Sha256Hex): string {
  return `${ingestPrefix(ownerId, recordingId)}manifest-${sha256}.json`;
}

/** Key of the pointer that is written once and decides which manifest counts. */
export function manifestPointerKey(ownerId: OwnerId, recordingId: RecordingId): string {
  return `${ingestPrefix(ownerId, recordingId)}manifest.json`;
}

/** Key of the n-th archived file (from 1): `audio.webm`, then `audio-2.webm` where takes cannot be joined. */
export function archiveAudioKey(ownerId: OwnerId, recordingId: RecordingId, n: number, extension: string): string {
  return `${archivePrefix(ownerId, recordingId)}audio${n === 1 ? '' : `-${n}`}.${extension}`;
}

/** Key of the archive's description, written last: its presence means "archived". */
export function archiveRecordKey(ownerId: OwnerId, recordingId: RecordingId): string {
  return `${archivePrefix(ownerId, recordingId)}recording.json`;
}

/** Key of the description of what is wrong with a recording that could not be archived. */
export function archiveProblemKey(ownerId: OwnerId, recordingId: RecordingId): string {
  return `${archivePrefix(ownerId, recordingId)}problem.json`;
}

/** Key of the n-th amendment (from 1): private texts that were written after the manifest. */
export function amendmentKey(ownerId: OwnerId, recordingId: RecordingId, n: number): string {
  return `${ingestPrefix(ownerId, recordingId)}amendment-${n}.json`;
}

/** Key of the newest private texts as of the n-th amendment, written once; the last in key order has the newest of all. */
export function archiveTextsKey(ownerId: OwnerId, recordingId: RecordingId, n: number): string {
  return `${archivePrefix(ownerId, recordingId)}texts-${String(n).padStart(5, '0')}.json`;
}

/** What a segment's key says, or undefined when it is not one. */
export function parseSegmentKey(
  key: string,
): { ownerId: OwnerId; recordingId: RecordingId; seq: number; sha256: Sha256Hex } | undefined {
  const match = /^ingest\/([0-9a-f]{32})\/([0-9a-f-]{36})\/(\d{5})-([0-9a-f]{64})$/.exec(key);
  if (!match || !RECORDING_ID.test(match[2]!)) return undefined;
  return { ownerId: match[1]!, recordingId: match[2]!, seq: Number(match[3]), sha256: match[4]! };
}
