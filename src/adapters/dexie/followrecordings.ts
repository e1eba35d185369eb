import { Dexie, type ObservabilitySet } from 'dexie';
import * as v from 'valibot';
import type { RecordingId } from '../../core/names.ts';
import type { Recording } from '../../core/recording.ts';
import { recordingRow } from '../../wire/rows.ts';
import type { OwnerDb } from './ownerdb.ts';
import { guarded } from './storagefailure.ts';

/** What has changed since the last time, or at the first time everything. */
export interface RecordingsChange {
  /** These are all there are. */
  all: boolean;
  rows: Recording[];
  /** Of which the row cannot be read. */
  corrupt: RecordingId[];
  gone: RecordingId[];
}

/** How many of the newest are told before all: what a screen shows, whatever there is. */
const NEWEST = 60;
/** How many rows are parsed before others get their turn. */
const SLICE = 250;

/**
 * Tells all recordings, and then which have changed, whoever has changed them: this page, another one or the worker.
 * Only the rows that have changed are read again, so that many cost nothing while one is recorded. `failed`: they could not
 * be read; they are read again when something changes. `newest`: some of the newest, newest first, before all are read. Returns the way to end it.
 */
export function followRecordings(db: OwnerDb, watcher: { newest?(rows: Recording[]): void; next(change: RecordingsChange): void; failed(): void }): () => void {
  const part = `idb://${db.name}/recordings/`;
  let everything = true;
  let changed = new Set<RecordingId>();
  let reading = false;
  let ended = false;
  let first = true;

  function see(parts: ObservabilitySet): void {
    for (const name of ['all', part, `${part}:dels`]) collect(parts[name]);
    void read();
  }

  function collect(tree: unknown): void {
    if (!isTree(tree)) return;
    if (typeof tree.from === 'string' && tree.from === tree.to) changed.add(tree.from);
    else everything = true;
    collect(tree.l);
    collect(tree.r);
  }

  async function read(): Promise<void> {
    if (reading) return;
    reading = true;
    while (!ended && (everything || changed.size > 0)) {
      const all = everything;
      const ids = [...changed];
      everything = false;
      changed = new Set();
      try {
        if (first) watcher.newest?.(await readNewest(db));
        first = false;
        watcher.next(all ? await readAll(db) : await readSome(db, ids));
      } catch {
        watcher.failed();
        // Not now: there may be nothing to be read for a while.
        reading = false;
        everything = true;
        return;
      }
    }
    reading = false;
  }

  Dexie.on.storagemutated.subscribe(see);
  void read();
  return () => {
    ended = true;
    Dexie.on.storagemutated.unsubscribe(see);
  };
}

async function readNewest(db: OwnerDb): Promise<Recording[]> {
  const change: RecordingsChange = { all: false, rows: [], corrupt: [], gone: [] };
  for (const row of await guarded(db, () => db.recordings.orderBy('order').reverse().limit(NEWEST).toArray())) sort(row, change);
  return change.rows;
}

async function readAll(db: OwnerDb): Promise<RecordingsChange> {
  const stored = await guarded(db, () => db.recordings.orderBy('order').toArray());
  const change: RecordingsChange = { all: true, rows: [], corrupt: [], gone: [] };
  for (const [at, row] of stored.entries()) {
    if (at > 0 && at % SLICE === 0) await turn();
    sort(row, change);
  }
  return change;
}

async function readSome(db: OwnerDb, ids: readonly RecordingId[]): Promise<RecordingsChange> {
  const stored = await guarded(db, () => db.recordings.bulkGet([...ids]));
  const change: RecordingsChange = { all: false, rows: [], corrupt: [], gone: [] };
  for (const [at, row] of stored.entries()) {
    if (row === undefined) change.gone.push(ids[at]!);
    else sort(row, change);
  }
  return change;
}

function sort(row: Recording, into: RecordingsChange): void {
  const parsed = v.safeParse(recordingRow, row);
  if (parsed.success) into.rows.push(parsed.output);
  else into.corrupt.push(String(row.id));
}

/** Lets the screen and the recorder go before; timers are held back on hidden pages, messages are not. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** A part of an interval tree of Dexie's; an empty one has no ends. */
function isTree(value: unknown): value is { from: unknown; to: unknown; l?: unknown; r?: unknown } {
  return typeof value === 'object' && value !== null && 'from' in value && value.from !== undefined;
}
