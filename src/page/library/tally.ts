import type { RecordingId } from '../../core/names.ts';
import { isTrashed, type Recording } from '../../core/recording.ts';
import { waitingOf } from './sending.ts';

/** What has become of the recordings that waited, since there was last nothing to send. */
export interface Tally {
  waiting: ReadonlySet<RecordingId>;
  sent: number;
  failed: number;
  /** Nothing waits any more, and something was sent or failed. */
  over: boolean;
}

export const NO_TALLY: Tally = { waiting: new Set(), sent: 0, failed: 0, over: false };

/** The tally after a change of the recordings, whoever has sent them. It begins anew with the first that waits after it was over. */
export function nextTally(before: Tally, recordings: readonly Recording[]): Tally {
  const waiting = new Set(waitingOf(recordings).map(({ id }) => id));
  let { sent, failed } = before.over && waiting.size > 0 ? NO_TALLY : before;
  for (const recording of recordings) {
    if (waiting.has(recording.id) || !before.waiting.has(recording.id) || isTrashed(recording)) continue;
    if (recording.state === 'sent' || recording.state === 'archived') sent += 1;
    if (recording.state === 'failed') failed += 1;
  }
  return { waiting, sent, failed, over: waiting.size === 0 && sent + failed > 0 };
}
