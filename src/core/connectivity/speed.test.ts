import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FULL_SPEED, observeSpeed, paceOfAnswer, paceOfUpload, type Pace } from './speed.ts';

const after = (...paces: Pace[]) => paces.reduce(observeSpeed, FULL_SPEED).slow;

test('R23 [NET3] a network is called slow after two slow measurements in a row, and quick again after two quick ones', () => {
  expect([after('slow'), after('slow', 'slow'), after('slow', 'quick', 'slow'), after('slow', 'slow', 'quick'), after('slow', 'slow', 'quick', 'quick')]).toEqual([false, true, false, true, false]);
  expect(after('slow', null, 'slow')).toBe(true);
});

test('R23 R24 [NET3] measurements that come and go never make the screen flap', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom<Pace>('slow', 'quick', null)), (paces) => {
      const shown = paces.map((_, i) => after(...paces.slice(0, i + 1)));
      const changes = shown.filter((slow, i) => slow !== (shown[i - 1] ?? false)).length;
      expect(changes).toBeLessThanOrEqual(paces.filter((pace) => pace !== null).length / 2);
    }),
  );
});

test('R23 [NET4] an answer or an upload says slow or quick only when it is clearly so', () => {
  expect([paceOfAnswer(100), paceOfAnswer(1_000), paceOfAnswer(2_000)]).toEqual(['quick', null, 'slow']);
  expect([paceOfUpload(60_000, 20_000), paceOfUpload(60_000, 5_000), paceOfUpload(60_000, 500), paceOfUpload(500, 20_000)]).toEqual(['slow', null, 'quick', null]);
});
