import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { Bytes } from '../src/core/bytes.ts';
import { flagDocument, type FlagDocument } from '../src/wire/flags.ts';
import { StoreError, type Clock, type Log, type ObjectStore } from './ports.ts';

/** The flag document that counts. `body` are its bytes as stored, `etag` is strong and quoted. */
export interface CurrentFlags {
  version: number;
  body: Bytes;
  etag: string;
}

export interface FlagSource {
  /** What counts now, at most 2 s old while the store answers. Rejects with StoreError when the store never did. */
  current(): Promise<CurrentFlags>;
}

const PREFIX = 'state/flags/';
const KEY = /^state\/flags\/([1-9]\d{0,14})\.json$/;
const MAX_AGE_MS = 2000;

/**
 * Flags from `state/flags/{version}.json`: the highest readable version counts, and version 1 is written where there is none.
 * A store that fails later changes nothing: what was read last still counts, and the store is asked again after 2 s.
 */
export function createFlagSource({ store, clock, log }: { store: ObjectStore; clock: Clock; log: Log }): FlagSource {
  let known: CurrentFlags | undefined;
  let askedAtMs = Number.NEGATIVE_INFINITY;
  let asking: Promise<CurrentFlags> | undefined;

  async function ask(): Promise<CurrentFlags> {
    try {
      known = (await newest(store, log)) ?? (await seed(store, clock, log));
    } catch (error) {
      if (!known) throw error;
      log('warn', 'flags_stale', { version: known.version });
    }
    // Counted from here and also after a failure, so that a store in trouble is not asked at every request.
    askedAtMs = clock();
    return known;
  }

  return {
    async current() {
      const ageMs = clock() - askedAtMs;
      // A clock that was set back makes the age negative: ask.
      if (known && ageMs >= 0 && ageMs < MAX_AGE_MS) return known;
      asking ??= ask().finally(() => (asking = undefined));
      return asking;
    },
  };
}

async function newest(store: ObjectStore, log: Log): Promise<CurrentFlags | undefined> {
  const versions: number[] = [];
  for await (const { key } of store.list(PREFIX)) {
    const version = Number(KEY.exec(key)?.[1] ?? 0);
    if (version > 0) versions.push(version);
  }
  versions.sort((a, b) => b - a);
  for (const version of versions) {
    const body = await store.get(`${PREFIX}${version}.json`);
    if (body && isDocument(body, version)) return { version, body, etag: etagOf(body) };
    log('error', 'flags_unreadable', { version });
  }
  // Documents that nobody can read are not "none": writing a seed over an admin's kill would switch it off.
  if (versions.length > 0) throw new StoreError('no readable flag document');
  return undefined;
}

function isDocument(body: Bytes, version: number): boolean {
  try {
    return v.parse(flagDocument, JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))).version === version;
  } catch {
    return false;
  }
}

async function seed(store: ObjectStore, clock: Clock, log: Log): Promise<CurrentFlags> {
  const document: FlagDocument = {
    version: 1,
    updatedAt: new Date(clock()).toISOString(),
    flags: { enableOfflineRecording: { kill: false, default: true } },
  };
  const body: Bytes = new TextEncoder().encode(JSON.stringify(document));
  const outcome = await store.put(`${PREFIX}1.json`, body, { contentType: 'application/json', ifAbsent: true });
  if (outcome === 'stored') return { version: 1, body, etag: etagOf(body) };
  const theirs = await newest(store, log);
  if (!theirs) throw new StoreError('a flag document is there and is not');
  return theirs;
}

function etagOf(body: Bytes): string {
  return `"${createHash('sha256').update(body).digest('hex').slice(0, 32)}"`;
}
