import type { Page } from '@playwright/test';
import { analyse, toneFaults, type Stretch } from '../harness/analyse.ts';
import type { Archived } from '../harness/archive.ts';
import { decodeAudio } from '../harness/decode.ts';
import type { Found } from './verdict.ts';

const RATE = 16_000;

/** An archived recording as it sounds, decoded in `page`. */
export async function listen(page: Page, { recordingId, record, files }: Archived): Promise<Found> {
  const faults = files.length === 1 ? [] : [`archived in ${files.length} files`];
  const { samples, durationS } = await decodeAudio(page, files[0]!.bytes, RATE);
  const stretches = analyse(samples, RATE);
  return { recordingId, startedAtMs: record.startedAtMs, seconds: durationS, toneFaults: (cutsAtS) => [...faults, ...faultsWithCuts(stretches, cutsAtS)] };
}

/** `toneFaults`, also where a pause was so short that the same second goes on after it: what is left of that is one tone, with a piece missing in its middle. */
export function faultsWithCuts(stretches: readonly Stretch[], cutsAtS: readonly number[]): string[] {
  const pieces = stretches.flatMap((stretch) => {
    const { startS, durationS, tone } = stretch;
    const cutS = cutsAtS.find((atS) => atS > startS && atS < startS + durationS);
    if (cutS === undefined) return [stretch];
    return [
      { tone, startS, durationS: cutS - startS },
      { tone, startS: cutS, durationS: startS + durationS - cutS },
    ];
  });
  return toneFaults(pieces, { cutsAtS });
}
