import { createHash } from 'node:crypto';
import { stat, unlink } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A data directory that nobody else uses until `release`. */
export interface DataDirLock {
  release(): Promise<void>;
}

/**
 * Takes `dir`, which must exist, for this process. The lock is a listening socket, so the system frees it however a process ends.
 * Rejects when another server has it. It does not see a server on another machine or in another network namespace.
 */
export async function lockDataDir(dir: string, platform: NodeJS.Platform = process.platform): Promise<DataDirLock> {
  const address = await lockAddress(dir, platform);
  const server = (await listen(address)) ?? ((await isStale(address)) ? await listen(address) : undefined);
  if (!server) throw new Error(`another server is using ${dir}`);
  // The lock alone is no reason to keep a process alive.
  server.unref();
  return { release: () => new Promise((resolve) => server.close(() => resolve())) };
}

/**
 * What the holder listens at. Named after the folder itself and not its path, which may differ between mounts and links;
 * and never inside the folder, whose path may be longer than the 104 bytes that an address may have.
 */
export async function lockAddress(dir: string, platform: NodeJS.Platform): Promise<string> {
  const { dev, ino } = await stat(dir, { bigint: true });
  const name = `holdfast-${createHash('sha256').update(`${dev}:${ino}`).digest('hex').slice(0, 24)}`;
  // The abstract namespace of Linux and the pipes of Windows leave no file behind.
  if (platform === 'linux') return `\0${name}`;
  return platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`);
}

function listen(address: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error)));
    server.listen(address, () => resolve(server));
  });
}

/** Whether a killed holder left only its socket's file, which is then removed. */
async function isStale(address: string): Promise<boolean> {
  if (!address.endsWith('.sock')) return false;
  const refused = await new Promise<boolean>((resolve) => {
    const socket = connect(address, () => {
      socket.destroy();
      resolve(false);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ECONNREFUSED' || error.code === 'ENOENT'));
  });
  if (refused) await unlink(address).catch(() => {});
  return refused;
}
