import { expect, test } from 'vitest';
import { heardAt } from './heardat.ts';

test('B2 [RSC7] marks are listed by their time in the whole recording, each with its own number', () => {
  const takes = [0, 1, 3].map((take) => ({ take, durationMs: 10_000 }));
  const marks = [
    { mark: 0, take: 3, atMs: 500 },
    { mark: 1, take: 0, atMs: 9_000 },
    { mark: 2, take: 1, atMs: 0 },
  ];
  expect(heardAt(marks, takes).map(({ mark, heardMs }) => [mark, heardMs])).toEqual([
    [1, 9_000],
    [2, 10_000],
    [0, 20_500],
  ]);
});
