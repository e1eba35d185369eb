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
  rememberFlags(document: FlagDocument): Promise<void>;
}

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
    rememberFlags: (document) => put('flags', document),
  };
}

/** Signs of life of lock holders, seen by every page and the worker. */
export function createHeartbeats(db: DeviceDb): Heartbeats {
  return {
    beat: (name, atMs) => db.transaction('rw', db.heartbeats, () => db.heartbeats.put({ name, atMs })).then(() => undefined),
    lastAtMs: async (name) => (await db.heartbeats.get(name))?.atMs,
  };
}
