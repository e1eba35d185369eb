import { createPublicKey, generateKeyPair } from 'node:crypto';
import { readFile, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as v from 'valibot';
import type { Clock, KeyUse } from '../../ports.ts';
import { MIN_MODULUS_BITS, rsaKey, rsaPublicKey, type RsaKey, type RsaPublicKey } from '../rsakey.ts';
import { writeSecret } from './secretfile.ts';

// The folder of the organisation's keys: `{kid}.pem` (PKCS#8, private), `{kid}.break-glass.pem` (SubjectPublicKeyInfo, public), and
// `keys.json`, which says in which order they were made and what has to be there. Times of files say neither once a backup was restored.

/** A key that lies in the folder. */
export interface KeyFile {
  kid: string;
  use: KeyUse;
  name: string;
  madeAtMs: number;
}

/** What the folder holds. */
export interface KeyFolder {
  /** The organisation's keys, newest first, then the break-glass keys. Those that `keys.json` does not list come after those that it does. */
  keys: KeyFile[];
  /** What `keys.json` lists and is not there. */
  missing: { kid: string; use: KeyUse }[];
  /** Whether there is a `keys.json`. */
  isListed: boolean;
}

const FILE = /^([0-9a-f]{16})(\.break-glass)?\.pem$/;
const LIST = 'keys.json';
const listed = v.looseObject({
  kid: v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/)),
  use: v.picklist(['seal', 'break_glass']),
  madeAtMs: v.pipe(v.number(), v.integer(), v.minValue(0)),
});
const list = v.looseObject({ version: v.literal(1), keys: v.array(listed) });
type Listed = v.InferOutput<typeof listed>;

/** Looks into `dir` without opening a key. @throws Error when `keys.json` cannot be read, and what the file system throws. */
export async function surveyKeys(dir: string): Promise<KeyFolder> {
  const order = await readList(dir);
  const files: KeyFile[] = [];
  for (const name of await readdir(dir)) {
    const match = FILE.exec(name);
    if (!match) continue;
    const [kid, use] = [match[1]!, match[2] === undefined ? 'seal' : 'break_glass'] as const;
    const entry = order?.find((key) => key.kid === kid && key.use === use);
    files.push({ kid, use, name, madeAtMs: entry?.madeAtMs ?? Math.round((await stat(join(dir, name))).mtimeMs) });
  }
  const rank = (file: KeyFile): number => {
    const at = order?.findIndex((key) => key.kid === file.kid && key.use === file.use) ?? -1;
    return at === -1 ? Infinity : at;
  };
  const isSeal = (file: KeyFile): number => (file.use === 'seal' ? 0 : 1);
  const difference = (a: number, b: number): number => (a === b ? 0 : a - b);
  files.sort((a, b) => isSeal(a) - isSeal(b) || difference(rank(a), rank(b)) || b.madeAtMs - a.madeAtMs || (a.kid < b.kid ? -1 : 1));
  const missing = (order ?? []).filter(({ kid, use }) => !files.some((file) => file.kid === kid && file.use === use));
  return { keys: files, missing: missing.map(({ kid, use }) => ({ kid, use })), isListed: order !== undefined };
}

/** Opens one key. @throws Error when it is not the key that its name says: a key must never be replaced in silence. */
export async function loadKey(dir: string, { kid, use, name }: KeyFile): Promise<RsaKey | RsaPublicKey> {
  const bytes = await readFile(join(dir, name));
  const key = await (use === 'seal' ? rsaKey(bytes) : Promise.resolve().then(() => rsaPublicKey(bytes.toString('utf8')))).catch((error: Error) => {
    throw new Error(`${name}: ${error.message}`);
  });
  if (key.kid !== kid) throw new Error(`the key in ${name} is ${key.kid}`);
  return key;
}

/** Makes a new key of the organisation, which from now on is the newest. Its file is there before the list names it. */
export async function makeSealKey(dir: string, clock: Clock): Promise<string> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', { modulusLength: MIN_MODULUS_BITS });
  const { kid } = rsaPublicKey(publicKey.export({ type: 'spki', format: 'der' }));
  await writeSecret(join(dir, `${kid}.pem`), Buffer.from(privateKey.export({ type: 'pkcs8', format: 'pem' })));
  await putFirst(dir, { kid, use: 'seal', madeAtMs: clock() });
  return kid;
}

/** Lets everything be sealed to a break-glass key as well, whose public half is `pem`. @throws Error when that is none. */
export async function addBreakGlassKey(dir: string, pem: string, clock: Clock): Promise<string> {
  const { kid } = rsaPublicKey(pem);
  const spki = createPublicKey(pem).export({ type: 'spki', format: 'pem' });
  await writeSecret(join(dir, `${kid}.break-glass.pem`), Buffer.from(spki));
  await putFirst(dir, { kid, use: 'break_glass', madeAtMs: clock() });
  return kid;
}

/**
 * Takes a key off the list: a break-glass key that nothing more is to be sealed to, with its file, or a key that is lost.
 * @throws Error for one of the organisation's keys that is still there, as nothing sealed to it could be opened any more.
 */
export async function forgetKey(dir: string, kid: string): Promise<void> {
  const { keys, missing } = await surveyKeys(dir);
  if (keys.some((key) => key.kid === kid && key.use === 'seal')) throw new Error(`${kid}.pem is there, and recordings that are sealed to it need it`);
  if (![...keys, ...missing].some((key) => key.kid === kid)) throw new Error(`there is no key ${kid}`);
  await writeList(dir, (await listNow(dir)).filter((key) => key.kid !== kid));
  await rm(join(dir, `${kid}.break-glass.pem`), { force: true });
}

/** Writes down the order of what lies in a folder that has no list yet. */
export async function writeFirstList(dir: string): Promise<void> {
  await writeList(dir, await listNow(dir));
}

/** The list, or where there is none, what it would be. Files that a list leaves out stay out: nobody has said when they were made. */
async function listNow(dir: string): Promise<Listed[]> {
  return (await readList(dir)) ?? (await surveyKeys(dir)).keys.map(({ kid, use, madeAtMs }) => ({ kid, use, madeAtMs }));
}

async function putFirst(dir: string, entry: Listed): Promise<void> {
  await writeList(dir, [entry, ...(await listNow(dir)).filter(({ kid, use }) => kid !== entry.kid || use !== entry.use)]);
}

async function readList(dir: string): Promise<Listed[] | undefined> {
  let text: string;
  try {
    text = await readFile(join(dir, LIST), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return v.parse(list, JSON.parse(text)).keys;
  } catch {
    throw new Error(`${LIST} is not readable`);
  }
}

async function writeList(dir: string, keys: readonly Listed[]): Promise<void> {
  await writeSecret(join(dir, LIST), Buffer.from(`${JSON.stringify({ version: 1, keys }, null, 2)}\n`));
}
