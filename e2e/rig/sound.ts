import type { Page } from '@playwright/test';
import { analyse, toneFaults } from '../harness/analyse.ts';
import type { Archived } from '../harness/archive.ts';
import { decodeAudio } from '../harness/decode.ts';
import type { Found } from './verdict.ts';

const RATE = 16_000;

/** An archived recording as it sounds, decoded in `page`. */
export async function listen(page: Page, { recordingId, record, files }: Archived): Promise<Found> {
  const faults = files.length === 1 ? [] : [`archived in ${files.length} files`];
  const { samples, durationS } = await decodeAudio(page, files[0]!.bytes, RATE);
  const stretches = analyse(samples, RATE);
  return { recordingId, startedAtMs: record.startedAtMs, seconds: durationS, toneFaults: (cutsAtS) => [...faults, ...toneFaults(stretches, { cutsAtS })] };
}
