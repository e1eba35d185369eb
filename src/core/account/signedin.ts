import type { OwnerId } from '../names.ts';

/** Who the server says is signed in. */
export interface SignedIn {
  ownerId: OwnerId;
  /** For the screen only; null when the issuer tells none. */
  email: string | null;
  /** When they signed in, by the server's clock; null when it does not tell. */
  signedInAtMs: number | null;
  /** What the flag document calls this person; missing without an e-mail address. */
  internalHmac?: string;
}

/** A sign-out of which the server has not heard. */
export type PendingSignOut = Pick<SignedIn, 'ownerId' | 'signedInAtMs'>;

/** The server's view of this browser's cookies. No method rejects; undefined means that it could not be asked. */
export interface AccountApi {
  /** Null for nobody. */
  session(): Promise<SignedIn | null | undefined>;
  /** Whose uploads this browser may send, session or not. */
  uploaders(): Promise<OwnerId[] | undefined>;
  /** Ends the session and the upload grant. False when it is not known to have arrived. */
  signOut(): Promise<boolean>;
}

export interface SignOutMemory {
  pendingSignOut(): Promise<PendingSignOut | undefined>;
  /** The server has heard of it, or it no longer matters. Leaves another one alone. */
  forgetPendingSignOut(done: PendingSignOut): Promise<void>;
}

/**
 * Who is signed in, after the server has been told of a sign-out that was made without it. Only the very sign-in
 * that was left is ended: a later one, also of the same person, has ended that one already. Undefined when the server
 * could not be asked. Rejects when the device's database does.
 */
export async function whoIsSignedIn(api: AccountApi, memory: SignOutMemory): Promise<SignedIn | null | undefined> {
  const who = await api.session();
  const pending = await memory.pendingSignOut();
  if (!pending || who === undefined) return who;
  if (who && (who.ownerId !== pending.ownerId || who.signedInAtMs !== pending.signedInAtMs)) {
    await memory.forgetPendingSignOut(pending);
    return who;
  }
  // Nobody is signed in, or the one who has left. The upload grant outlives the session.
  const uploaders = who ? [pending.ownerId] : await api.uploaders();
  if (uploaders === undefined) return null;
  if (!uploaders.includes(pending.ownerId) || (await api.signOut())) await memory.forgetPendingSignOut(pending);
  return null;
}

/** Tells the server of a sign-out that it has not heard of, if there is one. Resolves to it when that could not be done. */
export async function settleSignOut(api: AccountApi, memory: SignOutMemory): Promise<PendingSignOut | undefined> {
  if (await memory.pendingSignOut()) await whoIsSignedIn(api, memory);
  return memory.pendingSignOut();
}

/**
 * What stands between a page and the server. `sending`: the session is over, and everything is still sent;
 * `out`: nothing is sent until somebody signs in; `other`: somebody else is signed in on this device now;
 * `unknown`: the server could not be asked.
 */
export type SignInState = 'unknown' | 'in' | 'sending' | 'out' | 'other';

/** How the page of `ownerId` stands, given who is signed in. */
export async function signInState(ownerId: OwnerId, who: SignedIn | null | undefined, api: Pick<AccountApi, 'uploaders'>): Promise<SignInState> {
  if (who === undefined) return 'unknown';
  if (who !== null) return who.ownerId === ownerId ? 'in' : 'other';
  const uploaders = await api.uploaders();
  if (uploaders === undefined) return 'unknown';
  return uploaders.includes(ownerId) ? 'sending' : 'out';
}
