import type { Reserve } from '../../core/storage/reserve.ts';
import type { DeviceDb } from './devicedb.ts';
import { guarded } from './storagefailure.ts';

const NAME = 'reserve';
/** Enough for the last segments and manifests of several recordings beside what they are cut from. */
const RESERVE_BYTES = 2 * 1024 * 1024;
/** The most that is made random in one call. */
const PIECE_BYTES = 65_536;

/** A reserve of the device, a row of its database: the one for the end of recordings, unless `name` is another's. */
export function createReserve(db: DeviceDb, name = NAME, sizeBytes = RESERVE_BYTES): Reserve {
  const isTaken = async () => (await db.settings.where('name').equals(name).count()) > 0;
  return {
    take: () =>
      guarded(db, async () => {
        if (await isTaken()) return;
        // Random, because some browsers compress what they store.
        const bytes = new Uint8Array(sizeBytes);
        for (let at = 0; at < sizeBytes; at += PIECE_BYTES) crypto.getRandomValues(bytes.subarray(at, at + PIECE_BYTES));
        await db.transaction('rw', db.settings, () => db.settings.put({ name, value: bytes.buffer }));
      }),
    release: () =>
      guarded(db, () =>
        db.transaction('rw', db.settings, async () => {
          if (!(await isTaken())) return 0;
          await db.settings.delete(name);
          return sizeBytes;
        }),
      ),
  };
}
