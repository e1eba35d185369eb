import { createFlagSource, type FlagSource } from '../flagsource.ts';
import type { Clock, Log, ObjectStore, People } from '../ports.ts';
import { createFlagAdmin, type FlagAdmin } from './flagadmin.ts';
import { createFlagDocuments } from './flagdocuments.ts';
import { createPersonHmac, type PersonHmac } from './personhmac.ts';
import { seedFlags, type FlagsSeed } from './seed.ts';

/** The flags as a service needs them: what counts, what admins do with it, and what people are called in it. */
export interface FlagService {
  flags: FlagSource;
  flagAdmin: FlagAdmin;
  personHmac: PersonHmac;
}

/** `key`: at least 32 bytes, the same for every server of a store. `seed`: what a store without flags begins with. */
export function createFlagService({ key, seed, ...parts }: { key: Uint8Array; seed: FlagsSeed; store: ObjectStore; people: Pick<People, 'all'>; clock: Clock; log: Log }): FlagService {
  const personHmac = createPersonHmac(key);
  const documents = createFlagDocuments(parts);
  const source = createFlagSource({ ...parts, documents, seed: seedFlags(seed, personHmac) });
  return { personHmac, flags: source, flagAdmin: createFlagAdmin({ ...parts, documents, source, personHmac }) };
}
