import { audioLeftMs } from '../../core/capture/quality.ts';
import type { FreeSpace } from '../../core/storage/freespace.ts';
import { moreWords } from '../i18n/words.ts';

const HOUR_MS = 3_600_000;

/** How much fits on this device at so many bits per second, in whole hours, below two in whole minutes. */
export function timeLeft(free: FreeSpace | null, bitsPerSecond: number): string {
  const leftMs = audioLeftMs(free?.bytes ?? null, bitsPerSecond);
  if (free === null || leftMs === null) return moreWords.options.leftUnknown;
  const { minutesLeft, hoursLeft, moreMinutes, moreHours } = moreWords.options;
  const [inMinutes, inHours] = free.exact ? [minutesLeft, hoursLeft] : [moreMinutes, moreHours];
  return leftMs < 2 * HOUR_MS ? inMinutes(Math.floor(leftMs / 60_000)) : inHours(Math.floor(leftMs / HOUR_MS));
}
