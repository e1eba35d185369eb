import type { LocalKeys } from '../../core/ports.ts';
import { newDeviceCryptoKey, unwrapForOpening, webDeviceKey } from '../webdevicekey.ts';
import type { OwnerDb } from './ownerdb.ts';
import { guarded } from './storagefailure.ts';

/**
 * The owner's device key in the owner's database, as the browser stores it: not extractable. Some do not store one
 * (DataCloneError in private windows and lockdown modes); then there is none. It is read anew for every use, so that
 * no page goes on with a key that another page has dropped.
 * It keeps the key from scripts, not from whoever can read the disk: Chromium writes its bytes into the database's files,
 * and what is deleted stays in them until they are compacted (seen on Chromium 156).
 */
export function createLocalKeys(db: OwnerDb): LocalKeys {
  /** The stored key, or none when what is stored is not a key. */
  async function stored(id?: string): Promise<{ id: string; key: CryptoKey } | undefined> {
    const row = await (id === undefined ? db.deviceKeys.toCollection().first() : db.deviceKeys.get(id));
    return row?.key instanceof CryptoKey ? row : undefined;
  }

  async function make(): Promise<{ id: string; key: CryptoKey } | undefined> {
    const fresh = { id: crypto.randomUUID(), key: await newDeviceCryptoKey() };
    return db.transaction('rw', db.deviceKeys, async () => {
      // Another page may have been quicker.
      const other = await stored();
      if (other) return other;
      await db.deviceKeys.clear();
      await db.deviceKeys.add(fresh);
      return stored();
    });
  }

  const unlessRefused = <T>(work: () => Promise<T | undefined>) => guarded(db, work).catch(() => undefined);

  return {
    current: () =>
      unlessRefused(async () => {
        const row = (await stored()) ?? (await make());
        return row && webDeviceKey(row.id, row.key);
      }),

    unwrap: (wrap) =>
      unlessRefused(async () => {
        const row = await stored(wrap.keyId);
        return row && unwrapForOpening(row.key, wrap);
      }),

    drop: () =>
      guarded(db, () =>
        db.transaction('rw', db.deviceKeys, db.deviceWraps, async () => {
          await db.deviceKeys.clear();
          await db.deviceWraps.clear();
        }),
      ),
  };
}
