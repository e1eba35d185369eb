import type { Flag } from './evaluate.ts';

/** A step of the rollout, with what it takes to go on to the next one. Days count from 1, the day it begins. */
export interface Phase {
  readonly name: string;
  /** Share of all people; 0: internal users only. */
  readonly percent: number;
  /** First and last day as planned. */
  readonly fromDay: number;
  readonly toDay: number;
  /** It lasts at least so long … */
  readonly leastDays: number;
  /** … and has seen at least so many uploads. */
  readonly leastUploads: number;
}

/** The users' own schedule. The last phase has passed after the week in which their criteria of success must hold. */
export const SCHEDULE: readonly Phase[] = [
  { name: 'internal', percent: 0, fromDay: 1, toDay: 1, leastDays: 1, leastUploads: 20 },
  { name: '10', percent: 10, fromDay: 3, toDay: 7, leastDays: 4, leastUploads: 100 },
  { name: '50', percent: 50, fromDay: 10, toDay: 14, leastDays: 4, leastUploads: 300 },
  { name: '100', percent: 100, fromDay: 17, toDay: 21, leastDays: 7, leastUploads: 500 },
];

/** Where a flag stands: switched off, in a phase of the schedule, or at a share that is none of them. */
export type Standing = { kind: 'off' } | { kind: 'phase'; phase: Phase; index: number } | { kind: 'other'; percent: number };

/** Where `flag` stands in `phases`. */
export function standingOf(flag: Flag, phases: readonly Phase[]): Standing {
  if (flag.kill) return { kind: 'off' };
  const percent = flag.percent ?? (flag.default ? 100 : 0);
  const index = phases.findIndex((phase) => phase.percent === percent);
  const phase = phases[index];
  return phase ? { kind: 'phase', phase, index } : { kind: 'other', percent };
}

/** `flag` switched off, with everything else kept for the way back. */
export function flagKilled<F extends Flag>(flag: F): F {
  return { ...flag, kill: true };
}

/**
 * `flag` at `percent` (0: internal users only), alive. `default` follows, so that builds which know only kill and
 * default give the feature to nobody before everybody has it.
 */
export function flagAt<F extends Flag>(flag: F, percent: number): F & { percent: number } {
  return { ...flag, kill: false, default: percent >= 100, percent };
}
