import { chmod, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { secretFile } from './secretfile.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'holdfast-secret-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

test('[KEY5] a secret is made once, for its owner only, and read again', async () => {
  const path = join(dir, 'secret');
  const made = await secretFile(path, () => Buffer.from('first'));
  const again = await secretFile(path, () => Buffer.from('second'));
  expect([made.toString(), again.toString()]).toEqual(['first', 'first']);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readdir(dir)).toEqual(['secret']);
});

test('[KEY5] a secret that others could read is closed to them', async () => {
  const path = join(dir, 'secret');
  await writeFile(path, 'open');
  await chmod(path, 0o644);
  await secretFile(path, () => Buffer.from('unused'));
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readFile(path, 'utf8')).toBe('open');
});

test('[KEY5] when a secret cannot be made there is no file that looks like one', async () => {
  await expect(secretFile(join(dir, 'secret'), () => Promise.reject(new Error('no entropy')))).rejects.toThrow('no entropy');
  expect(await readdir(dir)).toEqual([]);
});
