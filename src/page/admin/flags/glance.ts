import { SCHEDULE, standingOf, type Phase } from '../../../core/flags/phases.ts';
import type { FlagsHistory } from '../../../wire/flagadmin.ts';
import { phasesOf, type FlagDocument } from '../../../wire/flags.ts';

/** Who gets the offline recorder, in one word or number. */
export type Glance = { kind: 'off' } | { kind: 'internal' } | { kind: 'percent'; percent: number } | { kind: 'everyone' };
type PastFlag = NonNullable<FlagsHistory['versions'][number]['flag']>;

/** What a flag says at a glance, as in a document or in the history. */
export function glanceOf(flag: PastFlag): Glance {
  const standing = standingOf(flag, []);
  if (standing.kind !== 'other') return { kind: 'off' };
  if (standing.percent <= 0) return { kind: 'internal' };
  return standing.percent >= 100 ? { kind: 'everyone' } : { kind: 'percent', percent: standing.percent };
}

/** The schedule of a document, and which of its phases it stands in; null between two, or while it is off. */
export function phaseOf(document: FlagDocument): { phases: readonly Phase[]; now: Phase | null } {
  const phases = phasesOf(document, SCHEDULE);
  const standing = standingOf(document.flags.enableOfflineRecording, phases);
  return { phases, now: standing.kind === 'phase' ? standing.phase : null };
}

/**
 * The version with which `glance` began, in a history that begins with what counts now; undefined when it is older than
 * what there is of the history, or the history does not say so.
 */
export function beganWith(glance: Glance, history: Pick<FlagsHistory, 'versions' | 'next'>): FlagsHistory['versions'][number] | undefined {
  // A version that cannot be read has never counted.
  const readable = history.versions.filter(({ flag }) => flag !== null);
  const end = readable.findIndex(({ flag }) => flag && !sameGlance(glanceOf(flag), glance));
  if (end === -1 && history.next !== null) return undefined;
  return end === -1 ? readable.at(-1) : readable[end - 1];
}

function sameGlance(a: Glance, b: Glance): boolean {
  return a.kind === b.kind && (a.kind !== 'percent' || b.kind !== 'percent' || a.percent === b.percent);
}
