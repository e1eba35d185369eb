import { expect, test } from 'vitest';
import { freeSpace } from './freespace.ts';

const GIB = 2 ** 30;
const told = (freeBytes: number) => ({ usageBytes: 3_338, quotaBytes: 3_338 + freeBytes });

test('R14 [SPC1] what the browser tells is believed, unless it is the same whole gibibytes that it tells everybody', () => {
  expect(freeSpace(told(9_100_000_001), null)).toEqual({ bytes: 9_100_000_001, exact: true });
  expect(freeSpace(told(0), 5)).toEqual({ bytes: 0, exact: true });
  expect(freeSpace(told(10 * GIB), null)).toBeNull();
  expect(freeSpace(told(3 * GIB), 16_000_000)).toEqual({ bytes: 16_000_000, exact: false });
  expect(freeSpace(null, null)).toBeNull();
  expect(freeSpace(null, 0)).toEqual({ bytes: 0, exact: false });
});
