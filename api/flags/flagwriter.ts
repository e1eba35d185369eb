import { randomUUID } from 'node:crypto';
import { changesBetween } from '../../src/core/flags/changes.ts';
import { flagKilled } from '../../src/core/flags/phases.ts';
import type { FlagAuthor, FlagChangeRecord } from '../../src/wire/flagadmin.ts';
import type { FlagDocument } from '../../src/wire/flags.ts';
import type { FlagSource } from '../flagsource.ts';
import { StoreError, type Clock, type Log } from '../ports.ts';
import type { FlagDocuments, StoredFlags } from './flagdocuments.ts';
import type { PersonHmac } from './personhmac.ts';

/** Who writes, and why. */
export interface Signature {
  by: FlagAuthor;
  why: string;
}

/** What came of a wish to write. */
export interface WrittenFlags {
  /** What counts now: what was written, or what was so already. */
  counts: StoredFlags;
  changed: boolean;
  /** The version that counted before; null when none could be read. */
  basedOn: number | null;
}

/** Somebody else was faster. Nothing was written. `current` counts now. */
export class FlagsChanged extends Error {
  override readonly name = 'FlagsChanged';
  readonly current: StoredFlags;
  constructor(current: StoredFlags) {
    super('the flags have changed');
    this.current = current;
  }
}

/** Writes versions, each once. All methods reject with StoreError when the store is out of reach. */
export interface FlagWriter {
  /**
   * Writes what `make` makes of what counts, if that has `etag`. Whatever `make` throws comes through.
   * @throws FlagsChanged
   */
  write(etag: string, make: (base: StoredFlags) => FlagDocument | Promise<FlagDocument>, signature: Signature & { returnedTo?: number }): Promise<WrittenFlags>;
  /** Switches off whatever counts, and after a race whatever counts then. Goes ahead even when no document can be read. */
  kill(signature: Signature): Promise<WrittenFlags>;
}

/** Each loss is somebody else's win, so that this many in a row mean a fault. */
const MAX_TRIES = 100;

export function createFlagWriter(parts: { documents: FlagDocuments; source: FlagSource; personHmac: PersonHmac; clock: Clock; log: Log }): FlagWriter {
  const { documents, source, personHmac, clock, log } = parts;

  /** What came of it, or 'taken' when the number was taken meanwhile. */
  async function add(base: StoredFlags | undefined, top: number, content: FlagDocument, signature: Signature & Pick<FlagChangeRecord, 'kind' | 'returnedTo'>): Promise<WrittenFlags | 'taken'> {
    const basedOn = base?.version ?? null;
    const changes = changesBetween(base?.document, content);
    if (base && changes.length === 0) return { counts: base, changed: false, basedOn };
    const atMs = clock();
    const version = top + 1;
    const change: FlagChangeRecord = { version, basedOn, ...signature, atMs, changes, ...(personHmac.keyId !== undefined && { hmacKeyId: personHmac.keyId }) };
    // The id makes every version's bytes its own, and leads those who may know to who made it.
    const stored = await documents.add({ ...content, version, updatedAt: new Date(atMs).toISOString(), changeId: randomUUID() }, change);
    if (stored === 'taken') return 'taken';
    source.heard(stored);
    log('info', 'flags_written', { version, kind: signature.kind });
    return { counts: stored, changed: true, basedOn };
  }

  return {
    async write(etag, make, signature) {
      for (let tries = 0; tries < MAX_TRIES; tries++) {
        const { counts, top } = await source.ask();
        if (!counts) throw new StoreError('no readable flag document');
        if (counts.etag !== etag) throw new FlagsChanged(counts);
        const kind = signature.returnedTo === undefined ? 'edit' : 'return';
        const outcome = await add(counts, top, await make(counts), { ...signature, kind });
        if (outcome !== 'taken') return outcome;
      }
      throw new StoreError('a version is taken and does not count');
    },

    async kill(signature) {
      for (let tries = 0; tries < MAX_TRIES; tries++) {
        const { counts, top } = await source.ask();
        const outcome = await add(counts, top, killed(counts?.document), { ...signature, kind: 'kill' });
        if (outcome !== 'taken') return outcome;
      }
      throw new StoreError('a version is taken and does not count');
    },
  };
}

/** `document` with everything kept for the way back. Not checked as an edit is: it counts as it is. */
function killed(document: FlagDocument | undefined): FlagDocument {
  if (!document) return { version: 1, updatedAt: '', flags: { enableOfflineRecording: { kill: true, default: false } } };
  return { ...document, flags: { ...document.flags, enableOfflineRecording: flagKilled(document.flags.enableOfflineRecording) } };
}
