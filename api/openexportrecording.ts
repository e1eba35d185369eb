import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as v from 'valibot';
import { mergeTexts } from '../src/core/amendment.ts';
import type { Bytes } from '../src/core/bytes.ts';
import { amendmentKey, archivePrefix, manifestPointerKey, OWNER_ID, RECORDING_ID, type OwnerId, type RecordingId } from '../src/core/names.ts';
import { sealedText } from '../src/wire/api.ts';
import type { ArchiveRecord } from '../src/wire/archive.ts';
import { createMemoryStore } from './adapters/memorystore.ts';
import { composeRecording } from './compose/compose.ts';
import { openTexts } from './openexporttexts.ts';
import type { KeyRing, ObjectStore } from './ports.ts';

const amended = v.looseObject({ texts: v.array(v.unknown()) });

export interface OpenRecordingOptions {
  /** An object of the store where the recording lies, or undefined when there is none. */
  read(key: string): Promise<Bytes | undefined>;
  ownerId: OwnerId;
  recordingId: RecordingId;
  keys: KeyRing;
  /** Where the audio goes; made when it is missing. */
  folder: string;
}

/**
 * Opens a recording that was received, archived or not, and writes what compose makes of it into `folder` (files 0600), its private texts
 * as `texts.json`. Nothing is written to the store, so that a drill or a rescue changes nothing.
 * @returns the paths written. @throws Error with compose's code when it cannot be made into audio; KeyRingError and StoreError as they come.
 */
export async function openRecording({ read, ownerId, recordingId, keys, folder }: OpenRecordingOptions): Promise<string[]> {
  if (!OWNER_ID.test(ownerId)) throw new Error('an owner is named by 32 hex digits, as the folders below ingest/ are');
  if (!RECORDING_ID.test(recordingId)) throw new Error('a recording is named by its UUID in lower case');
  if (!(await read(manifestPointerKey(ownerId, recordingId)))) throw new Error(`there is no complete recording ${recordingId} of ${ownerId}`);
  const made = createMemoryStore({ clock: Date.now });
  // What was archived or found to be a problem before is of no interest here.
  const store: ObjectStore = { ...made, get: (key) => (key.startsWith('ingest/') ? read(key) : made.get(key)) };

  await mkdir(folder, { recursive: true, mode: 0o700 });
  const outcome = await composeRecording({ store, keys, clock: Date.now, log: () => undefined, workDir: join(folder, '.work') }, ownerId, recordingId);
  if ('code' in outcome) throw new Error(`${outcome.code}: ${outcome.detail}`);
  const written: string[] = [];
  const write = async (name: string, bytes: Uint8Array): Promise<void> => {
    await writeFile(join(folder, name), bytes, { mode: 0o600 });
    written.push(join(folder, name));
  };
  for await (const { key } of made.list(archivePrefix(ownerId, recordingId))) await write(basename(key), (await made.get(key))!);
  // After the audio, which must not be lost to a text that does not open.
  const texts = await openTexts(keys, { ...outcome, texts: await newestOf(read, outcome) });
  if (texts.length > 0) await write('texts.json', new TextEncoder().encode(`${JSON.stringify(texts, null, 2)}\n`));
  return written;
}

/** The texts of what was archived with those that were written later. What nobody can read of these is left out. */
async function newestOf(read: OpenRecordingOptions['read'], { ownerId, recordingId, texts }: ArchiveRecord): Promise<ArchiveRecord['texts']> {
  let newest = texts;
  for (let n = 1; ; n++) {
    const bytes = await read(amendmentKey(ownerId, recordingId, n));
    if (!bytes) return newest;
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), amended), new TextDecoder().decode(bytes));
    const texts = parsed.success ? parsed.output.texts : [];
    newest = mergeTexts(newest, texts.flatMap((text) => (v.is(sealedText, text) ? [text] : [])));
  }
}
