import { Dexie } from 'dexie';
import { Stale } from '../../core/failures.ts';
import type { RecordingId } from '../../core/names.ts';
import type { RecordingStore } from '../../core/ports.ts';
import { isManifestUnseen, isRunning, type Recording } from '../../core/recording.ts';
import { textName, type DeviceWrap } from '../../core/seal/format.ts';
import type { OwnerDb } from './ownerdb.ts';
import type { Transactions } from './transactions.ts';

type Details = Pick<RecordingStore, 'addMark' | 'setConsent' | 'setText' | 'remove'>;

/** The half of the recording store that writes what a person adds to a recording, or takes away. */
export function createDetails(db: OwnerDb, { write, fenced, present }: Transactions): Details {
  /** The recording without its frozen manifest, if no server can have seen it: the next one has what is written now. Only in a transaction. */
  async function editable(row: Recording): Promise<Recording> {
    if (row.manifestSha256 === null || !isManifestUnseen(row)) return row;
    await db.manifests.delete(row.id);
    await db.recordings.update(row.id, { manifestSha256: null });
    await db.texts.where(':id').between([row.id], [row.id, Dexie.maxKey]).modify({ amends: false });
    return { ...row, manifestSha256: null };
  }

  return {
    addMark: (fence, { take, atMs }) =>
      write(async () => {
        const { id } = await fenced(fence);
        if (!(await db.takes.get([id, take]))) throw new Stale(`take ${take} is not there`);
        const marks = await db.marks.where(':id').between([id], [id, Dexie.maxKey]).toArray();
        const same = marks.find((one) => one.take === take && one.atMs === atMs);
        if (same) return same.mark;
        const mark = (marks.at(-1)?.mark ?? -1) + 1;
        await db.marks.add({ recordingId: id, mark, take, atMs });
        return mark;
      }),

    setConsent: (id, consent) =>
      write(async () => {
        const row = await editable(await present(id));
        if (row.manifestSha256 !== null) throw new Stale('the manifest is frozen');
        await db.recordings.update(id, { consent, edits: (row.edits ?? 0) + 1 });
      }),

    setText: (id, text, deviceWrap) =>
      write(async () => {
        const row = await present(id);
        const name = textName(text.kind === 'mark' ? { kind: text.kind, mark: text.mark ?? 0 } : { kind: text.kind });
        const before = await db.texts.get([id, name]);
        // The last try may have been committed although its outcome was not seen.
        if (before?.version === text.version && before.sealed === text.sealed) return;
        if (text.version !== (before?.version ?? 0) + 1) throw new Stale(`version ${text.version} of ${name} after ${before?.version ?? 0}`);
        const { manifestSha256 } = await editable(row);
        await db.texts.put({ ...text, recordingId: id, name, amends: manifestSha256 !== null });
        await db.deviceWraps.delete([id, name]);
        await addDeviceWrap(db, id, name, deviceWrap);
        // What was refused is tried once more, and nothing waits any longer.
        await db.recordings.update(id, { edits: (row.edits ?? 0) + 1, ...(row.amending ? { amending: null } : {}) });
      }),

    remove: (id) =>
      write(async () => {
        const row = await db.recordings.get(id);
        if (row && isRunning(row)) throw new Stale('it runs');
        await deleteAll(db, id);
      }),
  };
}

/** Deletes a recording with everything of it. Only in a transaction. */
export async function deleteAll(db: OwnerDb, id: RecordingId): Promise<void> {
  // Whatever tables there will be: what is not keyed by recording is not of one.
  for (const table of db.tables) {
    const { keyPath } = table.schema.primKey;
    if (Array.isArray(keyPath) && keyPath[0] === 'recordingId') await table.where(':id').between([id], [id, Dexie.maxKey]).delete();
    else if (table.name === 'recordings' || keyPath === 'recordingId') await table.delete(id);
  }
}

/** Stores a wrap for this device, unless the key that it was made with has been dropped meanwhile. Only in a transaction. */
export async function addDeviceWrap(db: OwnerDb, recordingId: RecordingId, part: number | string, wrap: DeviceWrap | undefined): Promise<void> {
  if (!wrap || (await db.deviceKeys.where('id').equals(wrap.keyId).count()) === 0) return;
  await db.deviceWraps.put({ recordingId, part, keyId: wrap.keyId, wrapped: wrap.wrapped });
}
