import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { link, open, readdir, rename, rm, stat, unlink, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { isObjectKey } from '../../s3/objectkey.ts';
import { createFolders } from './folders.ts';
import { S3Error } from './s3error.ts';

/** What a listing and a GET say of an object. */
export interface DiskObject {
  key: string;
  bytes: number;
  modifiedAtMs: number;
  /** With its quotes. Made of the file's number, size and time: no second file that could disagree with the first. */
  etag: string;
}

/** An object on its way in. Nothing of it is visible before `commit`. */
export interface StagedObject {
  write(piece: Uint8Array): Promise<void>;
  /** Makes it visible under `key`, whole and on disk. With `ifAbsent`, 'taken' and no change when the key is taken. */
  commit(key: string, options: { ifAbsent: boolean }): Promise<DiskObject | 'taken'>;
  /** Removes what is left of it; to be called at the end in any case. */
  discard(): Promise<void>;
}

/** Objects as plain files: `{dir}/{key}`. One process at a time owns a `dir`. */
export interface Disk {
  stage(): Promise<StagedObject>;
  /** Whether `key` is taken. True means that the object is on disk and outlives a power cut. */
  isTaken(key: string): Promise<boolean>;
  /** Opens an object for reading; the caller closes `file`. It stays what it was, whatever happens to the key. */
  open(key: string): Promise<{ file: FileHandle; object: DiskObject } | undefined>;
  remove(key: string): Promise<void>;
  /** Objects whose key starts with `prefix` and comes after `after`, in key order. */
  walk(prefix: string, after: string): AsyncGenerator<DiskObject>;
}

const INCOMING = '.incoming';

/**
 * Opens the folder `dir`, making it when it is missing, and removes what a killed process left half written. With `beside`, of a
 * tool that writes while a service owns the folder, it leaves that alone: it may be just under way.
 */
export function createDisk(dir: string, { beside = false }: { beside?: boolean } = {}): Disk {
  const folders = createFolders(dir);
  mkdirSync(join(dir, INCOMING), { recursive: true, mode: 0o700 });
  if (!beside) for (const name of readdirSync(join(dir, INCOMING))) rmSync(join(dir, INCOMING, name), { recursive: true });

  async function isTaken(key: string): Promise<boolean> {
    if (!(await statFile(join(dir, key)))) return false;
    // Its writer may not have come this far yet; "taken" means to the caller that the object is safe.
    await folders.sync(folderOf(key));
    return true;
  }

  /** Moves or links the staged file to its place; true when it is there, false when the place is taken. */
  async function place(from: string, key: string, ifAbsent: boolean): Promise<boolean> {
    try {
      await folders.make(folderOf(key));
      await (ifAbsent ? link : rename)(from, join(dir, key));
      return true;
    } catch (error) {
      const code = errnoOf(error);
      if (ifAbsent && code === 'EEXIST' && (await isTaken(key))) return false;
      if (['EEXIST', 'ENOTDIR', 'EISDIR', 'ENOTEMPTY'].includes(code)) {
        throw new S3Error('InvalidArgument', 'Here no key may lie below another key.');
      }
      throw error;
    }
  }

  async function stage(): Promise<StagedObject> {
    const path = join(dir, INCOMING, randomUUID());
    const file = await open(path, 'wx', 0o600);
    let isOpen = true;
    const close = async () => {
      if (isOpen) await file.close();
      isOpen = false;
    };
    return {
      write: async (piece) => {
        for (let at = 0; at < piece.byteLength; ) at += (await file.write(piece, at)).bytesWritten;
      },
      commit: async (key, { ifAbsent }) => {
        await file.sync();
        const object = describe(key, await file.stat({ bigint: true }));
        await close();
        const placed = await place(path, key, ifAbsent).catch((error: unknown) => {
          if (errnoOf(error) !== 'ENOENT') throw error;
          folders.forget();
          return place(path, key, ifAbsent);
        });
        if (!placed) return 'taken';
        await folders.sync(folderOf(key));
        return object;
      },
      discard: async () => {
        await close();
        await rm(path, { force: true });
      },
    };
  }

  async function openObject(key: string): Promise<{ file: FileHandle; object: DiskObject } | undefined> {
    // A folder can be opened too, and a name below a file cannot.
    if (!(await statFile(join(dir, key)))) return undefined;
    const file = await open(join(dir, key), 'r').catch(ignoring('ENOENT'));
    return file && { file, object: describe(key, await file.stat({ bigint: true })) };
  }

  async function remove(key: string): Promise<void> {
    if (!(await statFile(join(dir, key)))) return;
    await unlink(join(dir, key)).catch(ignoring('ENOENT'));
    await folders.sync(folderOf(key));
  }

  async function* walk(prefix: string, after: string, folder = prefix.slice(0, prefix.lastIndexOf('/') + 1)): AsyncGenerator<DiskObject> {
    const entries = (await readdir(join(dir, folder), { withFileTypes: true }).catch(ignoring('ENOENT', 'ENOTDIR'))) ?? [];
    const keys = entries.map((entry) => `${folder}${entry.name}${entry.isDirectory() ? '/' : ''}`);
    // With its slash a folder sorts among its neighbours just where its keys do.
    for (const key of keys.sort()) {
      if (!key.startsWith(prefix) || (key <= after && !(key.endsWith('/') && after.startsWith(key)))) continue;
      if (key.endsWith('/')) {
        if (isObjectKey(key.slice(0, -1))) yield* walk(prefix, after, key);
      } else if (isObjectKey(key)) {
        const found = await statFile(join(dir, key));
        if (found) yield describe(key, found);
      }
    }
  }

  return { stage, isTaken, open: openObject, remove, walk: (prefix, after) => walk(prefix, after) };
}

interface FileFacts {
  size: bigint;
  ino: bigint;
  mtimeMs: bigint;
  mtimeNs: bigint;
}

function describe(key: string, { size, ino, mtimeMs, mtimeNs }: FileFacts): DiskObject {
  const etag = `"${ino.toString(16)}-${size.toString(16)}-${mtimeNs.toString(16)}"`;
  return { key, bytes: Number(size), modifiedAtMs: Number(mtimeMs), etag };
}

async function statFile(path: string): Promise<FileFacts | undefined> {
  const found = await stat(path, { bigint: true }).catch(ignoring('ENOENT', 'ENOTDIR'));
  return found?.isFile() ? found : undefined;
}

function folderOf(key: string): string {
  return key.includes('/') ? key.slice(0, key.lastIndexOf('/')) : '';
}

function errnoOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? '';
}

function ignoring(...codes: string[]): (error: unknown) => undefined {
  return (error) => {
    if (!codes.includes(errnoOf(error))) throw error;
    return undefined;
  };
}
