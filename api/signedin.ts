import { ProblemError } from './problem.ts';
import type { Person, SignIn } from './ports.ts';

/** Who is signed in. @throws ProblemError `not_signed_in` when nobody is. */
export async function signedIn(signIn: SignIn, request: Request): Promise<Person> {
  const person = await signIn.person(request);
  if (!person) throw new ProblemError('not_signed_in');
  return person;
}

/** @throws ProblemError `owner_mismatch` unless `ownerId`, which the client expects to file under, is this person's. */
export function requireOwner(person: Person, ownerId: string): void {
  if (ownerId !== person.ownerId) throw new ProblemError('owner_mismatch');
}
