import type { SealedText } from './manifest.ts';
import type { OwnerId, RecordingId, Sha256Hex } from './names.ts';
import { textName } from './seal/format.ts';

/** What a person wrote about a recording after its manifest: the n-th time (from 1), in the versions that were the newest then. */
export interface Amendment {
  version: 1;
  ownerId: OwnerId;
  recordingId: RecordingId;
  n: number;
  /** The manifest that the device has sent; for whoever looks into a store by hand. */
  manifestSha256: Sha256Hex;
  texts: SealedText[];
}

/** Most texts in one amendment: the largest of them stay far below what the server takes. */
export const MAX_AMENDMENT_TEXTS = 50;
/** Five digits of amendments to one recording. */
export const MAX_AMENDMENTS = 99_999;

/** The name of a private text among the others of its recording. */
export function sealedTextName({ kind, mark }: Pick<SealedText, 'kind' | 'mark'>): string {
  return textName(kind === 'mark' ? { kind, mark: mark ?? 0 } : { kind });
}

/** The newest version of each text of `texts` and of `later`, in the order in which their names first come; of two with one number the later. */
export function mergeTexts<T extends Pick<SealedText, 'kind' | 'mark' | 'version'>>(texts: readonly T[], later: readonly T[]): T[] {
  const newest = new Map<string, T>();
  for (const text of [...texts, ...later]) {
    const name = sealedTextName(text);
    if (text.version >= (newest.get(name)?.version ?? 0)) newest.set(name, text);
  }
  return [...newest.values()];
}
