import { expect, test } from 'vitest';
import { evaluate, type Flag } from './evaluate.ts';
import { flagAt, flagKilled, SCHEDULE, standingOf } from './phases.ts';

const FLAG: Flag & { note: string } = { kill: true, default: true, internalUsers: ['ab'], whenOff: 'drain', note: 'kept' };

test('[FLA8] B30 the schedule is the users’ own', () => {
  expect(SCHEDULE.map(({ percent, fromDay, toDay }) => [percent, fromDay, toDay])).toEqual([
    [0, 1, 1],
    [10, 3, 7],
    [50, 10, 14],
    [100, 17, 21],
  ]);
});

test.each([
  [{ kill: true, default: true, percent: 50 }, { kind: 'off' }],
  [{ kill: false, default: false }, { kind: 'phase', phase: SCHEDULE[0], index: 0 }],
  [{ kill: false, default: true }, { kind: 'phase', phase: SCHEDULE[3], index: 3 }],
  [{ kill: false, default: true, percent: 10 }, { kind: 'phase', phase: SCHEDULE[1], index: 1 }],
  [{ kill: false, default: true, percent: 33 }, { kind: 'other', percent: 33 }],
])('[FLA8] B30 %j stands at %j', (flag, standing) => {
  expect(standingOf(flag, SCHEDULE)).toEqual(standing);
});

test('[FLA8] B30 a phase that is set is the phase that it stands in, with everything else kept', () => {
  for (const [index, phase] of SCHEDULE.entries()) {
    const flag = flagAt(FLAG, phase.percent);
    expect(standingOf(flag, SCHEDULE)).toEqual({ kind: 'phase', phase, index });
    expect(flag).toMatchObject({ internalUsers: ['ab'], whenOff: 'drain', note: 'kept' });
  }
});

test('[FLA8] B30 a kill keeps everything for the way back', () => {
  const alive = flagAt(FLAG, 50);
  expect(flagKilled(alive)).toEqual({ ...alive, kill: true });
  expect(evaluate(flagKilled(alive), true)).toMatchObject({ enabled: false, reason: 'kill', whenOff: 'drain' });
});

test('[FLA8] a build that knows only kill and default has it on for everybody or for nobody', () => {
  expect([0, 10, 99, 100].map((percent) => flagAt(FLAG, percent).default)).toEqual([false, false, false, true]);
});
