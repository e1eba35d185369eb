import { breakGlassKeys } from '../breakglasskeys.ts';
import type { AwsCredentials } from './kmsclient.ts';

/** Where the organisation's keys are, from the environment: keys in AWS KMS. */
export interface KmsSettings {
  region: string;
  endpoint?: string;
  /** Newest first. */
  keyIds: string[];
  /** Public halves, as PEM. */
  breakGlass: string[];
  credentials(): Promise<AwsCredentials>;
}

/** A variable that is missing or wrong. The message names it and what it should be; it never quotes a credential or a key. */
export class KmsSettingsError extends Error {
  override readonly name = 'KmsSettingsError';
}

const REGION = /^[a-z0-9][a-z0-9-]{0,31}$/;
const ID = /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})$/;
const ARN = /^arn:aws[a-z-]*:kms:([a-z0-9-]+):\d{12}:key\/(.+)$/;
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Reads KMS_KEY_IDS, KMS_ENDPOINT, BREAK_GLASS_KEYS, AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN; a blank
 * one counts as missing. Undefined without KMS_KEY_IDS: the keys then are files. `readFile` reads the files that BREAK_GLASS_KEYS names.
 * @throws KmsSettingsError
 */
export function kmsSettingsOf(env: Readonly<Record<string, string | undefined>>, readFile?: (path: string) => string): KmsSettings | undefined {
  const read = (name: string): string | undefined => env[name]?.trim() || undefined;
  const needed = (name: string, why: string): string => read(name) ?? wrong(`${name} is missing: ${why}.`);
  const ids = read('KMS_KEY_IDS');
  if (ids === undefined) {
    if (read('KMS_ENDPOINT') !== undefined) wrong('KMS_KEY_IDS is missing: KMS_ENDPOINT is set, so the keys have to be named.');
    // Ignored, it would be believed in.
    if (read('BREAK_GLASS_KEYS') !== undefined) {
      wrong('BREAK_GLASS_KEYS goes with KMS_KEY_IDS. Beside keys in files: npm run keys -- install FILE.');
    }
    return undefined;
  }
  const region = needed('AWS_REGION', 'the keys of KMS_KEY_IDS are in a region');
  if (!REGION.test(region)) wrong('AWS_REGION must be the name of a region, such as eu-central-1.');
  const given = read('KMS_ENDPOINT');
  const sessionToken = read('AWS_SESSION_TOKEN');
  const credentials: AwsCredentials = {
    accessKeyId: credential('AWS_ACCESS_KEY_ID', needed('AWS_ACCESS_KEY_ID', 'KMS takes signed requests only')),
    secretAccessKey: credential('AWS_SECRET_ACCESS_KEY', needed('AWS_SECRET_ACCESS_KEY', 'KMS takes signed requests only')),
    ...(sessionToken !== undefined && { sessionToken: credential('AWS_SESSION_TOKEN', sessionToken) }),
  };
  return {
    region,
    ...(given !== undefined && { endpoint: originOf(given) }),
    keyIds: keyIdsOf(ids, region),
    breakGlass: breakGlassOf(read('BREAK_GLASS_KEYS'), readFile),
    credentials: async () => credentials,
  };
}

function keyIdsOf(text: string, region: string): string[] {
  const ids = text.split(/[\s,]+/).filter((id) => id !== '');
  for (const id of ids) {
    const arn = ARN.exec(id);
    // An alias may be turned to another key, and what was sealed to the first could not be opened any more.
    if (!ID.test(arn?.[2] ?? id)) wrong('KMS_KEY_IDS must be ids or ARNs of keys, newest first, parted by commas; not aliases.');
    if (arn && arn[1] !== region) wrong(`KMS_KEY_IDS names a key in ${arn[1]}, and AWS_REGION is ${region}.`);
  }
  if (new Set(ids).size !== ids.length) wrong('KMS_KEY_IDS names a key twice.');
  return ids;
}

/** Opened keys come back over this connection: without TLS only from this machine. */
function originOf(endpoint: string): string {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.hostname === '' || url.username !== '' || url.password !== '') {
    return wrong('KMS_ENDPOINT must be an address such as https://kms.eu-central-1.amazonaws.com, without credentials.');
  }
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') wrong('KMS_ENDPOINT must end after host and port.');
  if (url.protocol === 'http:' && !LOOPBACK.has(url.hostname)) wrong('KMS_ENDPOINT must begin with https: opened keys come back from it.');
  return url.origin;
}

function breakGlassOf(setting: string | undefined, readFile: ((path: string) => string) | undefined): string[] {
  try {
    return setting === undefined ? [] : breakGlassKeys(setting, readFile);
  } catch (error) {
    return wrong(`BREAK_GLASS_KEYS must be public keys as PEM, or files of them. ${(error as Error).message}.`);
  }
}

/** Characters that no header may hold would fail only later, with a message that quotes them. */
function credential(name: string, value: string): string {
  if (!/^[\x21-\x7e]+$/.test(value)) wrong(`${name} holds characters that no credential has.`);
  return value;
}

function wrong(message: string): never {
  throw new KmsSettingsError(message);
}
