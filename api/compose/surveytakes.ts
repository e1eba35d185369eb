import { createMediaClock, type MediaClock } from '../../src/core/capture/mediaclock.ts';
import type { Manifest, ManifestTake } from '../../src/core/manifest.ts';
import type { Share } from './plaintake.ts';
import type { OpenSegment } from './sealedsegments.ts';
import { createLayoutReader, type LayoutReader, type TakeLayout } from './takelayout.ts';

/** What was found of a take when all of the recording was read once. */
export interface SurveyedTake {
  take: ManifestTake;
  layout: TakeLayout;
  shares: Share[];
  /** Counted as the device counts it. */
  durationMs: number;
}

/**
 * Reads the whole recording once, segment by segment: proves every byte before anything is written,
 * and notes where the complete audio of each take lies. Takes are in the manifest's order.
 * @throws ComposeFault like OpenSegment, or `audio_unreadable`.
 */
export async function surveyTakes(manifest: Manifest, openSegment: OpenSegment): Promise<SurveyedTake[]> {
  const surveys = new Map<number, Survey>();
  for (const take of manifest.takes) surveys.set(take.take, createSurvey(take));
  for (const segment of manifest.segments) {
    for (const { take } of segment.ranges) {
      const survey = surveys.get(take)!;
      survey.shares.push({ segment, start: survey.bytes });
    }
    for (const { take, data } of await openSegment(segment)) {
      const survey = surveys.get(take)!;
      survey.layout.push(data);
      survey.clock.push(data);
      survey.bytes += data.byteLength;
    }
  }
  return [...surveys.values()].map(({ take, layout, clock, shares }) => ({
    take,
    layout: layout.layout(),
    shares,
    durationMs: clock.durationMs(),
  }));
}

interface Survey {
  take: ManifestTake;
  layout: LayoutReader;
  clock: MediaClock;
  shares: Share[];
  bytes: number;
}

function createSurvey(take: ManifestTake): Survey {
  return { take, layout: createLayoutReader(take.take, take.mimeType), clock: createMediaClock(take.mimeType), shares: [], bytes: 0 };
}
