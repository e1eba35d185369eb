import { opusPacketMs } from './mediaopus.ts';
import type { MediaReader } from './mediareader.ts';
import { createMp4Reader } from './mp4reader.ts';
import { createWebmReader } from './webmreader.ts';

/** Counts the audio of one take from its bytes, not from a timer. */
export interface MediaClock {
  /** The take's next bytes, in order, cut anywhere. Never throws: bytes that make no sense stop the count. */
  push(bytes: Uint8Array): void;
  /** Whole milliseconds of audio in the complete blocks or fragments so far; never less than before. */
  durationMs(): number;
}

/** A silence in the timestamps longer than this (a device that slept) is no audio. Recorders themselves leave tens of milliseconds. */
const MAX_JOIN_MS = 1000;

/**
 * A clock for a take of type `mimeType`: WebM and fragmented MP4 are counted, anything else stays at 0.
 * Its memory does not grow with the take.
 */
export function createMediaClock(mimeType: string): MediaClock {
  const stretch = createStretch();
  const reader = readerFor(mimeType, stretch);
  return {
    push: (bytes) => reader?.push(bytes),
    durationMs: () => Math.floor(stretch.ms() + 1e-6),
  };
}

function readerFor(mimeType: string, stretch: Stretch): MediaReader | undefined {
  const container = mimeType.split(';', 1)[0]!.trim().toLowerCase();
  if (container.endsWith('/webm')) return webmReader(/opus/i.test(mimeType), stretch);
  if (container.endsWith('/mp4')) return mp4Reader(stretch);
  return undefined;
}

function webmReader(saysOpus: boolean, stretch: Stretch): MediaReader {
  let last: { startMs: number; durationMs: number } | undefined;
  return createWebmReader(({ startMs, durationMs, head: [toc, second], codecId, packets }) => {
    if (packets === 0) return;
    const isOpus = toc !== undefined && (codecId ? codecId === 'A_OPUS' : saysOpus);
    // What neither says itself nor by BlockDuration how long it is, is taken to be as long as the block before.
    const ownMs = isOpus ? opusPacketMs(toc, second) : (durationMs ?? (last ? Math.max(0, startMs - last.startMs) : 0));
    last = { startMs, durationMs: ownMs };
    stretch.add(startMs, ownMs, isOpus);
  });
}

function mp4Reader(stretch: Stretch): MediaReader {
  return createMp4Reader(({ baseTicks, ticks, timescale }) => {
    // Chromium declares a fragment's last packet too short, so times come from `tfdt` and not from the sum alone.
    const startMs = baseTicks === undefined ? stretch.endMs() : (baseTicks * 1000) / timescale;
    stretch.add(startMs, (ticks * 1000) / timescale, false);
  });
}

interface Stretch {
  /** Adds a block or fragment. `exact`: `durationMs` is the audio in it, and no more than that is counted for it. */
  add(startMs: number, durationMs: number, exact: boolean): void;
  endMs(): number;
  ms(): number;
}

/** The audio between the first start and the last end, less the holes, and no more than exact durations add up to. */
function createStretch(): Stretch {
  let first: number | undefined;
  let end = 0;
  let holesMs = 0;
  let exactMs = 0;
  let allExact = true;
  return {
    add(startMs, durationMs, exact) {
      if (first === undefined) first = end = startMs;
      if (startMs - end > MAX_JOIN_MS) holesMs += startMs - end;
      end = Math.max(end, startMs + durationMs);
      exactMs += durationMs;
      allExact &&= exact;
    },
    endMs: () => end,
    ms: () => (allExact ? Math.min(exactMs, end - (first ?? 0) - holesMs) : end - (first ?? 0) - holesMs),
  };
}
