import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { flagsKey } from '../adapters/local/flagskey.ts';
import { createStore } from '../adapters/local/store/store.ts';
import { s3SettingsOf } from '../adapters/s3/s3settings.ts';
import { createS3Store } from '../adapters/s3/s3store.ts';
import { createFlagSource } from '../flagsource.ts';
import { createIdentity } from '../identity/identity.ts';
import type { Clock, Log, ObjectStore } from '../ports.ts';
import { createFlagAdmin, type FlagAdmin } from './flagadmin.ts';
import { createFlagDocuments } from './flagdocuments.ts';
import { createPersonHmac, NO_PERSON_HMAC, type PersonHmac } from './personhmac.ts';

/** What is wrong with how the tool was called, in words for who called it. */
export class FlagToolError extends Error {
  override readonly name = 'FlagToolError';
}

export interface ToolPlace {
  dataDir: string;
  env: Readonly<Record<string, string | undefined>>;
  clock: Clock;
  log: Log;
}

/** The flags of a deployment for a tool beside its service, right on its store. Never makes a store, a seed or a key. @throws FlagToolError */
export async function toolParts(place: ToolPlace): Promise<{ admin: FlagAdmin; personHmac: PersonHmac }> {
  const { dataDir, env, clock, log } = place;
  const store = await storeOf(place);
  const documents = createFlagDocuments({ store, log });
  if ((await documents.versions()).length === 0) throw new FlagToolError('There are no flags in this store yet: its service writes them when it is first asked. Do DATA_DIR or S3_BUCKET name the right place?');
  // A kill has to work without it, too.
  const key = await flagsKey({ dataDir, env, asFound: true }).catch((error: Error) => log('warn', 'flags_key_unusable', { cause: error.message }));
  const personHmac = key ? createPersonHmac(key) : NO_PERSON_HMAC;
  const { people } = createIdentity({ store, clock, log });
  const source = createFlagSource({ documents, clock, log });
  return { admin: createFlagAdmin({ documents, source, people, personHmac, clock, log }), personHmac };
}

async function storeOf({ dataDir, env, clock, log }: ToolPlace): Promise<ObjectStore> {
  const s3 = s3SettingsOf(env);
  if (s3) return createS3Store({ ...s3, clock });
  const dir = join(dataDir, 'store');
  const found = await stat(dir).catch(() => undefined);
  if (!found) throw new FlagToolError(`There is no store in ${dataDir}. Is DATA_DIR right? A bucket is named by S3_BUCKET and the AWS variables.`);
  // What another user writes here the service could not read, and would go on as before.
  if (process.getuid && process.getuid() !== found.uid) throw new FlagToolError(`${dir} belongs to another user. Run this as the user of the service.`);
  const here = { bucket: 'holdfast', region: 'local', accessKeyId: 'flags', secretAccessKey: randomBytes(32).toString('hex'), clock };
  const { bucket, region, accessKeyId, secretAccessKey } = here;
  const { handle } = createStore({ dir, credentials: { accessKeyId, secretAccessKey }, bucket, region, clock, log, beside: true });
  return createS3Store({ ...here, endpoint: 'http://store.invalid', pathStyle: true, fetch: handle });
}
