import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FLOOR, GUILTY, isSick, LEAST_USERS, NO_SUSPICION, suspect, type UploadOutcome } from './suspicion.ts';

const failed = (...users: string[]): UploadOutcome[] => users.map((userId) => ({ userId, ok: false }));
const fine = (count: number): UploadOutcome[] => Array.from({ length: count }, () => ({ userId: 'z', ok: true }));

test('[ROL1] B30 the ratio is the likelihood at 10 % over that at 3 %', () => {
  const { logRatio } = suspect(NO_SUSPICION, [...failed('a', 'b'), ...fine(3)]);
  expect(Math.exp(logRatio)).toBeCloseTo((0.1 ** 2 * 0.9 ** 3) / (0.03 ** 2 * 0.97 ** 3), 9);
});

test('[ROL1] B30 it takes six failures in a row, and more after good uploads', () => {
  // 10/3 to the sixth is 1,372, to the fifth 412.
  expect(isSick(suspect(NO_SUSPICION, failed('a', 'b', 'c', 'a', 'b')))).toBe(false);
  expect(isSick(suspect(NO_SUSPICION, failed('a', 'b', 'c', 'a', 'b', 'c')))).toBe(true);
  expect(isSick(suspect(NO_SUSPICION, [...fine(5), ...failed('a', 'b', 'c', 'a', 'b', 'c')]))).toBe(false);
});

test('[ROL2] B30 good uploads are remembered down to −2.3 and no further', () => {
  const thousand = suspect(NO_SUSPICION, fine(1_000));
  expect(thousand).toEqual({ logRatio: FLOOR, users: [] });
  expect(FLOOR).toBe(-2.3);
  // ln 1000 + 2.3 is made up for by eight failures, as after a hundred good ones.
  expect(isSick(suspect(thousand, failed(...'abcabca')))).toBe(false);
  expect(isSick(suspect(thousand, failed(...'abcabcab')))).toBe(true);
});

test('[ROL3] B30 no number of failures of two people is enough', () => {
  const two = suspect(NO_SUSPICION, failed(...'ab'.repeat(500)));
  expect(two).toEqual({ logRatio: GUILTY, users: ['a', 'b'] });
  expect(isSick(two)).toBe(false);
  expect(isSick(suspect(two, failed('c')))).toBe(true);
  // Nor does a phone that failed all night outlast the good uploads of the day.
  expect(isSick(suspect(suspect(two, fine(20)), failed('c')))).toBe(false);
});

test('[ROL3] B30 who failed before the ratio was last at its floor is not counted again', () => {
  const quiet = suspect(suspect(NO_SUSPICION, failed('a', 'b')), fine(100));
  expect(quiet.users).toEqual([]);
  expect(isSick(suspect(quiet, failed(...'c'.repeat(20))))).toBe(false);
});

test('[ROL2, ROL3] B30 the ratio stays within its bounds and is not above the threshold without a verdict or too few people', () => {
  const outcomes = fc.array(fc.record({ userId: fc.constantFrom('a', 'b', 'c', 'd'), ok: fc.boolean() }), { maxLength: 80 });
  fc.assert(
    fc.property(outcomes, fc.nat(80), (all, cut) => {
      const whole = suspect(NO_SUSPICION, all);
      expect(whole.logRatio).toBeGreaterThanOrEqual(FLOOR);
      expect(whole.logRatio).toBeLessThanOrEqual(GUILTY);
      if (whole.logRatio === GUILTY && !isSick(whole)) expect(whole.users.length).toBeLessThan(LEAST_USERS);
      // In how many pieces they come does not matter until the verdict.
      const first = suspect(NO_SUSPICION, all.slice(0, cut));
      expect(isSick(first) ? first : suspect(first, all.slice(cut))).toEqual(whole);
    }),
  );
});
