import { performance } from 'node:perf_hooks';
import { join } from 'node:path';
import { createKeyRing } from '../../api/adapters/local/keyring.ts';
import { createStore } from '../../api/adapters/local/store/store.ts';
import { createS3Store } from '../../api/adapters/s3/s3store.ts';
import { composeRecording } from '../../api/compose/compose.ts';
import type { ObjectStore } from '../../api/ports.ts';
import type { ArchiveRecord } from '../../src/wire/archive.ts';

// For measuring compose in a process of its own.

const CREDENTIALS = { accessKeyId: 'MEASUREMEASURE', secretAccessKey: 'measure-measure-measure' };

/** The embedded store in `dir`, as the service has it. */
export function measuredStore(dir: string): ObjectStore {
  const where = { bucket: 'holdfast', region: 'local' };
  const { handle } = createStore({ dir: join(dir, 'store'), credentials: CREDENTIALS, ...where, clock: Date.now });
  return createS3Store({ endpoint: 'http://store.invalid', ...where, ...CREDENTIALS, pathStyle: true, fetch: handle });
}

/** What composing took. Bytes; `peakBytes` as the system saw it. */
export interface ComposeFigures {
  startBytes: number;
  /** Most of what was resident whenever a segment was read, and at the end. */
  residentBytes: number;
  peakBytes: number;
  seconds: number;
  files: { name: string; bytes: number; seconds: number }[];
}

/** Composes a recording that lies in `dir` and watches this process. */
export async function measureCompose(dir: string, ownerId: string, recordingId: string): Promise<ComposeFigures> {
  const store = measuredStore(dir);
  const keys = await createKeyRing({ dir: join(dir, 'keys') });
  const startBytes = process.memoryUsage.rss();
  let residentBytes = 0;
  const watch = (): void => void (residentBytes = Math.max(residentBytes, process.memoryUsage.rss()));
  const watched: ObjectStore = {
    ...store,
    get: (key) => {
      watch();
      return store.get(key);
    },
  };
  const startedAt = performance.now();
  const log = () => undefined;
  const result = await composeRecording({ store: watched, keys, clock: Date.now, log, workDir: join(dir, 'work') }, ownerId, recordingId);
  const seconds = (performance.now() - startedAt) / 1000;
  if (!('files' in result)) throw new Error(`${result.code}: ${result.detail}`);
  return { startBytes, residentBytes, peakBytes: process.resourceUsage().maxRSS * 1024, seconds, files: (result as ArchiveRecord).files };
}
