import { webcrypto } from 'node:crypto';
import { fromBase64, type Bytes } from '../src/core/bytes.ts';
import type { SealedText } from '../src/core/manifest.ts';
import { TAG_BYTES, textAad } from '../src/core/seal/format.ts';
import type { ArchiveRecord } from '../src/wire/archive.ts';
import type { KeyRing } from './ports.ts';

/** A private text as it was written; `text` is null when none of its keys opens it. */
export interface OpenedText {
  kind: SealedText['kind'];
  /** With `mark`: whose label it is. */
  mark?: number;
  version: number;
  text: string | null;
}

/** The private texts of an archived recording, opened. @throws KeyRingError when the keys are out of reach. */
export function openTexts(keys: KeyRing, { ownerId, recordingId, texts }: Pick<ArchiveRecord, 'ownerId' | 'recordingId' | 'texts'>): Promise<OpenedText[]> {
  return Promise.all(
    texts.map(async ({ kind, mark, version, iv, sealed, wrappedKeys }) => {
      const subject = kind === 'mark' ? { kind, mark: mark ?? 0 } : { kind };
      const aad = textAad({ ownerId, recordingId, subject, version });
      for (const { kid, wrapped } of wrappedKeys) {
        const raw = await keys.unwrap(kid, bytesOf(wrapped));
        const text = raw && (await opened(raw, { iv: bytesOf(iv), aad, sealed: bytesOf(sealed) }));
        if (text !== undefined) return { ...subject, version, text };
      }
      return { ...subject, version, text: null };
    }),
  );
}

async function opened(raw: Bytes, { iv, aad, sealed }: Record<'iv' | 'aad' | 'sealed', Bytes>): Promise<string | undefined> {
  const key = await webcrypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['decrypt']);
  const algorithm = { name: 'AES-GCM', iv, additionalData: aad, tagLength: TAG_BYTES * 8 };
  return webcrypto.subtle.decrypt(algorithm, key, sealed).then(
    (plain) => new TextDecoder().decode(plain),
    () => undefined,
  );
}

/** Text that is no base64 becomes no bytes, which open nothing. */
function bytesOf(base64: string): Bytes {
  try {
    return fromBase64(base64);
  } catch {
    return new Uint8Array(0);
  }
}
