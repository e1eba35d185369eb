import { Fenced, Stale } from '../../core/failures.ts';
import type { RecordingId } from '../../core/names.ts';
import { isRunning, type Fence, type Recording } from '../../core/recording.ts';
import { withRoom, type MakeRoom } from '../../core/storage/withroom.ts';
import { recordingRow } from '../../wire/rows.ts';
import type { OwnerDb } from './ownerdb.ts';
import { parseRow } from './parserow.ts';
import { guarded } from './storagefailure.ts';

/** What every change of an owner's recordings begins with. */
export interface Transactions {
  /** One explicit `rw` transaction over all tables: liveQuery shows others before they commit. `ending`: it ends a recording. */
  write<T>(work: () => PromiseLike<T>, how?: { ending: boolean }): Promise<T>;
  /** The running recording that `fence` is for. Only in a transaction. @throws Fenced */
  fenced(fence: Fence): Promise<Recording>;
  /** The recording's row. Only in a transaction. @throws Stale when it is gone. */
  present(id: RecordingId): Promise<Recording>;
}

/** `makeRoom`: what a transaction that finds the disk full does before it is run once more. */
export function createTransactions(db: OwnerDb, makeRoom?: MakeRoom): Transactions {
  return {
    write: <T>(work: () => PromiseLike<T>, how?: { ending: boolean }) =>
      withRoom<T>(() => guarded<T>(db, () => db.transaction('rw', db.tables, work)), makeRoom, how?.ending ?? false),

    async fenced(fence) {
      const row = await db.recordings.get(fence.recordingId);
      if (!row || row.epoch !== fence.epoch || !isRunning(row)) throw new Fenced(`recording ${fence.recordingId}`);
      return parseRow(recordingRow, row);
    },

    async present(id) {
      const row = await db.recordings.get(id);
      if (!row) throw new Stale('the recording is gone');
      return parseRow(recordingRow, row);
    },
  };
}
