import type { RecorderView } from '../../core/capture/recorderview.ts';
import { isRunning, type Recording } from '../../core/recording.ts';
import type { ScreenFaultCode } from '../faults/faulttable.ts';
import { isBeingSent, type Surroundings } from '../library/progress.ts';
import { formats, words } from '../i18n/words.ts';

/** What stands in the middle of the screen while nothing is recorded. */
export interface Headline {
  title: string;
  hint: string;
  /** Of the recording that has just ended: how much of it is safe, in milliseconds. Null when there was none. */
  savedMs: number | null;
}

/**
 * After a recording what is safe and what happens to it next, else whether one may begin; null while one is under way.
 * `row` is the recording that the view tells of, as stored.
 */
export function headline(
  { phase, recordingId, savedMs }: RecorderView,
  row: Recording | undefined,
  around: Surroundings & { mayRecord: boolean; storageBroken: boolean },
): Headline | null {
  if (phase !== 'idle') return null;
  if (recordingId !== null) {
    if (savedMs > 0) return { title: words.stopped.title(formats.duration(savedMs)), hint: next(row, around), savedMs };
    const { what, safe, todo } = words.faults.screen.nothing_saved;
    const nothing = row === undefined || row.state === 'empty' || isRunning(row);
    return { title: what, hint: nothing ? `${safe} ${todo}` : next(row, around), savedMs };
  }
  if (around.storageBroken) return broken('not_ready');
  if (!around.mayRecord) return broken('recording_off');
  return { title: words.recorder.ready, hint: words.recorder.readyHint, savedMs: null };
}

function broken(code: ScreenFaultCode): Headline {
  const { what, safe, todo } = words.faults.screen[code];
  return { title: what, hint: `${safe} ${todo}`, savedMs: null };
}

function next(row: Recording | undefined, around: Surroundings): string {
  switch (row?.state) {
    case 'sent':
      return words.stopped.sent;
    case 'archived':
      return words.stopped.archived;
    case 'failed':
      return row.failure?.code === 'no_sound' ? words.stopped.noSound : words.stopped.failed;
    case 'waiting':
    case 'uploading':
      if (around.signIn === 'out' || around.signIn === 'other' || row.retry?.remedy === 'signIn') return words.stopped.signIn;
      if (!around.online || row.retry?.remedy === 'waitForNetwork') return words.stopped.waitsForNetwork;
      if (isBeingSent(row, around)) return words.stopped.sending;
      return row.retry === null ? words.stopped.soon : words.stopped.waitsForTime;
    default:
      // Not closed: the next start of the app sees to that.
      return words.stopped.kept;
  }
}
