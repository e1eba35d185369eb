import type { RecorderView } from '../../core/capture/recorder.ts';
import { formats, words } from '../i18n/words.ts';

/** A fault of the capture in one breath: what happened, what is safe, what to do. */
export interface FaultMessage {
  what: string;
  safe: string;
  todo: string;
}

/** The message for the fault that a recorder shows, or null when there is none. */
export function faultMessage({ fault, phase, recordingId, savedMs }: RecorderView): FaultMessage | null {
  if (fault === null) return null;
  const saved = formats.duration(savedMs);
  const safe = () => {
    if (recordingId === null) return words.safe.notStarted;
    if (phase !== 'idle') return words.safe.paused(saved);
    return savedMs > 0 ? words.safe.ended(saved) : words.safe.endedEmpty;
  };
  const { what, todo } = words.faults[fault];
  return { what, safe: safe(), todo };
}
