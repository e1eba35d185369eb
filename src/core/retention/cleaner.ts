import { Failure, Stale } from '../failures.ts';
import type { OwnerId, RecordingId } from '../names.ts';
import type { Clock, RecordingStore, Telemetry } from '../ports.ts';
import { bytesHere, isRunning, type Recording } from '../recording.ts';
import type { Reserve } from '../storage/reserve.ts';
import { freeBytesOf, type StorageSpace } from '../storage/storagespace.ts';
import { planEmptying, planRetention, purgeable, type Purge, type RetentionMoment, type RetentionSettings } from './retention.ts';
import type { RetentionStore } from './retentionstore.ts';

/** What is made room for at least when a write found the disk full, whatever the settings say. */
const LEAST_ROOM_BYTES = 16 * 1024 * 1024;

export interface CleanerDeps {
  ownerId: OwnerId;
  clock: Clock;
  store: Pick<RecordingStore, 'all' | 'get'>;
  retention: RetentionStore;
  space: StorageSpace;
  reserve: Reserve;
  telemetry: Telemetry;
  /** Never rejects. */
  settings(): Promise<RetentionSettings>;
  serverOffsetMs(): number | null;
}

/** What a clean-up has done. */
export interface Cleaned {
  /** Recordings whose audio has gone, and how many bytes that were. */
  purged: number;
  bytes: number;
  /** Recordings that left the trash for good. */
  removed: number;
}

/** Frees what retention allows to go. Several at once, in pages and the worker, do no harm. */
export interface Cleaner {
  /** What the settings ask for now. Rejects with a Failure when the database cannot be read. */
  routine(): Promise<Cleaned>;
  /**
   * A write found the disk full: frees archived audio, oldest first, and where there is none the reserve. While a
   * recording runs that is kept for its end (`ending`). Resolves to the bytes freed; never rejects.
   */
  makeRoom(ending: boolean): Promise<number>;
  /** Purges these, as far as they are still archived. */
  purge(purges: readonly Purge[]): Promise<Cleaned>;
  /** Removes these for good, as far as they are still in the trash as told. Resolves to how many. */
  empty(trashed: readonly { id: RecordingId; deletedAtMs: number }[]): Promise<number>;
}

export function createCleaner(deps: CleanerDeps): Cleaner {
  const { clock, store, retention, telemetry, ownerId } = deps;
  let making: Promise<number> | null = null;

  const moment = (freeBytes: number | null): RetentionMoment => ({ nowMs: clock.nowMs(), serverOffsetMs: deps.serverOffsetMs(), freeBytes });

  /** One that fails or has changed meanwhile does not keep the others. */
  async function each<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
    for (const item of items) {
      try {
        await work(item);
      } catch (error) {
        if (error instanceof Stale) continue;
        telemetry.record({ event: 'storage_write_failed', level: 'error', userId: ownerId, code: error instanceof Failure ? error.code : 'storage_failed' });
      }
    }
  }

  async function purge(purges: readonly Purge[]): Promise<Cleaned> {
    const cleaned: Cleaned = { purged: 0, bytes: 0, removed: 0 };
    await each(purges, async ({ id, why }) => {
      const bytes = await retention.purge(id, clock.nowMs());
      if (bytes === 0) return;
      cleaned.purged += 1;
      cleaned.bytes += bytes;
      telemetry.record({ event: 'recording_purged', level: 'info', recordingId: id, userId: ownerId, size: bytes, reason: why });
    });
    return cleaned;
  }

  async function empty(trashed: readonly { id: RecordingId; deletedAtMs: number }[]): Promise<number> {
    let removed = 0;
    await each(trashed, async ({ id, deletedAtMs }) => {
      const row = await store.get(id);
      if (!row) return;
      await retention.removeTrashed(id, deletedAtMs);
      removed += 1;
      telemetry.record({ event: 'recording_deleted', level: 'warn', recordingId: id, userId: ownerId, ...amount(row) });
    });
    return removed;
  }

  async function freeOldest(): Promise<number> {
    const { recordings } = await store.all();
    const { minFreeBytes } = await deps.settings();
    let left = Math.max(minFreeBytes, LEAST_ROOM_BYTES);
    const oldest: Purge[] = [];
    for (const one of purgeable(recordings)) {
      if (left <= 0) break;
      oldest.push({ ...one, why: 'space' });
      left -= one.bytes;
    }
    return (await purge(oldest)).bytes;
  }

  async function releaseReserve(ending: boolean): Promise<number> {
    const { recordings } = await store.all();
    return !ending && recordings.some(isRunning) ? 0 : deps.reserve.release();
  }

  return {
    async routine() {
      const [{ recordings }, estimate] = [await store.all(), await deps.space.estimate()];
      const now = moment(freeBytesOf(estimate));
      const cleaned = await purge(planRetention(recordings, await deps.settings(), now));
      const removed = await empty(planEmptying(recordings, now));
      // Without room for it there is none.
      await deps.reserve.take().catch(() => undefined);
      return { ...cleaned, removed };
    },
    async makeRoom(ending) {
      making ??= freeOldest()
        .catch(() => 0)
        .finally(() => (making = null));
      return (await making) || releaseReserve(ending).catch(() => 0);
    },
    purge,
    empty,
  };
}

function amount(row: Recording) {
  return { duration: Math.round(row.savedMs / 1000), size: bytesHere(row) };
}
