import type { DeviceDb } from '../../adapters/dexie/devicedb.ts';
import type { StorageService } from './storageservice.ts';

/** What support types into the browser's console. Nothing private is in any answer. */
export function exposeServices(storage: () => Promise<StorageService>, deviceDb: DeviceDb): void {
  Object.assign(globalThis, {
    recordingStorageService: { getStorageStats: async () => (await storage()).stats() },
    errorLoggingService: { getRecentErrors: async (limit?: number) => (await import('../../adapters/recenterrors.ts')).recentErrors(deviceDb, limit) },
  });
}
