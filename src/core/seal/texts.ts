import type { Bytes } from '../bytes.ts';
import { fromBase64, toBase64 } from '../bytes.ts';
import { CaptureFault } from '../capture/capturefault.ts';
import { Stale } from '../failures.ts';
import type { OwnerId, RecordingId } from '../names.ts';
import type { LocalKeys, PublicKey, RecordingStore, Sealing } from '../ports.ts';
import type { PrivateText } from '../recording.ts';
import { IV_BYTES, textAad, textName, type TextSubject } from './format.ts';
import { sealingKeys } from './sealingkeys.ts';
import { decodeUtf8, encodeUtf8 } from './utf8.ts';

/** Most characters (UTF-16 units) of a text of each kind. */
export const MAX_TEXT_LENGTH = { title: 200, note: 10_000, patient: 100, mark: 200 } as const;

/** Two pages may write the same text at once; more often than this it is something else. */
const TRIES = 3;

export interface TextDeps {
  ownerId: OwnerId;
  store: RecordingStore;
  sealing: Sealing;
  /** The organisation's keys as cached on this device. */
  publicKeys(): Promise<readonly PublicKey[]>;
  localKeys: LocalKeys | null;
  /** Bytes of a cryptographic random source. */
  randomBytes(length: number): Bytes;
}

/**
 * Seals `text` as the next version of a private text of a recording and stores it; an empty one takes it back. Every
 * version has a key of its own, which seals nothing else.
 * @throws RangeError when it is too long. Rejects with CaptureFault('no_key') when there is no key to seal to, with Stale
 * when the recording is gone, or with a Failure of the store.
 */
export async function writeText(deps: TextDeps, recordingId: RecordingId, subject: TextSubject, text: string): Promise<void> {
  if (text.length > MAX_TEXT_LENGTH[subject.kind]) throw new RangeError(`a ${subject.kind} of ${text.length} characters`);
  const publicKeys = sealingKeys(await deps.publicKeys());
  if (publicKeys.length === 0) throw new CaptureFault('no_key');
  const { ownerId, store } = deps;
  for (let attempt = 1; ; attempt++) {
    const before = (await store.texts(recordingId)).find((one) => textName(subjectOf(one)) === textName(subject));
    const version = (before?.version ?? 0) + 1;
    const { key, wrappedKeys, deviceWrap } = await deps.sealing.newTakeKey(publicKeys, await deps.localKeys?.current());
    const iv = deps.randomBytes(IV_BYTES);
    const sealed = await key.seal(iv, textAad({ ownerId, recordingId, subject, version }), encodeUtf8(text));
    try {
      return await store.setText(recordingId, { ...subject, version, iv: toBase64(iv), sealed: toBase64(sealed), wrappedKeys }, deviceWrap);
    } catch (error) {
      if (!(error instanceof Stale) || attempt === TRIES || !(await store.get(recordingId))) throw error;
    }
  }
}

/** A private text as far as this device can read it: `text` is null when it is sealed off from it. */
export interface ReadText {
  subject: TextSubject;
  version: number;
  text: string | null;
}

/** The newest version of every private text of a recording. Rejects with a Failure of the store. */
export async function readTexts({ ownerId, store, localKeys }: Pick<TextDeps, 'ownerId' | 'store' | 'localKeys'>, recordingId: RecordingId): Promise<ReadText[]> {
  return Promise.all(
    (await store.texts(recordingId)).map(async (one) => {
      const [subject, { version }] = [subjectOf(one), one];
      const wrap = localKeys ? await store.deviceWrap(recordingId, textName(subject)) : undefined;
      const key = wrap && (await localKeys?.unwrap(wrap));
      const plain = await key?.open(fromBase64(one.iv), textAad({ ownerId, recordingId, subject, version }), fromBase64(one.sealed));
      return { subject, version, text: (plain && decodeUtf8(plain)) ?? null };
    }),
  );
}

function subjectOf({ kind, mark }: Pick<PrivateText, 'kind' | 'mark'>): TextSubject {
  return kind === 'mark' ? { kind, mark: mark ?? 0 } : { kind };
}
