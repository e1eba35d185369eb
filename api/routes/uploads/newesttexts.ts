import { mergeTexts } from '../../../src/core/amendment.ts';
import { amendmentKey, archiveRecordKey, archiveTextsKey, manifestKey, type OwnerId, type RecordingId } from '../../../src/core/names.ts';
import { amendment, newestTexts, type NewestTexts } from '../../../src/wire/amendment.ts';
import { manifest } from '../../../src/wire/api.ts';
import { archiveRecord } from '../../../src/wire/archive.ts';
import { StoreError, type ObjectStore } from '../../ports.ts';
import { storedJson } from '../../storedjson.ts';
import { received } from './received.ts';

type Texts = NewestTexts['texts'];

/**
 * The newest version of every private text of a received recording as of its amendment `n`, stored as `archive/…/texts-{n}.json`.
 * What it holds follows from the manifest and the amendments alone, so it is written once, whoever writes it, and no
 * late writer brings an older text back, as would happen to one document that is written over. Nothing is opened.
 * @throws StoreError also when what it is made of is not there or not readable.
 */
export async function newestTextsAfter(store: ObjectStore, ownerId: OwnerId, recordingId: RecordingId, n: number): Promise<Texts> {
  if (n === 0) return textsOfManifest(store, ownerId, recordingId);
  const key = archiveTextsKey(ownerId, recordingId, n);
  const made = await storedJson(store, key, newestTexts);
  if (made) return made.texts;
  const amended = await storedJson(store, amendmentKey(ownerId, recordingId, n), amendment);
  if (!amended) throw new StoreError('an amendment is missing');
  const texts = mergeTexts(await newestTextsAfter(store, ownerId, recordingId, n - 1), amended.texts);
  const document: NewestTexts = { version: 1, ownerId, recordingId, n, texts };
  await store.put(key, new TextEncoder().encode(JSON.stringify(document)), { contentType: 'application/json', ifAbsent: true });
  return texts;
}

/** What the manifest that counts says; of an archived recording it may be gone. */
async function textsOfManifest(store: ObjectStore, ownerId: OwnerId, recordingId: RecordingId): Promise<Texts> {
  const record = await storedJson(store, archiveRecordKey(ownerId, recordingId), archiveRecord);
  if (record) return record.texts;
  const pointer = await received(store, ownerId, recordingId);
  const posted = pointer && (await storedJson(store, manifestKey(ownerId, recordingId, pointer.manifestSha256), manifest));
  if (!posted) throw new StoreError('the manifest is missing');
  return posted.texts;
}
