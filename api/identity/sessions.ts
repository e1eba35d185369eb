import { randomBytes } from 'node:crypto';
import type { OwnerId } from '../../src/core/names.ts';
import { grantRecord, pairRecord, seenRecord, sessionRecord } from '../../src/wire/identity.ts';
import type { GrantRecord, PairRecord, SeenRecord, SessionRecord } from '../../src/wire/identity.ts';
import { StoreError, type Clock, type Log, type ObjectStore, type Sessions } from '../ports.ts';
import { clearedCookie, cookieFor, cookiesOf } from './cookies.ts';
import type { PeopleRegister } from './people.ts';
import type { Records } from './records.ts';
import type { Revocations } from './revocations.ts';
import { rolesIn } from './rolesin.ts';
import { cookieHash, sessionStateKey } from './statekeys.ts';

/** A session ends so long after it began, */
export const SESSION_MS = 12 * 60 * 60 * 1000;
/** and so long after its person was last seen. */
export const IDLE_MS = 30 * 60 * 1000;
/** An upload grant ends so long after it began. */
export const GRANT_MS = 30 * 24 * 60 * 60 * 1000;
/** That somebody was seen is written at most so often. So a session may end up to this much earlier than `IDLE_MS` says, never later. */
const SEEN_EVERY_MS = 5 * 60 * 1000;

/** What sessions are made of. */
export interface SessionsDeps {
  store: ObjectStore;
  records: Records;
  revocations: Revocations;
  people: Pick<PeopleRegister, 'remember'>;
  clock: Clock;
  log: Log;
}

/**
 * Sessions and upload grants in `store`. Nothing that ends one is ever undone by something that was under way: the documents which
 * say that there is one are written once, at sign-in, and only deleted after that.
 */
export function createSessions({ store, records, revocations, people, clock, log }: SessionsDeps): Sessions {
  async function liveSession(cookie: string): Promise<(SessionRecord & SeenRecord) | undefined> {
    const keys = [sessionStateKey('session', cookieHash(cookie)), sessionStateKey('seen', cookieHash(cookie))] as const;
    const [session, seen] = await Promise.all([records.read(keys[0], sessionRecord), records.read(keys[1], seenRecord)]);
    if (!session) return undefined;
    const lastSeenAtMs = Math.max(session.createdAtMs, seen?.lastSeenAtMs ?? 0);
    const nowMs = clock();
    const isOver = nowMs >= session.createdAtMs + SESSION_MS || nowMs >= lastSeenAtMs + IDLE_MS;
    if (!isOver && !(await revocations.haveEnded(session.ownerId, session.createdAtMs))) return { ...session, lastSeenAtMs };
    await records.discard(...keys);
    return undefined;
  }

  async function liveGrant(cookie: string): Promise<GrantRecord | undefined> {
    const key = sessionStateKey('grant', cookieHash(cookie));
    const grant = await records.read(key, grantRecord);
    if (!grant) return undefined;
    if (clock() < grant.createdAtMs + GRANT_MS && !(await revocations.haveEnded(grant.ownerId, grant.createdAtMs))) return grant;
    await records.discard(key);
    return undefined;
  }

  /** Resolves false when the session has been ended meanwhile. */
  async function touch(cookie: string, { lastSeenAtMs }: SeenRecord): Promise<boolean> {
    const nowMs = clock();
    if (nowMs - lastSeenAtMs < SEEN_EVERY_MS) return true;
    const seenKey = sessionStateKey('seen', cookieHash(cookie));
    try {
      await records.write(seenKey, { lastSeenAtMs: nowMs } satisfies SeenRecord);
      // What ends a session deletes it before this: who finds it here leaves nothing behind.
      if (await store.head(sessionStateKey('session', cookieHash(cookie)))) return true;
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      log('warn', 'session_not_touched');
      return true;
    }
    await records.discard(seenKey);
    return false;
  }

  async function endCarried(request: Request): Promise<void> {
    for (const cookie of cookiesOf('session', request)) {
      const hash = cookieHash(cookie);
      await store.delete(sessionStateKey('session', hash));
      await store.delete(sessionStateKey('seen', hash));
      const pair = await records.read(sessionStateKey('pair', hash), pairRecord);
      if (pair) await store.delete(sessionStateKey('grant', pair.grantSha256));
      await store.delete(sessionStateKey('pair', hash));
    }
    for (const cookie of cookiesOf('grant', request)) await store.delete(sessionStateKey('grant', cookieHash(cookie)));
  }

  return {
    async open(request, person) {
      const { ownerId, email, roles } = person;
      const revoked = await revocations.read(ownerId);
      if (revoked?.disabled) return undefined;
      // After the moment before which everything is dead, also by the clock of another server.
      const createdAtMs = Math.max(clock(), (revoked?.sinceMs ?? -1) + 1);
      const [session, grant] = [newCookie(), newCookie()];
      const [sessionSha256, grantSha256] = [cookieHash(session), cookieHash(grant)];
      // First the person, so that an admin can see whoever has a session; the session last, so that it always knows its grant.
      await people.remember(person, createdAtMs);
      await records.write(sessionStateKey('grant', grantSha256), { ownerId, createdAtMs } satisfies GrantRecord);
      await records.write(sessionStateKey('pair', sessionSha256), { grantSha256, createdAtMs } satisfies PairRecord);
      await records.write(sessionStateKey('session', sessionSha256), { ownerId, email, roles, createdAtMs } satisfies SessionRecord);
      await endCarried(request);
      return [cookieFor('session', request, session), cookieFor('grant', request, grant)];
    },

    async person(request) {
      for (const cookie of cookiesOf('session', request)) {
        const session = await liveSession(cookie);
        if (session && (await touch(cookie, session))) return { ownerId: session.ownerId, email: session.email, roles: rolesIn(session.roles), signedInAtMs: session.createdAtMs };
      }
      return undefined;
    },

    // Does not touch: an outbox that is being sent says nothing of a person being there.
    async uploaders(request) {
      const found = await Promise.all([
        ...cookiesOf('session', request).map(liveSession),
        ...cookiesOf('grant', request).map(liveGrant),
      ]);
      return [...new Set<OwnerId>(found.flatMap((record) => (record ? [record.ownerId] : [])))];
    },

    async close(request) {
      await endCarried(request);
      return [clearedCookie('session', request), clearedCookie('grant', request)];
    },
  };
}

function newCookie(): string {
  return randomBytes(32).toString('base64url');
}
