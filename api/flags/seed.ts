import type { FlagDocument } from '../../src/wire/flags.ts';
import type { PersonHmac } from './personhmac.ts';

/** `demo`: everybody records offline. `off`: nobody does, until an admin begins the rollout. */
export type FlagsSeed = 'demo' | 'off';

/** A variable that is wrong. The message names it and what it should be, and never quotes a secret. */
export class FlagsSettingsError extends Error {
  override readonly name = 'FlagsSettingsError';
}

const INTERNAL_USERS = ['admin@clinicalops.co', 'support@clinicalops.co'];

/** What FLAGS_SEED says; `byDefault` when it is missing or blank. @throws FlagsSettingsError */
export function flagsSeedOf(env: Readonly<Record<string, string | undefined>>, byDefault: FlagsSeed): FlagsSeed {
  const text = env.FLAGS_SEED?.trim() || byDefault;
  if (text !== 'demo' && text !== 'off') throw new FlagsSettingsError('FLAGS_SEED must be demo (everybody records offline) or off (nobody does, until an admin says so).');
  return text;
}

/** The flags of the first version, where the store has none. */
export function seedFlags(seed: FlagsSeed, personHmac: PersonHmac): FlagDocument['flags'] {
  const common = { kill: false, bucketing: 'seed32', whenOff: 'hold' };
  if (seed === 'off') return { enableOfflineRecording: { ...common, default: false, internalUsers: [], percent: 0 } };
  const internalUsers = INTERNAL_USERS.flatMap((email) => personHmac.of(email) ?? []);
  return { enableOfflineRecording: { ...common, default: true, internalUsers, percent: 100 } };
}
