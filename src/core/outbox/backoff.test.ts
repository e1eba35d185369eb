import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Failure } from '../failures.ts';
import { backoffMs, isDue, MAX_WAIT_MS, nextRetry } from './backoff.ts';

test('[OUT5] R20 waits grow, are spread, and end at five minutes', () => {
  const unit = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100 }), unit, (attempt, at) => {
      const ceiling = Math.min(MAX_WAIT_MS, 2_000 * 2 ** (attempt - 1));
      expect(backoffMs(attempt, at)).toBeGreaterThanOrEqual(ceiling / 2);
      expect(backoffMs(attempt, at)).toBeLessThanOrEqual(ceiling);
    }),
  );
});

test('[OUT5] the server is heard, up to five minutes', () => {
  const retry = nextRetry(new Failure('throttled', { retryAfterMs: 60_000 }), null, 1_000, 0);
  expect(retry).toEqual({ attempts: 1, atMs: 61_000, code: 'throttled', remedy: 'retryAt' });
  expect(nextRetry(new Failure('throttled', { retryAfterMs: 3_600_000 }), retry, 61_000, 0)).toMatchObject({ attempts: 2, atMs: 61_000 + MAX_WAIT_MS });
});

test('[OUT15] R20 tries before their time, however many, make no wait longer; one in its time does', () => {
  let retry = nextRetry(new Failure('network'), null, 0, 0.5);
  for (let nowMs = 10; nowMs <= 100; nowMs += 10) {
    retry = nextRetry(new Failure('throttled'), retry, nowMs, 0.5);
    expect(retry).toEqual({ attempts: 1, atMs: nowMs + 1_500, code: 'throttled', remedy: 'retryAt' });
  }
  expect(nextRetry(new Failure('throttled'), retry, retry.atMs, 0.5)).toMatchObject({ attempts: 2, atMs: retry.atMs + 3_000 });
});

test('[OUT4] a time that is further ahead than any wait means that the clock was changed', () => {
  expect(isDue(null, 1_000)).toBe(true);
  expect(isDue(1_000, 1_000)).toBe(true);
  expect(isDue(1_001, 1_000)).toBe(false);
  expect(isDue(1_000 + MAX_WAIT_MS, 1_000)).toBe(false);
  expect(isDue(1_001 + MAX_WAIT_MS, 1_000)).toBe(true);
});
