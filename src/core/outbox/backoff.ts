import type { Failure } from '../failures.ts';
import type { Retry } from '../recording.ts';

const FIRST_MS = 2_000;
/** No wait is longer, so a time further ahead can only mean that the clock was changed. */
export const MAX_WAIT_MS = 5 * 60_000;

/** The wait before try number `attempt` (from 1): exponential, with full jitter above half of it. `unit` is in [0, 1). */
export function backoffMs(attempt: number, unit: number): number {
  const ceiling = Math.min(MAX_WAIT_MS, FIRST_MS * 2 ** (attempt - 1));
  return Math.round(ceiling / 2 + (ceiling / 2) * unit);
}

/**
 * When to try again after `failure`, as data for the row. The server's wish counts, up to the longest wait.
 * A try before its time does not count: when a network returns, its event, the page and the worker all try at once, and
 * a server that is back a second later would otherwise be left alone for minutes.
 */
export function nextRetry(failure: Failure, earlier: Retry | null, nowMs: number, unit: number): Retry {
  const attempts = earlier ? earlier.attempts + (isDue(earlier.atMs, nowMs) ? 1 : 0) : 1;
  const waitMs = Math.min(MAX_WAIT_MS, Math.max(failure.retryAfterMs ?? 0, backoffMs(attempts, unit)));
  return { attempts, atMs: nowMs + waitMs, code: failure.code, remedy: failure.remedy };
}

/** Whether the time has come. A time further ahead than the longest wait counts as come: clocks jump. */
export function isDue(atMs: number | null | undefined, nowMs: number): boolean {
  return atMs == null || atMs <= nowMs || atMs > nowMs + MAX_WAIT_MS;
}
