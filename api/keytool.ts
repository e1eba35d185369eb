import { mkdir, readFile } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { createKmsKeyRing } from './adapters/aws/kmskeyring.ts';
import { kmsSettingsOf, type KmsSettings } from './adapters/aws/kmssettings.ts';
import { addBreakGlassKey, forgetKey, loadKey, makeSealKey, surveyKeys } from './adapters/local/keyringfolder.ts';
import { rsaPublicKey } from './adapters/rsakey.ts';
import { makeBreakGlassPair, writeNewFile } from './breakglasspair.ts';
import type { Clock } from './ports.ts';

export interface KeyToolOptions {
  /** What follows `npm run keys --`. */
  args: readonly string[];
  dataDir: string;
  env: Readonly<Record<string, string | undefined>>;
  /** Told line by line what was done. Never a private key, never a passphrase. */
  print(line: string): void;
  /** Asks a person for a new passphrase, where there is one to ask. */
  ask?: () => Promise<string>;
  clock?: Clock;
}

/** What is wrong with how the tool was called, in words for who called it. */
export class KeyToolError extends Error {
  override readonly name = 'KeyToolError';
}

const MIN_PASSPHRASE_LENGTH = 16;
const USAGE = `npm run keys -- list                        which keys there are, newest first
npm run keys -- rotate                      makes a new key, which everything is sealed to from now on
                                            --first: also where all keys are lost
npm run keys -- break-glass --out FILE      makes a break-glass pair: the private half into FILE, the public half among the keys
                                            --public FILE: the public half into a file instead
                                            --unencrypted: FILE without a passphrase
npm run keys -- install FILE                adds the public half of a break-glass pair that was made elsewhere
npm run keys -- forget KID                  seals to a break-glass key no more; or accepts that a key is lost for good

The keys lie in DATA_DIR/keys. HOLDFAST_KEY_PASSPHRASE holds the passphrase of FILE; without it you are asked.`;

/** `npm run keys`. @throws KeyToolError or Error with a message for who called it; nothing is changed then but what the message says. */
export async function keyTool({ args, dataDir, env, print, ask, clock = Date.now }: KeyToolOptions): Promise<void> {
  const { command, subject, out, publicOut, unencrypted, first } = commandOf(args);
  const dir = join(dataDir, 'keys');
  const kms = kmsSettingsOf(env);
  switch (command) {
    case 'list':
      return kms ? listKms(kms, print) : listFiles(dir, print);
    case 'rotate': {
      if (kms) throw new KeyToolError('The keys are in KMS. Make a new one there and put its id first in KMS_KEY_IDS; leave the others behind it.');
      if (first) await mkdir(dir, { recursive: true, mode: 0o700 });
      else await needKeys(dir);
      const kid = await makeSealKey(dir, clock);
      print(`Made key ${kid}. A running service offers it within 30 seconds, and devices seal to it as soon as they have heard of it.`);
      print('The older keys stay, because what was sealed to them is opened with them.');
      print(`Back up ${dir} now, before anything is sealed to the new key.`);
      return;
    }
    case 'break-glass': {
      if (out === undefined) throw new KeyToolError('Where is the private half to go? npm run keys -- break-glass --out FILE');
      if (isInside(dataDir, out)) throw new KeyToolError(`${out} is inside of the data directory, where whatever takes the keys takes it too. Choose a place elsewhere.`);
      if (publicOut === undefined && !kms) await needKeys(dir);
      const passphrase = unencrypted ? undefined : await passphraseOf(env, ask);
      const pem = await makeBreakGlassPair(out, passphrase);
      print(`The private half is in ${out}${unencrypted ? ', without a passphrase' : ', encrypted with the passphrase'}. Put it into a safe, and the passphrase into another place.`);
      return installBreakGlass({ dir, pem, publicOut: publicOut ?? (kms && `${out}.public.pem`), clock, print });
    }
    case 'install': {
      if (subject === undefined) throw new KeyToolError('Which file? npm run keys -- install FILE');
      if (kms) throw new KeyToolError(`The keys are in KMS. Name the file in BREAK_GLASS_KEYS: ${subject}`);
      await needKeys(dir);
      return installBreakGlass({ dir, pem: await readFile(subject, 'utf8'), publicOut: undefined, clock, print });
    }
    case 'forget': {
      if (subject === undefined) throw new KeyToolError('Which key? npm run keys -- forget KID');
      if (kms) throw new KeyToolError('The keys are in KMS. Take a break-glass key out of BREAK_GLASS_KEYS, and never a key out of KMS_KEY_IDS that something may be sealed to.');
      await forgetKey(dir, subject);
      print(`${subject} is no longer among the keys. What was sealed to it stays sealed to it.`);
      return;
    }
    default:
      throw new KeyToolError(USAGE);
  }
}

