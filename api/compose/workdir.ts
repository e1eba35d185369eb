import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

const PREFIX = 'compose-';

/** Runs `work` with a new folder below `workDir` that only this user can enter, and removes it whatever happens. */
export async function withScratch<T>(workDir: string, work: (folder: string) => Promise<T>): Promise<T> {
  await mkdir(workDir, { recursive: true, mode: 0o700 });
  const folder = await mkdtemp(join(workDir, PREFIX));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Removes what a process that died left in `workDir`. To be called at start, while nobody composes there. */
export async function clearScratch(workDir: string): Promise<void> {
  await mkdir(workDir, { recursive: true, mode: 0o700 });
  for (const name of await readdir(workDir)) {
    if (name.startsWith(PREFIX)) await rm(join(workDir, name), { recursive: true, force: true });
  }
}
