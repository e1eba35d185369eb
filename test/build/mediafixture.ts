import { readFileSync } from 'node:fs';
import type { Bytes } from '../../src/core/bytes.ts';
import type { TakePlan } from './recording.ts';

/** What Chromium recorded of its fake microphone; see test/fixtures/media/record.mjs. */
export type MediaFixture = 'chromium-opus.webm' | 'chromium-opus-paused.webm' | 'chromium-opus.mp4' | 'chromium-opus-paused.mp4';

/** How long the audio in every fixture is, to a packet of Chromium's: it recorded for 3 s without the pause. */
export const FIXTURE_MS = 3000;
export const FIXTURE_PACKET_MS = 60;
/** Packets in every fixture, as ffprobe counts them. */
export const FIXTURE_PACKETS = 50;

/** The take in a fixture, slice by slice as the recorder gave it. */
export function mediaFixture(name: MediaFixture): TakePlan {
  const folder = new URL('../fixtures/media/', import.meta.url);
  const bytes: Bytes = new Uint8Array(readFileSync(new URL(name, folder)));
  const { mimeType, slices } = JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as {
    mimeType: string;
    slices: [bytes: number, atMs: number][];
  };
  let at = 0;
  return { mimeType, chunks: slices.map(([length]) => bytes.slice(at, (at += length))) };
}
