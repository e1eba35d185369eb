import { Dexie } from 'dexie';
import { exactBuffer } from '../../core/bytes.ts';
import { Stale } from '../../core/failures.ts';
import type { RecordingStore } from '../../core/ports.ts';
import { isTrashed } from '../../core/recording.ts';
import { amendmentRow } from '../../wire/rows.ts';
import type { OwnerDb } from './ownerdb.ts';
import { parseRow } from './parserow.ts';
import { guarded } from './storagefailure.ts';
import type { Transactions } from './transactions.ts';

type Amendments = Pick<RecordingStore, 'amendments' | 'addAmendment' | 'markAmended' | 'markAmendmentsPending' | 'settleEdits' | 'amendAll' | 'markAmendmentHeld'>;

/** The part of the recording store that keeps what was written after the manifest until the server has it. */
export function createAmendments(db: OwnerDb, { write, present }: Transactions): Amendments {
  return {
    amendments: (id) =>
      guarded(db, async () => {
        const rows = await db.amendments.where(':id').between([id], [id, Dexie.maxKey]).toArray();
        return rows.map((row) => {
          const { n, sha256, bytes, texts, received } = parseRow(amendmentRow, row);
          return { n, sha256, bytes: new Uint8Array(bytes), texts: texts.map(({ name, version }) => ({ name, version })), received };
        });
      }),

    addAmendment: (id, { n, sha256, bytes, texts }) =>
      write(async () => {
        await present(id);
        const last = await db.amendments.where(':id').between([id], [id, Dexie.maxKey]).last();
        if (n !== (last?.n ?? 0) + 1) throw new Stale(`amendment ${n} after ${last?.n ?? 0}`);
        await db.amendments.add({ recordingId: id, n, sha256, bytes: exactBuffer(bytes), texts, received: false });
      }),

    markAmended: (id, n) =>
      write(async () => {
        await present(id);
        await db.amendments.update([id, n], { received: true });
        await db.recordings.update(id, { amending: null });
      }),

    markAmendmentsPending: (id, n) =>
      write(async () => {
        await present(id);
        await db.amendments.where(':id').between([id], [id, n], true, false).modify({ received: false });
      }),

    settleEdits: (id, edits) =>
      write(async () => {
        const row = await present(id);
        await db.recordings.update(id, { editsSettled: Math.max(edits, row.editsSettled ?? 0), amending: null });
      }),

    amendAll: (id) =>
      write(async () => {
        await present(id);
        await db.texts.where(':id').between([id], [id, Dexie.maxKey]).modify({ amends: true });
        await db.recordings.update(id, { editsSettled: 0 });
      }),

    markAmendmentHeld: (id, amending) =>
      write(async () => {
        const row = await present(id);
        await db.recordings.update(id, { amending, ...(amending.failure && isTrashed(row) ? { deletedAtMs: null } : {}) });
      }),
  };
}
