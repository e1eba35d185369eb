import { Dexie, type Table } from 'dexie';
import * as v from 'valibot';
import type { OwnerId } from '../../core/names.ts';
import type { Heartbeats, PublicKey } from '../../core/ports.ts';
import { flagDocument, type FlagDocument } from '../../wire/flags.ts';
import { keysRow } from '../../wire/rows.ts';
import { createAccountMemory, type AccountMemory } from './accountmemory.ts';
import { keepTables } from './keeptables.ts';

/**
 * What this device knows besides recordings: who has signed in on it, the organisation's public keys, the flags,
 * and the log. Never a credential. Its versions follow the rules of OwnerDb's.
 */
export class DeviceDb extends Dexie {
  declare readonly owners: Table<{ ownerId: OwnerId; email: string | null }, OwnerId>;
  declare readonly settings: Table<{ name: string; value: unknown }, string>;
  declare readonly heartbeats: Table<{ name: string; atMs: number }, string>;
  declare readonly telemetry: Table<{ id?: number; line: string }, number>;

  constructor() {
    super('holdfast', { chromeTransactionDurability: 'strict', indexedDB: keepTables(indexedDB) });
    this.version(1).stores({ owners: 'ownerId', settings: 'name', heartbeats: 'name', telemetry: '++id' });
  }
}

/** What this device remembers for the time without a network. */
export interface DeviceMemory extends AccountMemory {
  publicKeys(): Promise<PublicKey[]>;
  /** As the service tells them: one with a use that only a newer build knows is stored for that one. */
  rememberKeys(keys: readonly (Omit<PublicKey, 'use'> & { use: string })[]): Promise<void>;
  /** The last good flag document. */
  flags(): Promise<FlagDocument | undefined>;
  /** Keeps `document`, unless one as new or newer is here. */
  rememberFlags(document: FlagDocument): Promise<void>;
  /** The clean-ups asked for in flag documents that were done here. */
  doneCleanups(): Promise<string[]>;
  rememberCleanup(id: string): Promise<void>;
}

/** How many clean-ups are remembered as done. */
const MAX_CLEANUPS = 1_000;

/** The device's memory in its database. What cannot be read counts as unknown. */
export function createDeviceMemory(db: DeviceDb): DeviceMemory {
  const put = (name: string, value: unknown) => db.transaction('rw', db.settings, () => db.settings.put({ name, value })).then(() => undefined);
  const get = async <S extends v.GenericSchema>(name: string, schema: S): Promise<v.InferOutput<S> | undefined> => {
    const parsed = v.safeParse(schema, (await db.settings.get(name))?.value);
    return parsed.success ? parsed.output : undefined;
  };
  return {
    ...createAccountMemory(db),
    publicKeys: async () => (await get('keys', keysRow)) ?? [],
    rememberKeys: (keys) => put('keys', keys),
    flags: () => get('flags', flagDocument),
    rememberFlags: (document) =>
      db.transaction('rw', db.settings, async () => {
        const known = await get('flags', flagDocument);
        if (!known || known.version < document.version) await db.settings.put({ name: 'flags', value: document });
      }),
    doneCleanups: async () => (await get('cleanups', v.array(v.string()))) ?? [],
    rememberCleanup: (id) =>
      db.transaction('rw', db.settings, async () => {
        const done = (await get('cleanups', v.array(v.string()))) ?? [];
        // The newest are those that a document may still name.
        if (!done.includes(id)) await db.settings.put({ name: 'cleanups', value: [...done, id].slice(-MAX_CLEANUPS) });
      }),
  };
}

/** Signs of life of lock holders, seen by every page and the worker. */
export function createHeartbeats(db: DeviceDb): Heartbeats {
  return {
    beat: (name, atMs) => db.transaction('rw', db.heartbeats, () => db.heartbeats.put({ name, atMs })).then(() => undefined),
    lastAtMs: async (name) => (await db.heartbeats.get(name))?.atMs,
  };
}
