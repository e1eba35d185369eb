import type { DeviceMemory } from '../../adapters/dexie/devicedb.ts';
import type { OwnerId } from '../../core/names.ts';
import type { Telemetry } from '../../core/ports.ts';
import type { CleanupRequest } from '../../wire/flags.ts';
import type { StorageService } from '../storage/storageservice.ts';

export interface CleanupDeps {
  ownerId: OwnerId;
  memory: Pick<DeviceMemory, 'doneCleanups' | 'rememberCleanup'>;
  storage(): Promise<Pick<StorageService, 'preview' | 'cleanUp'>>;
  telemetry: Telemetry;
}

/**
 * Does the clean-ups that support has asked for, each once on this device. Nothing goes that the archive has not confirmed:
 * retention sees to that. What cannot be done now is done at the next call. Never rejects.
 */
export async function runCleanups({ ownerId, memory, storage, telemetry }: CleanupDeps, requests: readonly CleanupRequest[]): Promise<void> {
  try {
    const done = await memory.doneCleanups();
    for (const { id, what } of requests) {
      if (done.includes(id)) continue;
      const service = await storage();
      const { purged } = await service.cleanUp(await service.preview(what));
      await memory.rememberCleanup(id);
      telemetry.record({ event: 'cleanup_done', level: 'info', userId: ownerId, request: id, purged });
    }
  } catch {
    // The document still asks for it at the next start.
  }
}
