import type { RecorderView } from '../../core/capture/recorderview.ts';
import { formats, words } from '../i18n/words.ts';
import type { Browser } from './browserof.ts';
import type { FaultMessage } from './faulttable.ts';

/** The message for the fault that a recorder shows, as a person with `browser` can use it; null when there is none. */
export function captureMessage({ fault, phase, recordingId, savedMs }: RecorderView, browser: Browser): FaultMessage | null {
  if (fault === null) return null;
  const table = words.faults;
  const saved = formats.duration(savedMs);
  const safe = () => {
    if (recordingId === null) return table.captureSafe.notStarted;
    if (phase !== 'idle') return table.captureSafe.paused(saved);
    return savedMs > 0 ? table.captureSafe.ended(saved) : table.captureSafe.endedEmpty;
  };
  const { what, todo } = table.capture[fault];
  const way = typeof todo === 'string' ? todo : (todo[browser] ?? todo.other);
  return { what, safe: safe(), todo: phase === 'paused' && recordingId !== null ? `${way} ${table.capturePaused}` : way };
}
