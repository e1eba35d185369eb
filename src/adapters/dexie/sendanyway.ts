import type { RecordingId } from '../../core/names.ts';
import type { OwnerDb } from './ownerdb.ts';
import { createTransactions } from './transactions.ts';

/** Notes that a recording is to be sent over any network. Rejects with Stale when it is gone, and like the RecordingStore. */
export function sendAnyway(db: OwnerDb, id: RecordingId): Promise<void> {
  const { write, present } = createTransactions(db);
  return write(async () => {
    await present(id);
    await db.recordings.update(id, { anyNetwork: true });
  });
}
