import type { MakeRoom } from '../../core/storage/withroom.ts';
import type { StorageDeps, StorageService } from './storageservice.ts';

/** The first clean-up lets the screen, the recorder and the first drain go before. */
const START_AFTER_MS = 3_000;

/** The storage of a page, loaded when it is first needed. */
export interface LazyStorage {
  /** Rejects when it cannot be loaded. */
  service(): Promise<StorageService>;
  makeRoom: MakeRoom;
}

/** The storage of one owner's page. It begins to clean up by itself. */
export function createLazyStorage(deps: StorageDeps): LazyStorage {
  let loading: Promise<StorageService> | undefined;
  const service = (): Promise<StorageService> =>
    (loading ??= import('./storageservice.ts')
      .then(({ createStorageService }) => createStorageService(deps))
      .catch((error: unknown) => {
        loading = undefined;
        throw error;
      }));
  void deps.timers.sleep(START_AFTER_MS).then(async () => (await service()).start()).catch(() => undefined);
  return { service, makeRoom: (ending) => service().then((loaded) => loaded.makeRoom(ending)).catch(() => 0) };
}
