import { evaluateFlag, type Device, type Feature, type Flags, type Person } from './evaluate.ts';
import { normalEmail } from './seed32.ts';

/** What counts at the moment of asking. */
export interface FlagState {
  document: Flags | undefined;
  /** Who is signed in here. */
  person: Person;
  device: Device;
  /** The build's setting. */
  fallback: boolean;
}

/**
 * `isFeatureEnabled(feature, userEmail)`, as the users' code calls it, over `state`. An HMAC is known only of whoever is
 * signed in: for another address than theirs, being an internal user cannot be told and the percentage decides.
 */
export function createIsFeatureEnabled(state: () => FlagState): (feature: Feature, userEmail?: string) => boolean {
  return (feature, userEmail) => {
    const { document, person, device, fallback } = state();
    const same = normalEmail(userEmail ?? '') === normalEmail(person.email ?? '');
    const asked: Person = { email: userEmail, internalHmac: same ? person.internalHmac : undefined };
    return evaluateFlag(document, feature, asked, device, fallback).enabled;
  };
}
