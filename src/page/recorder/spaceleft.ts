import { audioLeftMs } from '../../core/capture/quality.ts';

/** From here on a person is warned. */
const LITTLE_MINUTES = 30;

/** The minutes that still fit when they are few; null while there is room, or nobody can tell. */
export function fewMinutesLeft(freeBytes: number | null, bitsPerSecond: number): number | null {
  const leftMs = audioLeftMs(freeBytes, bitsPerSecond);
  if (leftMs === null) return null;
  const minutes = Math.floor(leftMs / 60_000);
  return minutes < LITTLE_MINUTES ? minutes : null;
}
