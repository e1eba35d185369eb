import { batch, signal, type ReadonlySignal } from '@preact/signals';
import type { RecordingsChange } from '../../adapters/dexie/followrecordings.ts';
import type { RecordingId } from '../../core/names.ts';
import { isRunning, type Recording } from '../../core/recording.ts';

/** One owner's recordings as the page knows them. */
export interface RecordingList {
  /** In local order, oldest first; null until they have been read. */
  recordings: ReadonlySignal<Recording[] | null>;
  /** The same, but a recording that only grows does not change it: whatever lists them goes by this. */
  listed: ReadonlySignal<readonly Recording[] | null>;
  /** Some of the newest, oldest first, until all have been read: something to show, and nothing to count. */
  newest: ReadonlySignal<readonly Recording[]>;
  /** Of which not even the row can be read. */
  damaged: ReadonlySignal<RecordingId[]>;
  /** One of them as it is now; to be read while drawing. */
  of(id: RecordingId): Recording | undefined;
  begin(newest: readonly Recording[]): void;
  apply(change: RecordingsChange): void;
}

/** An empty list, for `apply` to fill. */
export function createRecordingList(): RecordingList {
  const recordings = signal<Recording[] | null>(null);
  const listed = signal<readonly Recording[] | null>(null);
  const newest = signal<readonly Recording[]>([]);
  const damaged = signal<RecordingId[]>([]);
  let byId = new Map<RecordingId, Recording>();

  function patched({ rows, corrupt, gone }: RecordingsChange): Recording[] {
    const next = [...(recordings.value ?? [])];
    for (const row of rows) {
      const before = byId.get(row.id);
      if (before) next[next.lastIndexOf(before)] = row;
      else next.push(row);
      byId.set(row.id, row);
    }
    if (next.some(({ order }, i) => order < (next[i - 1]?.order ?? 0))) next.sort((a, z) => a.order - z.order);
    const lost = new Set([...corrupt, ...gone].filter((id) => byId.delete(id)));
    return lost.size === 0 ? next : next.filter(({ id }) => !lost.has(id));
  }

  return {
    recordings,
    listed,
    newest,
    damaged,
    of(id) {
      // Read for the sake of being told of changes.
      return recordings.value === null ? newest.value.find((one) => one.id === id) : byId.get(id);
    },
    begin(rows) {
      newest.value = [...rows].reverse();
    },
    apply(change) {
      const quiet = !change.all && change.corrupt.length + change.gone.length === 0 && change.rows.every((row) => onlyGrows(byId.get(row.id), row));
      if (change.all) byId = new Map(change.rows.map((row) => [row.id, row]));
      batch(() => {
        recordings.value = change.all ? change.rows : patched(change);
        if (!quiet) listed.value = recordings.value;
        const known = change.all ? [] : damaged.value.filter((id) => !change.gone.includes(id) && !byId.has(id));
        const now = [...new Set([...known, ...change.corrupt])];
        if (now.join() !== damaged.value.join()) damaged.value = now;
      });
    },
  };
}

function onlyGrows(before: Recording | undefined, now: Recording): boolean {
  return before !== undefined && isRunning(before) && before.state === now.state && before.order === now.order;
}
