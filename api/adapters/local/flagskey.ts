import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FlagsSettingsError } from '../../flags/seed.ts';
import { secretFile } from './secretfile.ts';

const FILE = 'flags-hmac.key';
const BYTES = 32;

export interface FlagsKeyOptions {
  dataDir: string;
  env: Readonly<Record<string, string | undefined>>;
  /** For a tool beside the service: makes no key. */
  asFound?: boolean;
}

/**
 * The key of the flag document's HMACs: FLAGS_HMAC_KEY, 64 hex digits, or else a file in `dataDir` that is made at the first
 * start. With `asFound`, undefined when there is neither. Rejects with FlagsSettingsError when what is there is no such key.
 */
export async function flagsKey(options: FlagsKeyOptions & { asFound: true }): Promise<Uint8Array | undefined>;
export async function flagsKey(options: FlagsKeyOptions): Promise<Uint8Array>;
export async function flagsKey({ dataDir, env, asFound = false }: FlagsKeyOptions): Promise<Uint8Array | undefined> {
  const given = env.FLAGS_HMAC_KEY?.trim();
  if (given) return keyIn(given, 'FLAGS_HMAC_KEY');
  const path = join(dataDir, FILE);
  if (!asFound) return keyIn(await secretFile(path, () => Buffer.from(`${randomBytes(BYTES).toString('hex')}\n`)), path);
  const found = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return undefined;
  });
  return found === undefined ? undefined : keyIn(found, path);
}

function keyIn(text: string | Buffer, name: string): Uint8Array {
  const hex = text.toString().trim();
  if (!/^[0-9a-f]{64}$/i.test(hex)) throw new FlagsSettingsError(`${name} must hold ${BYTES} random bytes as 64 hex digits (openssl rand -hex ${BYTES}).`);
  return Buffer.from(hex, 'hex');
}
