import type { RecorderView } from '../../core/capture/recorderview.ts';

/** How a stretch between two pauses stands. */
export interface TakeLine {
  /** From 1. */
  nth: number;
  savedMs: number;
  running: boolean;
}

/** Shown at most: what came before is counted. */
const SHOWN = 6;

/** The takes as they are shown while recording, the last ones, and how many came before them. */
export function takeLines(takes: RecorderView['takes']): { earlier: number; lines: TakeLine[] } {
  const lines = takes.map(({ savedMs, running }, i) => ({ nth: i + 1, savedMs, running }));
  return { earlier: Math.max(0, lines.length - SHOWN), lines: lines.slice(-SHOWN) };
}
