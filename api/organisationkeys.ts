import { join } from 'node:path';
import { createKmsKeyRing } from './adapters/aws/kmskeyring.ts';
import { kmsSettingsOf } from './adapters/aws/kmssettings.ts';
import { createKeyRing } from './adapters/local/keyring.ts';
import type { Clock, KeyRing, Log } from './ports.ts';

export interface OrganisationKeysOptions {
  /** Its folder `keys` holds the keys, unless `env` names some in KMS. */
  dataDir: string;
  env: Readonly<Record<string, string | undefined>>;
  clock?: Clock;
  log?: Log;
  /** For a tool beside the service: makes no key and writes nothing. */
  asFound?: boolean;
}

/**
 * The organisation's keys as a process finds them: in AWS KMS when `env` names some (`kmsSettingsOf`), else in files.
 * KMS that is out of reach now stops nothing, and is told to `log`: phones may send meanwhile.
 * Rejects with KmsSettingsError, or when the folder of the keys is out of order.
 */
export async function organisationKeys({ dataDir, env, asFound = false, ...parts }: OrganisationKeysOptions): Promise<KeyRing> {
  const kms = kmsSettingsOf(env);
  if (!kms) return createKeyRing({ dir: join(dataDir, 'keys'), asFound, ...parts });
  const ring = createKmsKeyRing({ ...kms, ...parts });
  await ring.publicKeys().catch((error: unknown) => parts.log?.('error', 'keys_unavailable', { cause: error instanceof Error ? error.message : 'unknown' }));
  return ring;
}
