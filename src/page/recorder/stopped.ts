import type { RecorderView } from '../../core/capture/recorder.ts';
import type { Recording } from '../../core/recording.ts';
import { isBeingSent, type Surroundings } from '../library/describe.ts';
import { formats, words } from '../i18n/words.ts';

/** What is said after Stop: what is safe, and what happens to it next. */
export interface Stopped {
  title: string;
  next: string;
  savedMs: number;
}

/** The summary of the recording that has ended last, or null when there was none. `row` is that recording as stored. */
export function stopped({ phase, recordingId, savedMs }: RecorderView, row: Recording | undefined, around: Surroundings): Stopped | null {
  if (phase !== 'idle' || recordingId === null) return null;
  if (savedMs === 0 && (row === undefined || row.state === 'empty')) return { title: words.stopped.emptyTitle, next: words.stopped.empty, savedMs };
  return { title: words.stopped.title(formats.duration(savedMs)), next: next(row, around), savedMs };
}

function next(row: Recording | undefined, around: Surroundings): string {
  switch (row?.state) {
    case 'sent':
      return words.stopped.sent;
    case 'archived':
      return words.stopped.archived;
    case 'failed':
      return words.stopped.failed;
    case 'waiting':
    case 'uploading':
      if (around.signIn === 'out' || around.signIn === 'other') return words.stopped.signIn;
      if (!around.online) return words.stopped.waitsForNetwork;
      if (isBeingSent(row, around)) return words.stopped.sending;
      return retryWords(row);
    default:
      // Not closed: the next start of the app sees to that.
      return words.stopped.kept;
  }
}

function retryWords({ retry }: Recording): string {
  if (retry === null) return words.stopped.sending;
  if (retry.remedy === 'signIn') return words.stopped.signIn;
  return retry.remedy === 'waitForNetwork' ? words.stopped.waitsForNetwork : words.stopped.waitsForTime;
}
