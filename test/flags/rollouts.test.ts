import { expect, test } from 'vitest';
import { SCHEDULE } from '../../src/core/flags/phases.ts';
import { beginPhase, type Metrics, type RolloutState } from '../../src/core/rollout/rollout.ts';
import type { UploadOutcome } from '../../src/core/rollout/suspicion.ts';
import { step } from '../../src/core/rollout/step.ts';
import { createDice, type Dice } from '../simulation/dice.ts';

// The guard against chance: a thousand rollouts that deserve to pass, and twice a thousand that do not.

const MINUTE_MS = 60_000;
const RUNS = 1_000;
/** Three uploads in five minutes. */
const STEP_MS = 5 * MINUTE_MS;
const UPLOADS_PER_STEP = 3;
const USERS = 40;

function uploads(dice: Dice, count: number, failing: number): UploadOutcome[] {
  return Array.from({ length: count }, () => ({ userId: `user ${dice.below(USERS)}`, ok: !dice.chance(failing) }));
}

const metrics = (dice: Dice, outcomes: UploadOutcome[]): Metrics => ({
  uploads: outcomes,
  recordings: { started: outcomes.length, failed: outcomes.filter(() => dice.chance(0.002)).length },
  problems: [],
  missingAudio: [],
  absent: dice.below(3),
});

/** A rollout at 2 % failures, with a person who takes every proposal: at its end, rolled back, or given up after 200 days. */
function healthyRollout(seed: number): 'finished' | 'rolled back' | 'given up' {
  const dice = createDice(seed);
  const hourMs = 60 * MINUTE_MS;
  let state: RolloutState = beginPhase(SCHEDULE, 0, 0);
  for (let nowMs = hourMs; nowMs < 200 * 24 * hourMs; nowMs += hourMs) {
    // Ten hours a day, and now and then the figures cannot be had.
    const isDay = (nowMs / hourMs) % 24 < 10;
    const seen = dice.chance(0.02) ? undefined : metrics(dice, uploads(dice, isDay ? 12 * UPLOADS_PER_STEP : 0, 0.02));
    const { state: after, action } = step(state, seen, nowMs);
    state = after;
    if (action.type === 'roll_back') return 'rolled back';
    if (action.type === 'finish') return 'finished';
    if (action.type === 'propose') state = beginPhase(state.phases, action.phase, nowMs);
  }
  return 'given up';
}

/** Minutes from the moment at which 20 % of uploads began to fail, after `healthy` uploads, until the rollback. */
function minutesToRollback(seed: number, healthy: number): number {
  const dice = createDice(seed);
  let state: RolloutState = beginPhase(SCHEDULE, 1, 0);
  let sent = 0;
  let onsetMs: number | undefined;
  for (let nowMs = STEP_MS; ; nowMs += STEP_MS) {
    const isSick = sent >= healthy;
    if (isSick) onsetMs ??= nowMs - STEP_MS;
    const { state: after, action } = step(state, metrics(dice, uploads(dice, UPLOADS_PER_STEP, isSick ? 0.2 : 0.02)), nowMs);
    sent += UPLOADS_PER_STEP;
    state = after;
    // Taken back before it fell ill would be a false alarm, not a quick answer.
    if (action.type === 'roll_back') return onsetMs === undefined ? Number.POSITIVE_INFINITY : (nowMs - onsetMs) / MINUTE_MS;
    if (sent > healthy + 2_000) return Number.POSITIVE_INFINITY;
  }
}

const seeds = Array.from({ length: RUNS }, (_, i) => i + 1);
const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

test('[ROL10] B30 of 1,000 healthy rollouts at most 5 are rolled back, and the others come to their end', () => {
  const ends = seeds.map(healthyRollout);
  expect(ends.filter((end) => end === 'rolled back').length).toBeLessThanOrEqual(5);
  expect(ends.filter((end) => end === 'given up')).toEqual([]);
}, 60_000);

test.each([
  ['from the start', 0],
  ['after 500 good uploads', 500],
])('[ROL10] B30 of 1,000 rollouts that are sick %s every one is rolled back, half of them within 90 minutes', (_, healthy) => {
  const minutes = seeds.map((seed) => minutesToRollback(seed, healthy));
  expect(median(minutes)).toBeLessThanOrEqual(90);
  expect(minutes.filter((value) => value === Number.POSITIVE_INFINITY)).toEqual([]);
}, 60_000);