function commandOf(args: readonly string[]) {
  try {
    const options = { out: { type: 'string' }, public: { type: 'string' }, unencrypted: { type: 'boolean' }, first: { type: 'boolean' } } as const;
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const [command, subject, ...more] = positionals;
    if (more.length > 0) throw new KeyToolError(USAGE);
    return { command, subject, out: values.out, publicOut: values.public, unencrypted: values.unencrypted ?? false, first: values.first ?? false };
  } catch (error) {
    if (error instanceof KeyToolError) throw error;
    throw new KeyToolError(`${(error as Error).message}\n\n${USAGE}`);
  }
}

async function listFiles(dir: string, print: (line: string) => void): Promise<void> {
  await needKeys(dir);
  const { keys, missing } = await surveyKeys(dir);
  for (const [i, file] of keys.entries()) {
    await loadKey(dir, file);
    const use = file.use === 'break_glass' ? 'break-glass' : i === 0 ? 'seal, newest' : 'seal';
    print(`${file.kid}  ${use.padEnd(12)}  ${new Date(file.madeAtMs).toISOString()}  ${file.name}`);
  }
  for (const { kid, use } of missing) print(`${kid}  MISSING       ${use === 'seal' ? `${kid}.pem` : `${kid}.break-glass.pem`}: restore it from a backup`);
  if (!keys.some(({ use }) => use === 'break_glass')) print('There is no break-glass key: if these keys are lost, what is sealed to them is lost.');
}

async function listKms(kms: KmsSettings, print: (line: string) => void): Promise<void> {
  const keys = await createKmsKeyRing({ ...kms, log: (_level, event, fields) => print(`${event}: ${JSON.stringify(fields)}`) }).publicKeys();
  for (const [i, { kid, use }] of keys.entries()) print(`${kid}  ${use === 'break_glass' ? 'break-glass' : i === 0 ? 'seal, newest' : 'seal'}`);
  if (kms.breakGlass.length === 0) print('There is no break-glass key: if these keys are lost, what is sealed to them is lost.');
}

/** A folder that is not there is more often a mistyped DATA_DIR than a wish for new keys. */
async function needKeys(dir: string): Promise<void> {
  const { keys, missing } = await surveyKeys(dir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return { keys: [], missing: [] };
    throw error;
  });
  if (keys.length + missing.length === 0) throw new KeyToolError(`There are no keys in ${dir}. Is DATA_DIR right? The first start of the service makes the first key.`);
}

async function passphraseOf(env: KeyToolOptions['env'], ask: KeyToolOptions['ask']): Promise<string> {
  const passphrase = env.HOLDFAST_KEY_PASSPHRASE || (await ask?.());
  if (!passphrase) throw new KeyToolError('A passphrase is needed: set HOLDFAST_KEY_PASSPHRASE, or say --unencrypted.');
  if (passphrase.length < MIN_PASSPHRASE_LENGTH) throw new KeyToolError(`The passphrase has fewer than ${MIN_PASSPHRASE_LENGTH} characters. Five random words will do.`);
  return passphrase;
}

async function installBreakGlass({ dir, pem, publicOut, clock, print }: { dir: string; pem: string; publicOut: string | undefined; clock: Clock; print: (line: string) => void }): Promise<void> {
  if (publicOut !== undefined) {
    await writeNewFile(publicOut, pem);
    print(`The public half, ${rsaPublicKey(pem).kid}, is in ${publicOut}: npm run keys -- install, or BREAK_GLASS_KEYS where the keys are in KMS.`);
    return;
  }
  const kid = await addBreakGlassKey(dir, pem, clock);
  print(`Break-glass key ${kid} is among the keys. A running service offers it within 30 seconds; what was sealed before is not sealed to it.`);
  print(`Try it now, and again twice a year: docs/keys.md has the drill.`);
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return !way.startsWith('..') && !isAbsolute(way);
}
