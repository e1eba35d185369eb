import { Dexie } from 'dexie';
import { Failure, Stale } from '../../core/failures.ts';
import type { RecordingId } from '../../core/names.ts';
import { bytesHere, isRunning, isTrashed, type Recording } from '../../core/recording.ts';
import { mayRemove } from '../../core/retention/retention.ts';
import type { RetentionStore } from '../../core/retention/retentionstore.ts';
import { recordingRow } from '../../wire/rows.ts';
import { deleteAll } from './details.ts';
import type { OwnerDb } from './ownerdb.ts';
import { parseRow } from './parserow.ts';
import { createTransactions } from './transactions.ts';

/** What takes away from one owner's recordings in Dexie. */
export function createRetentionStore(db: OwnerDb): RetentionStore {
  const { write, present } = createTransactions(db);

  async function archived(id: RecordingId): Promise<Recording> {
    const row = await present(id);
    if (row.state !== 'archived' || row.archived === null) throw new Stale('the archive has not confirmed it');
    return row;
  }

  async function removeAudio(id: RecordingId): Promise<void> {
    for (const table of [db.chunks, db.segmentData]) await table.where(':id').between([id], [id, Dexie.maxKey]).delete();
    // Keys of takes have numbers, those of texts names: the list still tells what it was.
    await db.deviceWraps.where(':id').between([id, -Infinity], [id, Infinity], true, true).delete();
  }

  const purgeWhole = (id: RecordingId, atMs: number) =>
    write(async () => {
      const row = await archived(id);
      if (typeof row.purgedAtMs === 'number') return 0;
      await removeAudio(id);
      await db.recordings.update(id, { purgedAtMs: atMs, chunkCount: 0, chunkBytes: 0, segmentBytes: 0 });
      return bytesHere(row);
    });

  return {
    async purge(id, atMs) {
      try {
        return await purgeWhole(id, atMs);
      } catch (error) {
        if (!isFull(error)) throw error;
      }
      // Nothing at all can be written, but a transaction that only deletes needs no room.
      const bytes = await write(async () => {
        const row = await archived(id);
        await removeAudio(id);
        return bytesHere(row);
      });
      await purgeWhole(id, atMs).catch((error: unknown) => {
        if (!isFull(error)) throw error;
      });
      return bytes;
    },

    trash: (id, deletedAtMs) =>
      write(async () => {
        const row = await present(id);
        if (isRunning(row)) throw new Stale('it runs');
        if (!isTrashed(row)) await db.recordings.update(id, { deletedAtMs });
      }),

    restore: (id) =>
      write(async () => {
        if (isTrashed(await present(id))) await db.recordings.update(id, { deletedAtMs: null });
      }),

    removeTrashed: (id, deletedAtMs) =>
      write(async () => {
        const stored = await db.recordings.get(id);
        if (!stored) return;
        const row = parseRow(recordingRow, stored);
        if (row.deletedAtMs !== deletedAtMs || !mayRemove(row)) throw new Stale('it is not to be removed');
        await deleteAll(db, id);
      }),
  };
}

function isFull(error: unknown): boolean {
  return error instanceof Failure && error.code === 'storage_full';
}
