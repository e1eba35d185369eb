import { expect, test } from 'vitest';
import { audioLeftMs, bytesPerHour, PRESETS } from './quality.ts';

test('[QUA1] B2 an hour at the standard preset is about 15 MB, and each preset costs twice the one before', () => {
  expect(bytesPerHour(PRESETS.standard) / 1e6).toBeCloseTo(15.1, 1);
  expect([bytesPerHour(PRESETS.standard) / bytesPerHour(PRESETS.small), bytesPerHour(PRESETS.high) / bytesPerHour(PRESETS.standard)]).toEqual([2, 2]);
});

test('[QUA1] B2 what is left is what is free by what an hour takes; nothing free is nothing left, and unknown is unknown', () => {
  const free = bytesPerHour(PRESETS.high) * 3;
  expect(audioLeftMs(free, PRESETS.high)).toBe(3 * 3_600_000);
  expect([audioLeftMs(0, PRESETS.high), audioLeftMs(-5, PRESETS.high), audioLeftMs(null, PRESETS.high)]).toEqual([0, 0, null]);
});
