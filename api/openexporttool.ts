import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Bytes } from '../src/core/bytes.ts';
import { createKeyRingOfPem } from './adapters/local/keyringofpem.ts';
import { s3SettingsOf } from './adapters/s3/s3settings.ts';
import { createS3Store } from './adapters/s3/s3store.ts';
import { openExport } from './openexport.ts';
import { openRecording } from './openexportrecording.ts';
import { organisationKeys } from './organisationkeys.ts';
import type { KeyRing } from './ports.ts';

export interface OpenExportToolOptions {
  /** What follows `npm run open-export --`. */
  args: readonly string[];
  dataDir: string;
  env: Readonly<Record<string, string | undefined>>;
}

const USAGE = `npm run open-export -- FILE.tar                         what a device has saved as a file; the audio goes beside it
npm run open-export -- --recording ID --owner ID        what the store has received; the audio goes into ./ID
                       --out FOLDER                     or into FOLDER
                       --key FILE                       with a break-glass key instead of the organisation's keys

HOLDFAST_KEY_PASSPHRASE holds the passphrase of FILE. DATA_DIR, S3_… and KMS_… say where keys and recordings are, as for the service.`;

/** `npm run open-export`. @returns the paths written. @throws Error with a message for who called it. */
export async function openExportTool({ args, dataDir, env }: OpenExportToolOptions): Promise<string[]> {
  const { path, recording, owner, out, key } = wishOf(args);
  const keys = await keysOf({ key, dataDir, env });
  if (path !== undefined) return openExport({ path: resolve(path), keys });
  if (recording === undefined || owner === undefined) throw new Error(USAGE);
  return openRecording({ read: readerOf(dataDir, env), ownerId: owner, recordingId: recording, keys, folder: resolve(out ?? recording) });
}

function wishOf(args: readonly string[]) {
  try {
    const text = { type: 'string' } as const;
    const { values, positionals } = parseArgs({ args: [...args], options: { key: text, recording: text, owner: text, out: text }, allowPositionals: true });
    const { key, recording, owner, out } = values;
    const [path, ...more] = positionals;
    const isFile = path !== undefined && recording === undefined && owner === undefined && out === undefined;
    const isStored = path === undefined && recording !== undefined && owner !== undefined;
    if (more.length === 0 && (isFile || isStored)) return { path, recording, owner, out, key };
  } catch {
    // What is wrong is plain from how it is meant to be.
  }
  throw new Error(USAGE);
}

async function keysOf({ key, dataDir, env }: { key: string | undefined } & Omit<OpenExportToolOptions, 'args'>): Promise<KeyRing> {
  if (key === undefined) return organisationKeys({ dataDir, env, asFound: true });
  return createKeyRingOfPem({ path: key, passphrase: env.HOLDFAST_KEY_PASSPHRASE || undefined }).catch((error: Error) => {
    throw new Error(error.message.includes('no passphrase was given') ? `${error.message}: set HOLDFAST_KEY_PASSPHRASE` : error.message);
  });
}

/** Reads the bucket, or the folder of the embedded store as it lies: a service may be running on it. */
function readerOf(dataDir: string, env: OpenExportToolOptions['env']): (key: string) => Promise<Bytes | undefined> {
  const s3 = s3SettingsOf(env);
  if (s3) {
    const store = createS3Store(s3);
    return (key) => store.get(key);
  }
  return async (key) => {
    try {
      return new Uint8Array(await readFile(join(dataDir, 'store', key)));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  };
}
