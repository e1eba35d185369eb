import type { Dexie, Table } from 'dexie';
import * as v from 'valibot';
import type { PresenceMemory } from '../../core/account/idlelock.ts';
import { afterSignIn, type Presence } from '../../core/account/presence.ts';
import type { PendingSignOut, SignedIn, SignOutMemory } from '../../core/account/signedin.ts';
import type { OwnerId } from '../../core/names.ts';
import { accountRow, pendingSignOutRow, presenceRow } from '../../wire/rows.ts';

/** Who is signed in, as remembered. */
export type KnownAccount = Pick<SignedIn, 'ownerId' | 'email' | 'internalHmac'>;

/** Who uses this device, as remembered for the time without a network. An e-mail is kept only of the one who is signed in. */
export interface AccountMemory extends PresenceMemory, SignOutMemory {
  /** Everybody who has signed in here and may have audio here. */
  owners(): Promise<OwnerId[]>;
  /** The last one who signed in, unless they signed out. */
  account(): Promise<KnownAccount | undefined>;
  /**
   * The server says that `who` is signed in. With `instead`, only while the device still remembers that owner: an answer
   * that comes late must not bring back somebody who has signed out meanwhile. Resolves to who is remembered then.
   */
  remember(who: SignedIn, atMs: number, instead?: OwnerId): Promise<KnownAccount | undefined>;
  /**
   * Nobody is signed in on this device any more, and the server is still to hear of it. Their audio stays, sealed,
   * and so does their place among the owners, without a name. A no-op when it is another's already.
   */
  signOut(ownerId: OwnerId): Promise<void>;
}

/** The tables of the device's database that tell of people. */
export type AccountTables = Dexie & {
  readonly owners: Table<{ ownerId: OwnerId; email: string | null }, OwnerId>;
  readonly settings: Table<{ name: string; value: unknown }, string>;
};

/** The account's rows in the device's database. What cannot be read counts as unknown. */
export function createAccountMemory(db: AccountTables): AccountMemory {
  const write = <T>(work: () => Promise<T>) => db.transaction('rw', db.owners, db.settings, work);
  const put = (name: string, value: unknown) => db.settings.put({ name, value });
  async function get<S extends v.GenericSchema>(name: string, schema: S): Promise<v.InferOutput<S> | undefined> {
    const parsed = v.safeParse(schema, (await db.settings.get(name))?.value);
    return parsed.success ? parsed.output : undefined;
  }
  const account = () => get('account', accountRow);
  const presence = (): Promise<Presence | undefined> => get('presence', presenceRow);
  const pendingSignOut = (): Promise<PendingSignOut | undefined> => get('pendingSignOut', pendingSignOutRow);

  /** Changes the presence of `ownerId`, and only theirs. */
  const change = (ownerId: OwnerId, to: (row: Presence) => Presence) =>
    write(async () => {
      const row = await presence();
      if (row?.ownerId !== ownerId) return row;
      const next = to(row);
      if (next !== row) await put('presence', next);
      return next;
    });

  return {
    owners: () => db.owners.toCollection().primaryKeys(),
    account,
    presence,
    pendingSignOut,

    remember: ({ ownerId, email, signedInAtMs, internalHmac }, atMs, instead) =>
      write(async () => {
        const known = await account();
        if (instead !== undefined && known?.ownerId !== instead) return known;
        const before = await presence();
        const after = afterSignIn(before, { ownerId, signedInAtMs }, atMs);
        if (after !== before) await put('presence', after);
        // Only the audio that may be here needs these rows. What a newer build has noted of them stays.
        for (const owner of await db.owners.toArray()) if (owner.email !== null) await db.owners.update(owner.ownerId, { email: null });
        if (!(await db.owners.get(ownerId))) await db.owners.put({ ownerId, email: null });
        const now: KnownAccount = { ownerId, email, ...(internalHmac !== undefined && { internalHmac }) };
        if (known?.ownerId !== ownerId || known.email !== email || known.internalHmac !== internalHmac) await put('account', now);
        return now;
      }),

    signOut: (ownerId) =>
      write(async () => {
        if ((await account())?.ownerId !== ownerId) return;
        const row = await presence();
        await put('pendingSignOut', { ownerId, signedInAtMs: row?.ownerId === ownerId ? row.signedInAtMs : null } satisfies PendingSignOut);
        await db.owners.update(ownerId, { email: null });
        await db.settings.bulkDelete(['account', 'presence']);
      }),

    rememberActive: (ownerId, atMs) => change(ownerId, (row) => (row.locked ? row : { ...row, lastActiveAtMs: atMs })),
    rememberLocked: (ownerId, knownActiveAtMs) =>
      change(ownerId, (row) => (row.locked || row.lastActiveAtMs > knownActiveAtMs ? row : { ...row, locked: true })),

    forgetPendingSignOut: (done) =>
      write(async () => {
        const pending = await pendingSignOut();
        if (pending?.ownerId === done.ownerId && pending.signedInAtMs === done.signedInAtMs) await db.settings.delete('pendingSignOut');
      }),
  };
}
