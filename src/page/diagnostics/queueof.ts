import { isUnsent, type Recording } from '../../core/recording.ts';
import type { Queue } from './report.ts';

/** How many recordings are in which state, and what of them only this device has. Bytes are of sealed audio. */
export function queueOf(recordings: readonly Recording[], unreadable: number, others: boolean): Queue {
  const byState: Queue['byState'] = {};
  for (const { state } of recordings) byState[state] = (byState[state] ?? 0) + 1;
  const kept = recordings.filter((one) => isUnsent(one) || one.state === 'failed');
  return {
    hidden: false,
    byState,
    unreadable,
    unsentBytes: kept.reduce((sum, { chunkBytes, segmentBytes, bytesSent }) => sum + Math.max(0, chunkBytes + segmentBytes - bytesSent), 0),
    // By local order: the clock may have been wrong when it began.
    oldestUnsentAtMs: kept.reduce<Recording | undefined>((oldest, one) => (oldest && oldest.order < one.order ? oldest : one), undefined)?.startedAtMs ?? null,
    others,
  };
}
