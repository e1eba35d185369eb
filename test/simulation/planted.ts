import type { RecordingStore, UploadApi } from '../../src/core/ports.ts';
import type { MemoryRecordings, Transact } from '../bench/memoryrecordings.ts';
import type { Network } from './network.ts';
import type { Life, Turns } from './turns.ts';

/** What a planted store is made of. */
export interface StoreParts {
  db: MemoryRecordings;
  transact: Transact;
  turns: Turns;
  life: Life;
}

/** A bug that is planted where the simulated parts and the core meet. */
export interface SeamBug {
  /** Methods in place of the store's own. */
  store?(real: RecordingStore, parts: StoreParts): RecordingStore;
  api?(real: UploadApi, network: Network): UploadApi;
  /** States in which retention deletes a recording's audio; rightly only `archived`. */
  purges?: readonly string[];
  /** The operating system may lose what it has acknowledged. */
  relaxed?: boolean;
}
