import type { ReadonlySignal } from '@preact/signals';
import type { DeviceDb, DeviceMemory } from '../../adapters/dexie/devicedb.ts';
import { deviceSettings } from '../../adapters/dexie/devicesettings.ts';
import type { OwnerDb } from '../../adapters/dexie/ownerdb.ts';
import { createRecordingStore } from '../../adapters/dexie/recordingstore.ts';
import { createReserve } from '../../adapters/dexie/reserve.ts';
import { createRetentionStore } from '../../adapters/dexie/retentionstore.ts';
import { webStorageSpace } from '../../adapters/storagespace.ts';
import { Stale } from '../../core/failures.ts';
import type { OwnerId, RecordingId } from '../../core/names.ts';
import type { Clock, Telemetry, Timers } from '../../core/ports.ts';
import { bytesHere, type Recording } from '../../core/recording.ts';
import { createCleaner, type Cleaned } from '../../core/retention/cleaner.ts';
import { previewOf, type CleanPreview } from '../../core/retention/preview.ts';
import { mayRemove, planRetention, purgeable, serverNowMs } from '../../core/retention/retention.ts';
import { storageStats, type StorageStats } from '../../core/storage/storagestats.ts';
import { keepClean } from './keepclean.ts';

/** `changed`: it has begun to run, was restored or is gone meanwhile. `failed`: the storage does not answer. */
export type TrashOutcome = 'done' | 'changed' | 'failed';

/** What the app's storage holds and what may go, for views and the console. */
export interface StorageService {
  /** Rejects when the database cannot be read. */
  stats(): Promise<StorageStats>;
  /** What a clean-up would take: all archived audio, or what retention lets go now. Rejects when the database cannot be read. */
  preview(what: 'archived' | 'expired'): Promise<CleanPreview>;
  /** Takes what the preview has shown, as far as it is still so. Never rejects. */
  cleanUp(preview: CleanPreview): Promise<Cleaned>;
  /** Puts a recording in the trash for seven days. Never rejects. */
  trash(id: RecordingId): Promise<TrashOutcome>;
  /** Takes it out again, and it is sent if it was to be sent. Never rejects. */
  restore(id: RecordingId): Promise<TrashOutcome>;
  /** Removes for good what is in the trash now, of `ids` alone when they are given. Resolves to how many went; never rejects. */
  emptyTrash(ids?: readonly RecordingId[]): Promise<number>;
  /** Makes room for a write that found none; `ending` for one that ends a recording. Resolves to the bytes freed; never rejects. */
  makeRoom(ending: boolean): Promise<number>;
  /** Runs what retention asks for now, and whenever it is time to. */
  start(): void;
}

export interface StorageDeps {
  ownerId: OwnerId;
  db: OwnerDb;
  deviceDb: DeviceDb;
  memory: Pick<DeviceMemory, 'flags'>;
  clock: Clock;
  timers: Timers;
  telemetry: Telemetry;
  recordings: ReadonlySignal<Recording[] | null>;
  /** The server's clock minus the device's, when an answer has told it. */
  serverOffsetMs(): number | null;
  /** Of the next recording. */
  bitsPerSecond(): number;
  /** There may be something to send again. */
  onRestored(): void;
}

/** The storage of one owner's page. */
export function createStorageService(deps: StorageDeps): StorageService {
  const { db, memory, clock, telemetry, ownerId } = deps;
  // Without a way to make room: that is what this itself is for.
  const store = createRecordingStore(db);
  const retention = createRetentionStore(db);
  const space = webStorageSpace;
  const settings = () => deviceSettings(memory);
  const cleaner = createCleaner({ ownerId, clock, store, retention, space, reserve: createReserve(deps.deviceDb), telemetry, settings, serverOffsetMs: deps.serverOffsetMs });
  const moment = () => ({ nowMs: clock.nowMs(), serverOffsetMs: deps.serverOffsetMs() });

  /** Moves a recording into the trash or out of it, and tells the log. */
  async function move(id: RecordingId, event: 'recording_trashed' | 'recording_restored', change: (row: Recording) => Promise<void>): Promise<TrashOutcome> {
    try {
      const row = await store.get(id);
      if (!row) return 'changed';
      await change(row);
      const about = { recordingId: id, userId: ownerId, duration: Math.round(row.savedMs / 1000), size: bytesHere(row), status: row.state };
      telemetry.record(event === 'recording_trashed' ? { event, level: 'warn', ...about } : { event, level: 'info', ...about });
      return 'done';
    } catch (error) {
      return error instanceof Stale ? 'changed' : 'failed';
    }
  }

  return {
    async stats() {
      const [{ recordings, corrupt }, estimate, persisted] = [await store.all(), await space.estimate(), await space.persisted()];
      return storageStats(recordings, { damaged: corrupt.length, estimate, persisted, bitsPerSecond: deps.bitsPerSecond() });
    },

    async preview(what) {
      const { recordings } = await store.all();
      if (what === 'archived') return previewOf(purgeable(recordings).map((one) => ({ ...one, why: 'asked' })));
      return previewOf(planRetention(recordings, await settings(), { ...moment(), freeBytes: null }));
    },
    cleanUp: ({ purges }) => cleaner.purge(purges),

    trash: (id) => move(id, 'recording_trashed', (row) => retention.trash(id, Math.max(0, Math.round(serverNowMs(moment(), row))))),
    async restore(id) {
      const outcome = await move(id, 'recording_restored', () => retention.restore(id));
      if (outcome === 'done') deps.onRestored();
      return outcome;
    },
    async emptyTrash(ids) {
      const rows = await store.all().catch(() => ({ recordings: [] }));
      const wanted = rows.recordings.filter((row) => mayRemove(row) && (ids?.includes(row.id) ?? true));
      return cleaner.empty(wanted.flatMap(({ id, deletedAtMs }) => (typeof deletedAtMs === 'number' ? [{ id, deletedAtMs }] : [])));
    },

    makeRoom: cleaner.makeRoom,
    start: () => keepClean({ ...deps, routine: cleaner.routine, intervalHours: async () => (await settings()).cleanupIntervalHours }),
  };
}
