import { isRunning, isUnsent, type Recording } from '../../core/recording.ts';
import type { RecordingId } from '../../core/names.ts';

/** What one drain has to do with: the finished recordings that were waiting when it began or have joined since. */
export interface Batch {
  ids: ReadonlySet<RecordingId>;
  /** How many of them are off. */
  done: number;
  /** Of the bytes of all of them, in whole percent. */
  percent: number;
}

export const NO_BATCH: Batch = { ids: new Set(), done: 0, percent: 0 };

/** Finished recordings that the server has not confirmed. */
export function waitingOf(recordings: readonly Recording[]): Recording[] {
  return recordings.filter((recording) => isUnsent(recording) && !isRunning(recording));
}

/** The batch after a change: it grows while a drain is at work and is over with it. */
export function nextBatch(before: Batch, recordings: readonly Recording[], sending: boolean): Batch {
  if (!sending) return NO_BATCH;
  const waiting = new Set(waitingOf(recordings).map(({ id }) => id));
  const ids = new Set([...before.ids, ...waiting]);
  let bytes = 0;
  let sent = 0;
  for (const one of recordings) {
    if (!ids.has(one.id)) continue;
    const all = one.segmentBytes + one.chunkBytes;
    bytes += all;
    sent += waiting.has(one.id) ? Math.min(one.bytesSent, all) : all;
  }
  return { ids, done: ids.size - waiting.size, percent: bytes === 0 ? 0 : Math.floor((100 * sent) / bytes) };
}

/** Whether there is something in a batch that is not off yet. */
export function isAtWork(batch: Batch): boolean {
  return batch.done < batch.ids.size;
}
