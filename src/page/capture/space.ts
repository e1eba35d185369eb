import { signal, type ReadonlySignal } from '@preact/signals';
import type { DeviceDb } from '../../adapters/dexie/devicedb.ts';
import { webStorageSpace } from '../../adapters/storagespace.ts';
import type { Timers } from '../../core/ports.ts';
import { freeSpace, type FreeSpace } from '../../core/storage/freespace.ts';
import type { WarningRoom } from '../../core/storage/warningroom.ts';

/** Often enough for minutes; trying how much is left writes it. */
const LOOK_MS = 20_000;
/** The screen, the recorder and the first drain go before. */
const START_AFTER_MS = 4_000;

/** How much of this device the app may still fill. */
export interface Space {
  /** Null while nobody can tell. */
  free: ReadonlySignal<FreeSpace | null>;
  /** Looks again. */
  look(): Promise<void>;
  /** A write found the disk full: gives back the room that was kept for that. Resolves to its bytes; never rejects. */
  makeRoom(): Promise<number>;
}

/** Watches the free space: by what the browser tells, and by what is really there. `idle`: nothing is recorded now. */
export function watchSpace({ deviceDb, timers, idle }: { deviceDb: DeviceDb; timers: Timers; idle(): boolean }): Space {
  const free = signal<FreeSpace | null>(null);
  let looking: Promise<void> | null = null;
  let loading: Promise<WarningRoom> | undefined;
  const room = (): Promise<WarningRoom> =>
    (loading ??= Promise.all([import('../../core/storage/warningroom.ts'), import('../../adapters/dexie/reserve.ts')])
      .then(([{ createWarningRoom }, { createReserve }]) => createWarningRoom((name, bytes) => createReserve(deviceDb, name, bytes)))
      .catch((error: unknown) => {
        loading = undefined;
        throw error;
      }));

  async function lookNow(): Promise<void> {
    const kept = await room().catch(() => null);
    await kept?.look(idle());
    free.value = freeSpace(await webStorageSpace.estimate(), kept?.provenBytes() ?? null);
  }
  const look = () => (looking ??= lookNow().finally(() => (looking = null)));

  void timers.sleep(START_AFTER_MS).then(look);
  timers.every(LOOK_MS, () => void look());
  return {
    free,
    look,
    async makeRoom() {
      try {
        const kept = await room();
        const bytes = await kept.release();
        if (bytes > 0) free.value = freeSpace(await webStorageSpace.estimate(), kept.provenBytes());
        return bytes;
      } catch {
        return 0;
      }
    },
  };
}
