import { OWNER_ID, type OwnerId } from '../../src/core/names.ts';
import { revocation, userRecord, type UserRecord } from '../../src/wire/identity.ts';
import type { KnownPerson, ObjectStore, People, Person } from '../ports.ts';
import type { Records } from './records.ts';
import type { Revocations } from './revocations.ts';
import { rolesIn } from './rolesin.ts';
import { REVOKED_PREFIX, USERS_PREFIX, revokedKey, userKey } from './statekeys.ts';

/** People who are remembered when they sign in. */
export interface PeopleRegister extends People {
  /** Notes that somebody signs in at `atMs`. Rejects with StoreError. */
  remember(person: Person, atMs: number): Promise<void>;
}

/** So many documents are asked for at a time. */
const AT_ONCE = 20;

/** Everybody who has ever signed in, one document each in `store`. */
export function createPeople({ store, records, revocations }: { store: ObjectStore; records: Records; revocations: Revocations }): PeopleRegister {
  async function ownersBelow(prefix: string): Promise<OwnerId[]> {
    const owners: OwnerId[] = [];
    for await (const { key } of store.list(prefix)) {
      const ownerId = key.slice(prefix.length).replace(/\.json$/, '');
      if (OWNER_ID.test(ownerId)) owners.push(ownerId);
    }
    return owners;
  }

  async function find(ownerId: OwnerId, everRevoked: ReadonlySet<OwnerId>): Promise<KnownPerson | undefined> {
    const user = await records.read(userKey(ownerId), userRecord);
    if (!user) return undefined;
    const { email, roles, firstSignInAtMs, lastSignInAtMs } = user;
    // One that cannot be read shuts its person out.
    const disabled = everRevoked.has(ownerId) && ((await records.read(revokedKey(ownerId), revocation))?.disabled ?? true);
    return { ownerId, email, roles: rolesIn(roles), firstSignInAtMs, lastSignInAtMs, disabled };
  }

  return {
    async remember({ ownerId, email, roles }, atMs) {
      const before = await records.read(userKey(ownerId), userRecord);
      const now: UserRecord = { ...before, ownerId, email, roles, firstSignInAtMs: before?.firstSignInAtMs ?? atMs, lastSignInAtMs: atMs };
      await records.write(userKey(ownerId), now);
    },

    async all() {
      const owners = await ownersBelow(USERS_PREFIX);
      const everRevoked = new Set(await ownersBelow(REVOKED_PREFIX));
      const people: KnownPerson[] = [];
      for (let from = 0; from < owners.length; from += AT_ONCE) {
        const found = await Promise.all(owners.slice(from, from + AT_ONCE).map((ownerId) => find(ownerId, everRevoked)));
        people.push(...found.filter((person) => person !== undefined));
      }
      return people.sort((a, b) => order(a) - order(b) || compare(a.email ?? a.ownerId, b.email ?? b.ownerId));
    },

    async setDisabled(ownerId, disabled, by) {
      if (!(await store.head(userKey(ownerId)))) return false;
      await revocations.write(ownerId, { disabled, by });
      return true;
    },
  };
}

/** Who has no e-mail comes last. */
function order({ email }: KnownPerson): number {
  return email === null ? 1 : 0;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
