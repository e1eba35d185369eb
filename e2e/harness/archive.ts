import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { archiveProblem, archiveRecord, type ArchiveProblem, type ArchiveRecord } from '../../src/wire/archive.ts';

// What lies in the service's store on disk, where keys are paths below {dataDir}/store.

export interface Archived {
  ownerId: string;
  recordingId: string;
  record: ArchiveRecord;
  /** The archived audio, in playing order. */
  files: { name: string; mimeType: string; bytes: Buffer }[];
}

const POLL_MS = 50;

/** Every key in the store that starts with `prefix`, in order, e.g. `ingest/`. What is still arriving has no key. */
export async function storeKeys(dataDir: string, prefix = ''): Promise<string[]> {
  return (await keysBelow(join(dataDir, 'store'), '')).filter((key) => key.startsWith(prefix)).sort();
}

async function keysBelow(root: string, folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []; // Not there yet, or removed since it was listed.
    throw error;
  });
  const keys = entries.map((entry) => {
    if (entry.name.startsWith('.')) return []; // No key starts so: the store's own.
    return entry.isDirectory() ? keysBelow(root, `${folder}${entry.name}/`) : [`${folder}${entry.name}`];
  });
  return (await Promise.all(keys)).flat();
}

/** The recordings that are archived, by key. Rejects when one is not as FORMATS has it. */
export async function archivedRecordings(dataDir: string): Promise<Archived[]> {
  const keys = (await storeKeys(dataDir, 'archive/')).filter((key) => key.endsWith('/recording.json'));
  return await Promise.all(
    keys.map(async (key) => {
      const folder = join(dataDir, 'store', key, '..');
      const record = v.parse(archiveRecord, await readJson(dataDir, key));
      const files = record.files.map(async ({ name, mimeType }) => ({ name, mimeType, bytes: await readFile(join(folder, name)) }));
      return { ownerId: record.ownerId, recordingId: record.recordingId, record, files: await Promise.all(files) };
    }),
  );
}

/** What could not be archived, and why. */
export async function archiveProblems(dataDir: string): Promise<ArchiveProblem[]> {
  const keys = (await storeKeys(dataDir, 'archive/')).filter((key) => key.endsWith('/problem.json'));
  return await Promise.all(keys.map(async (key) => v.parse(archiveProblem, await readJson(dataDir, key))));
}

/**
 * Waits until `count` recordings are archived, and resolves with all that are.
 * Rejects as soon as the archive has a problem, and after `timeoutMs` with what was there.
 */
export async function waitForArchive(dataDir: string, options: { count?: number; timeoutMs?: number } = {}): Promise<Archived[]> {
  const { count = 1, timeoutMs = 30_000 } = options;
  const deadlineMs = Date.now() + timeoutMs;
  for (;;) {
    const problems = await archiveProblems(dataDir);
    if (problems.length > 0) throw new Error(`not archived: ${problems.map(({ code, detail }) => `${code} (${detail})`).join(', ')}`);
    const archived = await archivedRecordings(dataDir);
    if (archived.length >= count) return archived;
    if (Date.now() > deadlineMs) {
      const keys = await storeKeys(dataDir, 'ingest/');
      throw new Error(`${archived.length} of ${count} archived after ${timeoutMs} ms; in ingest/:\n${keys.join('\n')}`);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

async function readJson(dataDir: string, key: string): Promise<unknown> {
  return JSON.parse(await readFile(join(dataDir, 'store', key), 'utf8'));
}
