import { expect } from 'vitest';
import { runSeeds, type Tally } from './runseeds.ts';

const LAST_STEPS = 150;

/** Runs `count` seeds; a seed that breaks an invariant fails the test with its last steps and how to see all of them. */
export async function expectSound(firstSeed: number, count: number): Promise<Tally> {
  const tally = await runSeeds({ firstSeed, count, bug: undefined });
  const { failed } = tally;
  const story = failed ? [...failed.trace.slice(-LAST_STEPS), `all of it: npm run simulate -- --seed ${failed.seed}`].join('\n') : '';
  expect(story).toBe('');
  expect(tally.seeds).toBe(count);
  return tally;
}
