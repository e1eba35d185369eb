import type { OwnerId } from '../../src/core/names.ts';
import { revocation, type Revocation } from '../../src/wire/identity.ts';
import type { Clock, ObjectStore } from '../ports.ts';
import { storedJson } from '../storedjson.ts';
import type { Records } from './records.ts';
import { revokedKey } from './statekeys.ts';

/** Who is shut out. Every method rejects with StoreError when the store is out of reach or holds what nobody can read. */
export interface Revocations {
  /** Whether what this person opened at `openedAtMs` is dead, as the store said at most 30 s ago, or 60 s while it is out of reach. */
  haveEnded(ownerId: OwnerId, openedAtMs: number): Promise<boolean>;
  /** What the store says now; undefined for who was never shut out. */
  read(ownerId: OwnerId): Promise<Revocation | undefined>;
  /** Shuts somebody out, or lets them in again; either way whatever they have open now is dead. */
  write(ownerId: OwnerId, change: { disabled: boolean; by: OwnerId }): Promise<void>;
}

/** Who is shut out by an admin is out within a minute: 30 s is how long an answer is kept, 60 s where no newer one can be had. */
const FRESH_MS = 30_000;
const STALE_MS = 60_000;
/** So many people's answers are kept at most. */
const MAX_KNOWN = 10_000;

interface Answer {
  found: Revocation | undefined;
  /** Taken before asking: what is found was true then or later. */
  askedAtMs: number;
}

/** Revocations in `store`. Only that somebody is let in is remembered: who was let in again must not wait for a memory to fade. */
export function createRevocations({ store, records, clock }: { store: ObjectStore; records: Records; clock: Clock }): Revocations {
  const known = new Map<OwnerId, Answer>();
  const asking = new Map<OwnerId, Promise<Revocation | undefined>>();

  async function ask(ownerId: OwnerId): Promise<Revocation | undefined> {
    const askedAtMs = clock();
    const found = await storedJson(store, revokedKey(ownerId), revocation);
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(ownerId, { found, askedAtMs });
    return found;
  }

  function askOnce(ownerId: OwnerId): Promise<Revocation | undefined> {
    const before = asking.get(ownerId);
    if (before) return before;
    const asked = ask(ownerId).finally(() => asking.delete(ownerId));
    asking.set(ownerId, asked);
    return asked;
  }

  return {
    async haveEnded(ownerId, openedAtMs) {
      const last = known.get(ownerId);
      const letsIn = last !== undefined && !ends(last.found, openedAtMs);
      if (letsIn && isYounger(last, FRESH_MS, clock)) return false;
      try {
        return ends(await askOnce(ownerId), openedAtMs);
      } catch (error) {
        if (letsIn && isYounger(last, STALE_MS, clock)) return false;
        throw error;
      }
    },
    read: ask,
    async write(ownerId, { disabled, by }) {
      // A document that nobody can read shuts its person out: writing it anew is how an admin mends that.
      const before = await records.read(revokedKey(ownerId), revocation);
      const sinceMs = Math.max(clock(), before?.sinceMs ?? 0);
      await records.write(revokedKey(ownerId), { disabled, sinceMs, by } satisfies Revocation);
      known.delete(ownerId);
    },
  };
}

function ends(found: Revocation | undefined, openedAtMs: number): boolean {
  return found !== undefined && (found.disabled || openedAtMs <= found.sinceMs);
}

/** A clock that was set back makes the age negative: that is no young answer. */
function isYounger({ askedAtMs }: Answer, maxAgeMs: number, clock: Clock): boolean {
  const ageMs = clock() - askedAtMs;
  return ageMs >= 0 && ageMs < maxAgeMs;
}
