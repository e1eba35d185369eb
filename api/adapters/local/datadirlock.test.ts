import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockAddress, lockDataDir } from './datadirlock.ts';

// The system's own kind of lock, and the kind that leaves a file, which works on every Unix.
const platforms: NodeJS.Platform[] = [process.platform, 'darwin'];

let dir: string;
const children: ChildProcess[] = [];
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'holdfast-lock-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(await lockAddress(dir, 'darwin'), { force: true });
  await rm(dir, { recursive: true, force: true });
});

/** Another process that holds the lock of `dir`. */
async function holder(platform: NodeJS.Platform): Promise<ChildProcess> {
  // Encoded, because an argument cannot hold the zero byte that the abstract namespace begins with.
  const address = encodeURIComponent(await lockAddress(dir, platform));
  const script = "require('net').createServer().listen(decodeURIComponent(process.argv[1]), () => console.log('listening'))";
  const child = spawn(process.execPath, ['-e', script, address], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  await once(child.stdout!, 'data');
  return child;
}

test.each(platforms)('[API23] a data directory has one server at a time (%s)', async (platform) => {
  const lock = await lockDataDir(dir, platform);
  await expect(lockDataDir(dir, platform)).rejects.toThrow(`another server is using ${dir}`);
  await lock.release();
  await (await lockDataDir(dir, platform)).release();
});

test('[API23] another name of the same directory is the same directory', async () => {
  const lock = await lockDataDir(dir);
  await symlink(dir, `${dir}-link`);
  await expect(lockDataDir(`${dir}-link`)).rejects.toThrow('another server');
  await rm(`${dir}-link`);
  await lock.release();
});

test.each(platforms)('[API23] a running process keeps its lock, a killed one does not (%s)', async (platform) => {
  const child = await holder(platform);
  await expect(lockDataDir(dir, platform)).rejects.toThrow('another server');
  child.kill('SIGKILL');
  await once(child, 'exit');
  await (await lockDataDir(dir, platform)).release();
});

test('[API23] the control: killed, the kind with a file does leave one', async () => {
  const child = await holder('darwin');
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect((await stat(await lockAddress(dir, 'darwin'))).isSocket()).toBe(true);
});
