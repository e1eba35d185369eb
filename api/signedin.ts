import type { OwnerId } from '../src/core/names.ts';
import { ProblemError } from './problem.ts';
import type { Role, Sessions, SignedInPerson } from './ports.ts';

/** Who is signed in. @throws ProblemError `not_signed_in` when nobody is. */
export async function signedIn(sessions: Sessions, request: Request): Promise<SignedInPerson> {
  const person = await sessions.person(request);
  if (!person) throw new ProblemError('not_signed_in');
  return person;
}

/** Who is signed in and has `role`. @throws ProblemError `not_signed_in`, or `not_allowed` without the role. */
export async function signedInAs(role: Role, sessions: Sessions, request: Request): Promise<SignedInPerson> {
  const person = await signedIn(sessions, request);
  if (!person.roles.includes(role)) throw new ProblemError('not_allowed');
  return person;
}

/** Whose uploads the request may send: at least one person's. @throws ProblemError `not_signed_in` when its cookies back nobody. */
export async function uploaders(sessions: Sessions, request: Request): Promise<OwnerId[]> {
  const owners = await sessions.uploaders(request);
  if (owners.length === 0) throw new ProblemError('not_signed_in');
  return owners;
}

/** @throws ProblemError `owner_mismatch` unless `ownerId`, which the client expects to file under, is one of `owners`. */
export function requireOwner(owners: readonly OwnerId[], ownerId: OwnerId): void {
  if (!owners.includes(ownerId)) throw new ProblemError('owner_mismatch');
}
