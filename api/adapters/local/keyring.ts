import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bytes } from '../../../src/core/bytes.ts';
import { KeyRingError } from '../../keyringerror.ts';
import type { Clock, KeyRing, Log } from '../../ports.ts';
import type { RsaKey, RsaPublicKey } from '../rsakey.ts';
import { loadKey, makeSealKey, surveyKeys, writeFirstList, type KeyFile } from './keyringfolder.ts';

export interface KeyRingOptions {
  /** The folder of the keys, for the service's own account only. */
  dir: string;
  clock?: Clock;
  /** Told about a folder that got out of order while the ring runs. */
  log?: Log;
  /** For a tool beside the service: makes no key, writes nothing, and does without keys that are missing. */
  asFound?: boolean;
}

/** How long a rotation may go unseen. */
const LOOK_MS = 30_000;
/** An unknown key is looked for at once, but not for every one of a forged thousand. */
const LOOK_FOR_UNKNOWN_MS = 1000;

/**
 * The organisation's keys as files in `dir` (`keyringfolder.ts`), which is looked at again every 30 s at most: a rotation needs no restart.
 * The first key is made here. A key whose file vanishes is no longer offered, but opens as long as this ring lives.
 * Rejects when a file of the folder is not the key that its name says, or when a listed key is missing: no key is replaced or lost in silence.
 * The ring's methods reject with KeyRingError while the folder is out of order and the answer might be another.
 */
export async function createKeyRing({ dir, clock = Date.now, log = () => undefined, asFound = false }: KeyRingOptions): Promise<KeyRing> {
  /** By file name; whatever was opened once stays. */
  const opened = new Map<string, RsaKey | RsaPublicKey>();
  let offered: KeyFile[] = [];
  let missing: readonly { kid: string }[] = [];
  /** Why the folder could not be read when it was last looked at. */
  let fault: string | undefined;
  let told: string | undefined;
  let lookedAtMs = 0;
  let looking: Promise<void> | undefined;

  async function load(): Promise<void> {
    const folder = await surveyKeys(dir);
    for (const file of folder.keys) {
      if (!opened.has(file.name)) opened.set(file.name, await loadKey(dir, file));
    }
    offered = folder.keys;
    missing = folder.missing;
  }

  async function look(): Promise<void> {
    fault = await load().then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.message : 'unknown'),
    );
    lookedAtMs = clock();
    const reason = fault ?? (missing.length > 0 ? missingText(dir, missing) : undefined);
    // The names of keys are no secret, and whoever reads the log needs them.
    if (reason !== undefined && reason !== told) log('error', 'key_folder_in_disorder', { reason });
    told = reason;
  }

  function lookAfter(ms: number): Promise<void> {
    const ageMs = clock() - lookedAtMs;
    if (!looking && ageMs >= 0 && ageMs < ms) return Promise.resolve();
    return (looking ??= look().finally(() => (looking = undefined)));
  }

  if (!asFound) await prepare(dir, clock);
  await load();
  lookedAtMs = clock();
  if (missing.length > 0 && !asFound) throw new Error(missingText(dir, missing));
  if (asFound && !offered.some(({ use }) => use === 'seal')) throw new Error(`there is no key in ${dir}`);

  return {
    async publicKeys() {
      await lookAfter(LOOK_MS);
      if (!offered.some(({ use }) => use === 'seal')) throw new KeyRingError(`there is no key in ${dir}`);
      return offered.map(({ kid, use, name }) => ({ kid, spki: opened.get(name)!.spki, use }));
    },
    async unwrap(kid: string, wrapped: Bytes) {
      const name = `${kid}.pem`;
      const known = (): boolean => opened.has(name) || opened.has(`${kid}.break-glass.pem`);
      if (!known()) await lookAfter(LOOK_FOR_UNKNOWN_MS);
      const key = opened.get(name);
      if (key && 'unwrap' in key) return key.unwrap(wrapped);
      if (known()) return undefined;
      // That a key is none of ours is final for a recording, so it is not said while it may only be missing.
      if (fault !== undefined) throw new KeyRingError(fault);
      if (missing.some((key) => key.kid === kid)) throw new KeyRingError(missingText(dir, missing));
      return undefined;
    },
  };
}

/** Makes the folder and its first key where there is nothing, and its list where there is none. */
async function prepare(dir: string, clock: Clock): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  await chmod(dir, 0o700);
  const { keys, missing, isListed } = await surveyKeys(dir);
  for (const { use, name } of keys) if (use === 'seal') await chmod(join(dir, name), 0o600);
  if (![...keys, ...missing].some(({ use }) => use === 'seal')) await makeSealKey(dir, clock);
  else if (!isListed) await writeFirstList(dir);
}

function missingText(dir: string, missing: readonly { kid: string }[]): string {
  const kids = missing.map(({ kid }) => kid).join(', ');
  return `keys are missing from ${dir}: ${kids}. Restore them from a backup; of one that is lost for good say so: npm run keys -- forget KID`;
}
