import { expect, test } from 'vitest';
import { partAt } from './sound.ts';

test('R11 [PLY1] every moment of the whole is in one part, also at its ends', () => {
  const parts = [
    { startMs: 0, durationMs: 1000 },
    { startMs: 1000, durationMs: 500 },
  ];
  expect([-5, 0, 999, 1000, 1499, 1500, 9000].map((at) => partAt(parts, at))).toEqual([
    { index: 0, withinMs: 0 },
    { index: 0, withinMs: 0 },
    { index: 0, withinMs: 999 },
    { index: 1, withinMs: 0 },
    { index: 1, withinMs: 499 },
    { index: 1, withinMs: 500 },
    { index: 1, withinMs: 500 },
  ]);
});
