import { expect, test } from 'vitest';
import { evaluate } from './evaluate.ts';

test('[FLA1] R30 kill beats default, and without a document the build decides', () => {
  expect(evaluate({ kill: false, default: true }, false)).toEqual({ enabled: true, variant: 'offline', reason: 'default' });
  expect(evaluate({ kill: true, default: true }, true)).toEqual({ enabled: false, variant: 'off', reason: 'kill' });
  expect(evaluate({ kill: false, default: false }, true).enabled).toBe(false);
  expect(evaluate(undefined, true)).toEqual({ enabled: true, variant: 'offline', reason: 'fallback' });
  expect(evaluate(undefined, false).enabled).toBe(false);
});
