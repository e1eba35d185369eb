import { expect, test } from 'vitest';
import { ROOT } from './bootstrap.mjs';
import { MUTATIONS } from './mutations.mjs';
import { checkMutations, mutated } from './simulation.mjs';

test('[SIM7] every bug that is planted in the source has its place there, exactly once', () => {
  expect(Object.keys(MUTATIONS).length).toBeGreaterThan(14);
  expect(() => checkMutations(ROOT, Object.values(MUTATIONS))).not.toThrow();
  expect(() => mutated('a b a', { file: 'x', find: 'a', replace: '' })).toThrow('2 times');
  expect(() => mutated('b', { file: 'x', find: 'a', replace: '' })).toThrow('0 times');
  expect(mutated('a b', { file: 'x', find: 'a', replace: "$& $'" })).toBe("$& $' b");
});
