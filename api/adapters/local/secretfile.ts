import { randomUUID } from 'node:crypto';
import { chmod, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * The bytes of the file at `path`, which only its owner may read (0600). Where there is none, `make` says what it is to hold.
 * Not safe against a second process that does the same: hold the data directory's lock.
 */
export async function secretFile(path: string, make: () => Uint8Array | Promise<Uint8Array>): Promise<Buffer> {
  try {
    const bytes = await readFile(path);
    await chmod(path, 0o600);
    return bytes;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const bytes = await make();
  await writeSecret(path, bytes);
  return Buffer.from(bytes);
}

/** Writes a file (0600) beside its place, makes it durable and renames it: a crash leaves all of it or nothing of it. */
export async function writeSecret(path: string, bytes: Uint8Array): Promise<void> {
  const beside = `${path}.${randomUUID()}.tmp`;
  const file = await open(beside, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(beside, path);
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
