import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CHANGES, NEWER_VERSION } from './changes.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** What a build is made of. */
const SOURCES = ['src', 'sw', 'api', 'public', 'index.html', 'manifest.webmanifest', 'package.json', 'tsconfig.json', 'vite.config.ts'];

/** Two builds of the app that one service serves, each as a folder like `dist/`. */
export interface Builds {
  /** The sources as they are. */
  older: string;
  /** The page and the worker of the sources with `CHANGES`; the service is the older build's, which has to take what they send. */
  newer: string;
  dispose(): Promise<void>;
}

/** Builds both from copies of the sources. Rejects when one does not build, or when a change no longer fits the sources. */
export async function buildBoth(): Promise<Builds> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-builds-'));
  const dispose = () => rm(folder, { recursive: true, force: true });
  try {
    const older = await copyOfSources(join(folder, 'older'));
    const newer = await copyOfSources(join(folder, 'newer'));
    await change(newer);
    const { build } = (await import(new URL('../../scripts/build.mjs', import.meta.url).href)) as { build(root: string): Promise<string> };
    await Promise.all([build(older), build(newer)]);
    await rm(join(newer, 'dist', 'server'), { recursive: true });
    await cp(join(older, 'dist', 'server'), join(newer, 'dist', 'server'), { recursive: true });
    return { older: join(older, 'dist'), newer: join(newer, 'dist'), dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function copyOfSources(folder: string): Promise<string> {
  for (const name of SOURCES) await cp(join(ROOT, name), join(folder, name), { recursive: true });
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
  return folder;
}

async function change(folder: string): Promise<void> {
  for (const { file, from, to } of CHANGES) {
    const path = join(folder, file);
    const text = await readFile(path, 'utf8');
    const places = text.split(from).length - 1;
    if (places !== 1) throw new Error(`e2e/versions/changes.ts: ${file} has ${places} times what is to be changed:\n${from}`);
    await writeFile(path, text.replace(from, () => to));
  }
  const path = join(folder, 'package.json');
  await writeFile(path, JSON.stringify({ ...(JSON.parse(await readFile(path, 'utf8')) as object), version: NEWER_VERSION }));
}
