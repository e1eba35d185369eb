import type { FlagDocument } from '../src/wire/flags.ts';
import type { FlagDocuments, StoredFlags } from './flags/flagdocuments.ts';
import { StoreError, type Clock, type Log } from './ports.ts';

/** What the store said when it was asked. */
export interface AskedFlags {
  /** What counts; undefined when there are documents and none can be read. */
  counts: StoredFlags | undefined;
  /** The highest number that is taken, readable or not. */
  top: number;
}

export interface FlagSource {
  /** What counts now, at most 2 s old while the store answers. Rejects with StoreError when the store never did. */
  current(): Promise<StoredFlags>;
  /** Asks the store now. Rejects with StoreError when it is out of reach. */
  ask(): Promise<AskedFlags>;
  /** Tells of a version that was just written here, so that it counts here at once. */
  heard(written: StoredFlags): void;
}

const MAX_AGE_MS = 2000;

/**
 * The flags that count: the highest readable version. `seed`, where it is given, is written as version 1 where there is none.
 * A store that fails later, or a version that is damaged later, changes nothing: what was read last still counts.
 */
export function createFlagSource({ documents, clock, log, seed }: { documents: FlagDocuments; clock: Clock; log: Log; seed?: FlagDocument['flags'] }): FlagSource {
  let known: StoredFlags | undefined;
  let askedAtMs = Number.NEGATIVE_INFINITY;
  let asking: Promise<StoredFlags> | undefined;

  function heard(found: StoredFlags | undefined): void {
    // Of two answers the older may come last.
    if (found && (!known || found.version >= known.version)) known = found;
  }

  async function ask(): Promise<AskedFlags> {
    let versions = await documents.versions();
    if (versions.length === 0 && seed) {
      await documents.add({ version: 1, updatedAt: new Date(clock()).toISOString(), flags: seed });
      versions = await documents.versions();
    }
    for (const version of versions) {
      const found = await documents.read(version);
      heard(found);
      if (found) break;
    }
    return { counts: known, top: Math.max(versions[0] ?? 0, known?.version ?? 0) };
  }

  async function refresh(): Promise<StoredFlags> {
    try {
      const { counts } = await ask();
      // Documents that nobody can read are not "none": writing a seed over an admin's kill would switch it off.
      if (!counts) throw new StoreError('no readable flag document');
    } catch (error) {
      if (!known) throw error;
      log('warn', 'flags_stale', { version: known.version });
    }
    // Counted from here and also after a failure, so that a store in trouble is not asked at every request.
    askedAtMs = clock();
    if (!known) throw new StoreError('no flag document');
    return known;
  }

  return {
    ask,
    heard,
    async current() {
      const ageMs = clock() - askedAtMs;
      // A clock that was set back makes the age negative: ask.
      if (known && ageMs >= 0 && ageMs < MAX_AGE_MS) return known;
      asking ??= refresh().finally(() => (asking = undefined));
      return asking;
    },
  };
}
