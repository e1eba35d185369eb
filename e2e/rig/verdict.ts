import type { Moment } from './plan.ts';
import type { Note } from './screenlog.ts';

/** One kill as it was seen from outside of the browser. */
export interface Round {
  number: number;
  moment: Moment;
  online: boolean;
  /** When Record was pressed; null when the kill came before. Unix milliseconds, like all moments here. */
  recordedAtMs: number | null;
  /** When the last process of the browser was gone. */
  killedAtMs: number;
  notes: readonly Note[];
  /** What was shown as saved when it was paused: there the sound may break off and go on elsewhere. */
  cutsAtS: number[];
  /** Faults that were seen before the kill, such as an earlier recording that the list did not show. */
  faults: string[];
}

/** An archived recording as it sounds. */
export interface Found {
  recordingId: string;
  startedAtMs: number;
  seconds: number;
  /** What is wrong with its tones, given where it may break off. */
  toneFaults(cutsAtS: readonly number[]): string[];
}

/** What has become of the recording of one round. */
export interface Verdict {
  round: Round;
  /** The most that the screen called saved. */
  shownS: number;
  archivedS: number;
  /** Sound that was recorded until the kill and is not in the archive; null when nothing was recorded. */
  lostS: number | null;
  /** Of what was called saved. */
  missingS: number;
  /** Archives beyond the first. */
  doubled: number;
  /** Called saved and in no archive. */
  missing: boolean;
  /** Every promise that was broken, in words; empty when all were kept. */
  faults: string[];
}

/** One packet of Chromium's is 60 ms long. */
const PACKET_S = 0.06;
/** A recorder may have begun a little before it said so. */
const EARLY_S = 0.25;

/** Compares what the screen called saved in a round with all that is archived of its device. */
export function judge(round: Round, all: readonly Found[]): Verdict {
  const found = all.filter(({ startedAtMs }) => round.recordedAtMs !== null && startedAtMs >= round.recordedAtMs && startedAtMs <= round.killedAtMs);
  const shown = shownValues(round);
  const shownS = shownIn(round);
  const archivedS = Math.max(0, ...found.map(({ seconds }) => seconds));
  const heardS = heardIn(round);
  const shortS = shownS - archivedS;
  const verdict: Verdict = {
    round,
    shownS,
    archivedS,
    lostS: heardS === null ? null : Math.max(0, heardS - archivedS),
    missingS: shortS > PACKET_S ? shortS : 0,
    doubled: Math.max(0, found.length - 1),
    missing: shownS > 0 && found.length === 0,
    faults: [...round.faults],
  };
  const fault = (when: boolean, words: string): void => void (when && verdict.faults.push(words));
  fault(verdict.missing, `${shownS.toFixed(2)} s were called saved and are in no archive`);
  fault(verdict.missingS > 0 && !verdict.missing, `${shownS.toFixed(2)} s were called saved and ${archivedS.toFixed(2)} s are archived`);
  fault(verdict.doubled > 0, `archived ${found.length} times`);
  fault(shown.some((seconds, i) => seconds < (shown[i - 1] ?? 0)), 'the screen took back what it had called saved');
  fault(heardS !== null && archivedS > heardS + EARLY_S, `${archivedS.toFixed(2)} s are archived of ${heardS?.toFixed(2)} s that were recorded`);
  for (const { toneFaults, seconds } of found) verdict.faults.push(...(seconds > 0.2 ? toneFaults(round.cutsAtS) : []));
  return verdict;
}

/** The most that the screen called saved in a round, in seconds. */
export function shownIn(round: Round): number {
  return Math.max(0, ...shownValues(round));
}

function shownValues({ notes }: Round): number[] {
  return notes.flatMap((note) => (note.kind === 'shown' ? [note.ms / 1000] : []));
}

/** For how long the microphone was recorded, up to the kill. */
function heardIn({ notes, killedAtMs }: Round): number | null {
  const turns = notes.filter(({ kind }) => kind === 'heard' || kind === 'unheard');
  if (turns.length === 0) return null;
  return turns.reduce((sum, { kind, atMs }, i) => (kind === 'heard' ? sum + (turns[i + 1]?.atMs ?? killedAtMs) - atMs : sum), 0) / 1000;
}

/** Archived recordings that belong to no round: nobody has pressed Record for them. */
export function strangers(rounds: readonly Round[], all: readonly Found[]): Found[] {
  return all.filter(({ startedAtMs }) => !rounds.some(({ recordedAtMs, killedAtMs }) => recordedAtMs !== null && startedAtMs >= recordedAtMs && startedAtMs <= killedAtMs));
}
