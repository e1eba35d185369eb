import type { RecordingId } from '../names.ts';

/**
 * What takes away from one owner's recordings. Every method is one strict transaction that looks at the row again
 * before it touches anything, and rejects like the RecordingStore's.
 */
export interface RetentionStore {
  /**
   * Deletes the audio of a recording that the archive has confirmed, with this device's keys to it, and keeps its row
   * and texts. Resolves to the bytes that it took; 0 when that was done before. Rejects with Stale when it is not
   * archived. On a disk too full for any change the audio goes all the same, and the row hears of it at the next call.
   */
  purge(id: RecordingId, atMs: number): Promise<number>;
  /** Puts a recording in the trash, sealed as it is. A no-op when it is there. Rejects with Stale while it runs. */
  trash(id: RecordingId, deletedAtMs: number): Promise<void>;
  /** Takes a recording out of the trash. A no-op when it is not there. Rejects with Stale when it is gone. */
  restore(id: RecordingId): Promise<void>;
  /**
   * Removes for good what was put in the trash at `deletedAtMs`. A no-op when it is gone. Rejects with Stale when it was
   * restored meanwhile, and while it is sent and not archived: its person relied on the archive.
   */
  removeTrashed(id: RecordingId, deletedAtMs: number): Promise<void>;
}
