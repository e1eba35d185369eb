import type { RecorderView } from '../../core/capture/recorderview.ts';

/** How much was heard at a moment of the monotonic clock, in milliseconds. What is saved has been heard, whatever the clocks say. */
export function heardMs({ heardBeforeMs, runningSinceMs, savedMs }: RecorderView, nowMs: number): number {
  const runningMs = runningSinceMs === null ? 0 : Math.max(0, nowMs - runningSinceMs);
  return Math.max(heardBeforeMs + runningMs, savedMs);
}
