import { isAmending, isTrashed, type Recording } from '../../core/recording.ts';
import { waitingOf } from '../library/sending.ts';

/** What only this device has. */
export interface Held {
  /** Finished recordings whose audio the server has not confirmed or could not archive. */
  recordings: Recording[];
  /** How many of them can still be sent by themselves; the others have failed. */
  sendable: number;
  /** Their audio in begun minutes: a loss is not made to look smaller. */
  minutes: number;
  /** How many recordings that the server has wait with something that was written about them. */
  written: number;
}

/** What would be lost with this device's copy. A recording that runs, or that its person has thrown away, is not among it. */
export function heldHere(recordings: readonly Recording[]): Held {
  const waiting = waitingOf(recordings);
  const held = [...waiting, ...recordings.filter((one) => one.state === 'failed' && !isTrashed(one))];
  const minutes = Math.ceil(held.reduce((sum, { savedMs }) => sum + savedMs, 0) / 60_000);
  return { recordings: held, sendable: waiting.length, minutes, written: recordings.filter(isAmending).length };
}
