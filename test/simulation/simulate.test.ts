import { expect, test } from 'vitest';
import { NO_TROUBLES, type Plan } from './plan.ts';
import { SEAM_BUGS } from './seambugs.ts';
import { simulate } from './simulate.ts';
import type { Death } from './world.ts';

const TIMEOUT_MS = 120_000;

test('[SIM3] a seed always goes the same way, traced or not', async () => {
  const first = await simulate(7, { trace: true });
  expect((await simulate(7, { trace: true })).trace).toEqual(first.trace);
  expect(first.trace.length).toBeGreaterThan(100);
  expect((await simulate(7)).turns).toBe(first.turns);
  expect((await simulate(8, { trace: true })).trace).not.toEqual(first.trace);
});

test('[SIM3] a seed that breaks an invariant tells every step with its actor, and the invariant', async () => {
  const bug = SEAM_BUGS['chunks are deleted before their segment is stored']!;
  const seed = await firstCaught(bug, 200);
  const { trace, violation } = await simulate(seed, { bug, trace: true });
  expect(violation?.invariant).toBe('acknowledged');
  expect(trace.at(-1)).toMatch(/^broken: acknowledged: chunk \d+\/\d+ of [0-9a-f-]{36} is nowhere$/);
  for (const actor of ['tab1', 'world']) expect(trace.some((line) => line.includes(` ms  ${actor}: `))).toBe(true);
});

test('[SIM3] what a browser has as globals is given back', async () => {
  const before = [globalThis.fetch, globalThis.setTimeout, AbortSignal.timeout, 'document' in globalThis];
  await simulate(3);
  expect([globalThis.fetch, globalThis.setTimeout, AbortSignal.timeout, 'document' in globalThis]).toEqual(before);
});

const SMOOTH: Partial<Plan> = { ...NO_TROUBLES, retention: false, manySegments: false, actions: 14 };
const SMOOTH_SEED = 11;

test.each(['tabs', 'worker', 'power'] as const)('[SIM4] death of %s at any of its steps: what was acknowledged arrives once', { timeout: TIMEOUT_MS }, async (who) => {
  const plan: Partial<Plan> = { ...SMOOTH, ending: who === 'worker' ? 'worker' : 'stay' };
  const { turns: last, archives: most } = await simulate(SMOOTH_SEED, { plan });
  expect(most).toBeGreaterThan(1);
  let archives = 0;
  for (let turn = 1; turn < last; turn++) {
    const death: Death = { turn, who };
    const outcome = await simulate(SMOOTH_SEED, { plan, death });
    expect({ turn, violation: outcome.violation }).toEqual({ turn, violation: undefined });
    archives += outcome.archives;
  }
  expect(archives).toBeGreaterThan(last);
});

test('[SIM5] on a disk that may lose what it has acknowledged a power cut breaks the promise, a crash does not', { timeout: TIMEOUT_MS }, async () => {
  const relaxed = SEAM_BUGS['relaxed durability']!;
  const seed = await firstCaught(relaxed, 500);
  expect((await simulate(seed, { bug: relaxed })).violation?.invariant).toBe('acknowledged');
  expect((await simulate(seed, { bug: relaxed, plan: { durability: 'strict' } })).violation).toBeUndefined();
  for (let one = 1; one <= 50; one++) {
    const { violation } = await simulate(one, { plan: { durability: 'relaxed', powerCuts: false, kills: true } });
    expect({ one, violation }).toEqual({ one, violation: undefined });
  }
});

test.each(Object.entries(SEAM_BUGS))('[SIM6] a planted bug is seen: %s', { timeout: TIMEOUT_MS }, async (_name, bug) => {
  expect(await firstCaught(bug, 2_000)).toBeGreaterThan(0);
});

/** The first seed in which a bug breaks an invariant. */
async function firstCaught(bug: (typeof SEAM_BUGS)[string], most: number): Promise<number> {
  for (let seed = 1; seed <= most; seed++) if ((await simulate(seed, { bug })).violation) return seed;
  throw new Error(`not within ${most} seeds`);
}
