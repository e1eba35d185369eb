import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FlagsSettingsError } from '../../flags/seed.ts';
import { flagsKey } from './flagskey.ts';

let dataDir: string;
beforeEach(async () => void (dataDir = await mkdtemp(join(tmpdir(), 'holdfast-flagskey-'))));
afterEach(() => rm(dataDir, { recursive: true, force: true }));

const HEX = 'a1'.repeat(32);

test('[FLS14] B31 the key is made once, in a file for its owner only, and stays', async () => {
  expect(await flagsKey({ dataDir, env: {}, asFound: true })).toBeUndefined();
  const made = await flagsKey({ dataDir, env: { FLAGS_HMAC_KEY: ' ' } });
  const path = join(dataDir, 'flags-hmac.key');
  expect([made.byteLength, (await stat(path)).mode & 0o777]).toEqual([32, 0o600]);
  expect(await flagsKey({ dataDir, env: {} })).toEqual(made);
  expect(await flagsKey({ dataDir, env: {}, asFound: true })).toEqual(made);
});

test('[FLS14] B31 FLAGS_HMAC_KEY goes before the file, and makes none', async () => {
  expect(Buffer.from(await flagsKey({ dataDir, env: { FLAGS_HMAC_KEY: HEX } })).toString('hex')).toBe(HEX);
  await expect(readFile(join(dataDir, 'flags-hmac.key'))).rejects.toThrow('ENOENT');
});

test('[FLS14] B31 a key that is none stops the start, replaces nothing and is not quoted', async () => {
  const wrong = flagsKey({ dataDir, env: { FLAGS_HMAC_KEY: 'my secret' } });
  await expect(wrong).rejects.toBeInstanceOf(FlagsSettingsError);
  await expect(wrong).rejects.not.toThrow('my secret');
  await writeFile(join(dataDir, 'flags-hmac.key'), 'torn');
  await expect(flagsKey({ dataDir, env: {} })).rejects.toBeInstanceOf(FlagsSettingsError);
  expect(await readFile(join(dataDir, 'flags-hmac.key'), 'utf8')).toBe('torn');
});
