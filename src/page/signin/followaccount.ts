import { liveQuery } from 'dexie';
import type { DeviceMemory } from '../../adapters/dexie/devicedb.ts';
import type { OwnerId } from '../../core/names.ts';

/** Calls `onLeft` when this device comes to belong to somebody else, or to nobody, after it was known to be the owner's. */
export function followAccount(memory: DeviceMemory, ownerId: OwnerId, onLeft: () => void): void {
  let seen = false;
  liveQuery(() => memory.account()).subscribe({
    next(account) {
      if (account?.ownerId === ownerId) seen = true;
      // An account that could never be written down has not left.
      else if (seen) onLeft();
    },
    error: () => undefined,
  });
}
