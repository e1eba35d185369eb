import { audioLeftMs } from '../../core/capture/quality.ts';
import { moreWords } from '../i18n/words.ts';

const HOUR_MS = 3_600_000;

/** How much fits on this device at so many bits per second, in whole hours, below two in whole minutes. */
export function timeLeft(freeBytes: number | null, bitsPerSecond: number): string {
  const leftMs = audioLeftMs(freeBytes, bitsPerSecond);
  if (leftMs === null) return moreWords.options.leftUnknown;
  return leftMs < 2 * HOUR_MS ? moreWords.options.minutesLeft(Math.floor(leftMs / 60_000)) : moreWords.options.hoursLeft(Math.floor(leftMs / HOUR_MS));
}
