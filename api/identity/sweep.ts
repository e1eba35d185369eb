import { grantRecord, pairRecord, seenRecord, sessionRecord } from '../../src/wire/identity.ts';
import { StoreError, type Clock, type Log, type ObjectStore } from '../ports.ts';
import { createRecords } from './records.ts';
import { GRANT_MS, IDLE_MS, SESSION_MS } from './sessions.ts';
import { SESSIONS_PREFIX } from './statekeys.ts';

/** So many documents are looked at at a time. */
const AT_ONCE = 20;

/**
 * Deletes sessions and grants that are over and that no browser will ever bring again; for the start of a server. One that cannot be
 * read stays: a newer build may read it. Never rejects: trouble is logged, and the next start sweeps.
 */
export async function sweepSessions({ store, clock, log }: { store: ObjectStore; clock: Clock; log: Log }): Promise<void> {
  const records = createRecords({ store, log });

  /** When the document under `key` is over, in Unix milliseconds; undefined when that cannot be told. */
  async function endOf(key: string): Promise<number | undefined> {
    switch (key.slice(SESSIONS_PREFIX.length).split('-')[0]) {
      case 'session':
        return after(SESSION_MS, (await records.read(key, sessionRecord))?.createdAtMs);
      case 'seen':
        return after(IDLE_MS, (await records.read(key, seenRecord))?.lastSeenAtMs);
      case 'pair':
        return after(GRANT_MS, (await records.read(key, pairRecord))?.createdAtMs);
      case 'grant':
        return after(GRANT_MS, (await records.read(key, grantRecord))?.createdAtMs);
      default:
        return undefined;
    }
  }

  async function sweep(key: string): Promise<number> {
    const endMs = await endOf(key);
    if (endMs === undefined || clock() < endMs) return 0;
    await store.delete(key);
    return 1;
  }

  try {
    const keys: string[] = [];
    for await (const { key } of store.list(SESSIONS_PREFIX)) keys.push(key);
    let documents = 0;
    for (let from = 0; from < keys.length; from += AT_ONCE) {
      for (const swept of await Promise.all(keys.slice(from, from + AT_ONCE).map(sweep))) documents += swept;
    }
    if (documents > 0) log('info', 'sessions_swept', { documents });
  } catch (error) {
    // Nobody waits for this: it must not reject.
    log('warn', 'sessions_not_swept', { error: error instanceof Error ? error.name : typeof error, status: error instanceof StoreError ? error.status : undefined });
  }
}

function after(ms: number, sinceMs: number | undefined): number | undefined {
  return sinceMs === undefined ? undefined : sinceMs + ms;
}
