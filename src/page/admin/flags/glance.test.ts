import { expect, test } from 'vitest';
import type { FlagsHistory } from '../../../wire/flagadmin.ts';
import { beganWith, glanceOf } from './glance.ts';

const flag = (percent: number | undefined, kill = false, byDefault = false) => ({ kill, default: byDefault, ...(percent !== undefined && { percent }) });
const past = (flags: (ReturnType<typeof flag> | null)[], next: number | null = null): FlagsHistory => ({
  holdfast: 'flags_history',
  versions: flags.map((one, i) => ({ version: flags.length - i, updatedAt: null, flag: one, change: null })),
  next,
});

test('[ADM1] R33 who gets it is one word or one number', () => {
  expect([flag(0), flag(10), flag(100), flag(100, true), flag(undefined), flag(undefined, false, true)].map((one) => glanceOf(one).kind)).toEqual(['internal', 'percent', 'everyone', 'off', 'internal', 'everyone']);
});

test('[ADM1] R33 since when it is so is told by the version that made it so, not by a later edit of something else', () => {
  expect(beganWith(glanceOf(flag(10)), past([flag(10), null, flag(10), flag(50)]))?.version).toBe(2);
  expect(beganWith(glanceOf(flag(10)), past([flag(10), flag(10)]))?.version).toBe(1);
  expect(beganWith(glanceOf(flag(10)), past([flag(10), flag(10)], 4))).toBeUndefined();
  // The history is older than what counts.
  expect(beganWith(glanceOf(flag(10)), past([flag(50), flag(10)]))).toBeUndefined();
});
