import { Stale } from '../../src/core/failures.ts';
import type { RecordingId } from '../../src/core/names.ts';
import { bytesHere, isRunning, isTrashed, type Recording } from '../../src/core/recording.ts';
import { mayRemove } from '../../src/core/retention/retention.ts';
import type { RetentionStore } from '../../src/core/retention/retentionstore.ts';
import type { MemoryRecordings, Stored } from './memoryrecordings.ts';

/** A RetentionStore over a database in memory; `transact` as for its RecordingStore. */
export function createMemoryRetention(db: MemoryRecordings, transact: <T>(mode: 'write', name: keyof RetentionStore, work: () => T) => Promise<T>): RetentionStore {
  function present(id: RecordingId): Stored {
    const stored = db.get(id);
    if (!stored) throw new Stale('the recording is gone');
    return stored;
  }
  const change = (stored: Stored, row: Partial<Recording>, parts: Partial<Omit<Stored, 'row'>> = {}) => void db.set(stored.row.id, { ...stored, ...parts, row: { ...stored.row, ...row } });

  return {
    purge: (id, atMs) =>
      transact('write', 'purge', () => {
        const stored = present(id);
        const { row } = stored;
        if (row.state !== 'archived' || row.archived === null) throw new Stale('the archive has not confirmed it');
        if (typeof row.purgedAtMs === 'number') return 0;
        const deviceWraps = new Map([...stored.deviceWraps].filter(([part]) => typeof part === 'string'));
        change(stored, { purgedAtMs: atMs, chunkCount: 0, chunkBytes: 0, segmentBytes: 0 }, { chunks: [], data: new Map(), deviceWraps });
        return bytesHere(row);
      }),

    trash: (id, deletedAtMs) =>
      transact('write', 'trash', () => {
        const stored = present(id);
        if (isRunning(stored.row)) throw new Stale('it runs');
        if (!isTrashed(stored.row)) change(stored, { deletedAtMs });
      }),

    restore: (id) =>
      transact('write', 'restore', () => {
        const stored = present(id);
        if (isTrashed(stored.row)) change(stored, { deletedAtMs: null });
      }),

    removeTrashed: (id, deletedAtMs) =>
      transact('write', 'removeTrashed', () => {
        const stored = db.get(id);
        if (!stored) return;
        if (stored.row.deletedAtMs !== deletedAtMs || !mayRemove(stored.row)) throw new Stale('it is not to be removed');
        db.delete(id);
      }),
  };
}
