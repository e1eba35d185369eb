import { ascii, type Bytes } from '../bytes.ts';
import type { OwnerId, RecordingId } from '../names.ts';

// How audio is sealed (FORMATS: Sealing): AES-256-GCM under a fresh key per take (NIST SP 800-38D),
// that key wrapped with RSA-OAEP-256 (RFC 8017) for the organisation, and with AES-KW (RFC 3394) for this device.

export const IV_BYTES = 12;
export const TAG_BYTES = 16;

/** A take's key, wrapped for one holder. `wrapped` is base64. */
export interface WrappedKey {
  kid: string;
  wrapped: string;
}

/** A key wrapped for this device. `keyId` names the device's key, `wrapped` is base64. It never leaves the device. */
export interface DeviceWrap {
  keyId: string;
  wrapped: string;
}

/** What a private text is about. */
export type TextSubject = { kind: 'title' | 'note' | 'patient' } | { kind: 'mark'; mark: number };

/** Where a private text belongs; bound to its ciphertext, so that no version and no recording's text stands for another. */
export interface TextPlace {
  ownerId: OwnerId;
  recordingId: RecordingId;
  subject: TextSubject;
  /** From 1. */
  version: number;
}

/** Where a chunk belongs; bound to its ciphertext so that chunks cannot be swapped. */
export interface ChunkPlace {
  ownerId: OwnerId;
  recordingId: RecordingId;
  take: number;
  chunk: number;
  mimeType: string;
}

/** The 96-bit IV of chunk number `chunk` (from 0) of a take, big-endian. A number is never used twice under a key. */
export function chunkIv(chunk: number): Bytes {
  if (!Number.isSafeInteger(chunk) || chunk < 0 || chunk > 0xffff_ffff) throw new RangeError(`chunk number ${chunk}`);
  const iv = new Uint8Array(IV_BYTES);
  new DataView(iv.buffer).setUint32(IV_BYTES - 4, chunk);
  return iv;
}

/** `HF1|ownerId|recordingId|take|chunk|mimeType` as bytes: the additional data of a chunk's seal. */
export function chunkAad({ ownerId, recordingId, take, chunk, mimeType }: ChunkPlace): Bytes {
  return ascii(`HF1|${ownerId}|${recordingId}|${take}|${chunk}|${mimeType}`);
}

/** `title`, `note`, `patient`, or `mark-3` for the label of mark 3: one text of a recording among its others. */
export function textName(subject: TextSubject): string {
  return subject.kind === 'mark' ? `mark-${subject.mark}` : subject.kind;
}

/** `HF1|ownerId|recordingId|text|name|version` as bytes: the additional data of a private text's seal. No chunk has such. */
export function textAad({ ownerId, recordingId, subject, version }: TextPlace): Bytes {
  return ascii(`HF1|${ownerId}|${recordingId}|text|${textName(subject)}|${version}`);
}
