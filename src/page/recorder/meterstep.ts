import { meterOf } from '../../core/capture/sound.ts';

/** How loud it is, in words. */
export type MeterStep = 'none' | 'quiet' | 'good' | 'loud' | 'unknown';

/** Heights on the meter from which a step is reached: −60, −45, −30 and −1.5 dBFS. */
const QUIET = 0.02;
const GOOD = 0.3;
const LOUD = 0.97;

/** The step of a peak from 0 to 1; null when the samples cannot be read. */
export function meterStep(peak: number | null): MeterStep {
  if (peak === null) return 'unknown';
  const height = meterOf(peak);
  if (height < QUIET) return 'none';
  if (height < GOOD) return 'quiet';
  return height < LOUD ? 'good' : 'loud';
}
