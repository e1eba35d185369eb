import { mkdirSync } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/** Folders below one root, made so that they outlive a power cut. */
export interface Folders {
  /** Makes `folder` (relative, `/` between parts) and everything above it. Resolves once all of them are on disk. */
  make(folder: string): Promise<void>;
  /** Makes `folder` and resolves once every name that was in it at the call is on disk. */
  sync(folder: string): Promise<void>;
  /** Forgets what was made: somebody removed a folder behind our back. */
  forget(): void;
}

/** Remembering a folder saves a sync; forgetting one costs only that. */
const MAX_REMEMBERED = 10_000;

/** Makes `root` itself at once. */
export function createFolders(root: string): Folders {
  // Promises, not a set: whoever finds a folder that another call is still making waits until it is on disk.
  const made = new Map<string, Promise<void>>();
  const first = mkdirSync(root, { recursive: true, mode: 0o700 });
  const rootSynced = first === undefined ? Promise.resolve() : syncUp(resolve(root), dirname(resolve(first)));
  rootSynced.catch(() => undefined);

  async function makeOne(folder: string): Promise<void> {
    const parent = folder.includes('/') ? folder.slice(0, folder.lastIndexOf('/')) : '';
    await make(parent);
    await mkdir(join(root, folder), { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    await syncFolder(join(root, parent));
  }

  function make(folder: string): Promise<void> {
    if (folder === '') return rootSynced;
    const known = made.get(folder);
    if (known) return known;
    if (made.size >= MAX_REMEMBERED) made.clear();
    const making = makeOne(folder);
    made.set(folder, making);
    making.catch(() => made.delete(folder));
    return making;
  }

  return {
    make,
    sync: async (folder) => {
      await make(folder);
      await syncFolder(join(root, folder));
    },
    forget: () => made.clear(),
  };
}

async function syncUp(from: string, to: string): Promise<void> {
  for (let path = from; path !== to; path = dirname(path)) await syncFolder(dirname(path));
}

async function syncFolder(path: string): Promise<void> {
  // Windows has no handle on a folder to sync; NTFS journals names by itself.
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
