import { SEAM_BUGS } from './seambugs.ts';
import { simulate, type Outcome } from './simulate.ts';

export interface Job {
  firstSeed: number;
  count: number;
  /** The name of a planted bug at a seam. */
  bug: string | undefined;
}

/** What came of some seeds. */
export interface Tally {
  seeds: number;
  turns: number;
  recordings: number;
  archives: number;
  meetings: Map<string, number>;
  /** The first seed that broke something, with its trace. */
  failed: Outcome | undefined;
}

/** Runs seeds one after the other, up to the first that breaks an invariant, and that one again with its trace. */
export async function runSeeds({ firstSeed, count, bug }: Job): Promise<Tally> {
  const seam = bug === undefined ? undefined : SEAM_BUGS[bug];
  const tally: Tally = { seeds: 0, turns: 0, recordings: 0, archives: 0, meetings: new Map(), failed: undefined };
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    const outcome = await simulate(seed, seam ? { bug: seam } : {});
    tally.seeds += 1;
    tally.turns += outcome.turns;
    tally.recordings += outcome.recordings;
    tally.archives += outcome.archives;
    for (const [what, times] of outcome.meetings) tally.meetings.set(what, (tally.meetings.get(what) ?? 0) + times);
    if (outcome.violation) return { ...tally, failed: await simulate(seed, seam ? { bug: seam, trace: true } : { trace: true }) };
  }
  return tally;
}

/** Runs one seed with its trace. */
export function replaySeed(seed: number, bug?: string): Promise<Outcome> {
  const seam = bug === undefined ? undefined : SEAM_BUGS[bug];
  return simulate(seed, seam ? { bug: seam, trace: true } : { trace: true });
}

/** The names of the bugs that are planted at seams. */
export function seamBugNames(): string[] {
  return Object.keys(SEAM_BUGS);
}
