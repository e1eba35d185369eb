import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createKmsKeyRing } from './adapters/aws/kmskeyring.ts';
import { kmsSettingsOf } from './adapters/aws/kmssettings.ts';
import { createKeyRing } from './adapters/local/keyring.ts';
import { surveyKeys } from './adapters/local/keyringfolder.ts';
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
 * Rejects with KmsSettingsError, when the folder of the keys is out of order, and when recordings were received here and all keys are gone:
 * a new key would make problems of what waits to be composed.
 */
export async function organisationKeys({ dataDir, env, asFound = false, ...parts }: OrganisationKeysOptions): Promise<KeyRing> {
  const kms = kmsSettingsOf(env);
  if (!kms) {
    const dir = join(dataDir, 'keys');
    if (!asFound && (await received(dataDir)) && (await isWithoutKeys(dir))) {
      throw new Error(`there are recordings in ${dataDir} and no keys. Restore ${dir} from a backup; if it is lost for good: npm run keys -- rotate --first`);
    }
    return createKeyRing({ dir, asFound, ...parts });
  }
  const ring = createKmsKeyRing({ ...kms, ...parts });
  await ring.publicKeys().catch((error: unknown) => parts.log?.('error', 'keys_unavailable', { cause: error instanceof Error ? error.message : 'unknown' }));
  return ring;
}

/** Whether the embedded store has ever had a recording. What lies in a bucket is not looked for. */
async function received(dataDir: string): Promise<boolean> {
  return (await readdir(join(dataDir, 'store', 'ingest')).catch(none)).length > 0;
}

async function isWithoutKeys(dir: string): Promise<boolean> {
  const { keys, missing } = await surveyKeys(dir).catch((error: unknown) => ({ keys: none(error), missing: [] }));
  return ![...keys, ...missing].some(({ use }) => use === 'seal');
}

/** What a folder that is not there holds. @throws any other error. */
function none(error: unknown): never[] {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
  throw error;
}
