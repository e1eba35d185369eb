import type { StorageDeps, StorageService } from './storageservice.ts';

/** The first clean-up lets the screen, the recorder and the first drain go before. */
const START_AFTER_MS = 3_000;

/** The storage of a page, loaded when it is first needed. */
export interface LazyStorage {
  /** Rejects when it cannot be loaded. */
  service(): Promise<StorageService>;
  /** Frees archived audio for a write that found no room. Resolves to the bytes freed; never rejects. */
  makeRoom(): Promise<number>;
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
  return { service, makeRoom: () => service().then((loaded) => loaded.makeRoom()).catch(() => 0) };
}
