import { TONES_HZ, toneOfSecond } from './tones.ts';

/** A stretch of sound with one tone, or of silence or noise where `tone` is null. */
export interface Stretch {
  /** Index into `TONES_HZ`. */
  tone: number | null;
  startS: number;
  durationS: number;
}

const WINDOW_S = 0.05;
const HOP_S = 0.01;
/** Quieter than this (root of the mean square) is silence. */
const SILENT = 0.01;
/** Part of a window's power that its strongest tone must have. Two tones meeting in a window have half each. */
const CLEAR = 0.6;
/** Shorter stretches without a tone are where two tones meet. */
const SEAM_S = 0.08;

/** The stretches that a recording consists of, in order, exact to about 0.03 s. Silence before and after is left out. */
export function analyse(samples: Float32Array, sampleRate: number): Stretch[] {
  const size = Math.round(WINDOW_S * sampleRate);
  const hop = Math.round(HOP_S * sampleRate);
  const stretches: Stretch[] = [];
  for (let at = 0; at + size <= samples.length; at += hop) {
    const tone = toneIn(samples.subarray(at, at + size), sampleRate);
    const last = stretches.at(-1);
    if (last && last.tone === tone) last.durationS += HOP_S;
    // A window stands for the moment in its middle.
    else stretches.push({ tone, startS: (at + (size - hop) / 2) / sampleRate, durationS: HOP_S });
  }
  return withoutEnds(withoutSeams(stretches));
}

function toneIn(window: Float32Array, sampleRate: number): number | null {
  let square = 0;
  for (const sample of window) square += sample * sample;
  if (Math.sqrt(square / window.length) < SILENT) return null;
  let best = 0;
  let bestPower = 0;
  for (const [tone, hz] of TONES_HZ.entries()) {
    const power = goertzel(window, (2 * Math.PI * hz) / sampleRate);
    if (power > bestPower) [best, bestPower] = [tone, power];
  }
  // A pure tone of amplitude a has |X|² = (a·n/2)², and the sum of its squares is a²·n/2.
  return bestPower / ((square * window.length) / 2) >= CLEAR ? best : null;
}

/** Power of one frequency (Goertzel's algorithm). `omega` in radians per sample. */
function goertzel(window: Float32Array, omega: number): number {
  const factor = 2 * Math.cos(omega);
  let before = 0;
  let beforeThat = 0;
  for (const sample of window) [before, beforeThat] = [sample + factor * before - beforeThat, before];
  return before * before + beforeThat * beforeThat - factor * before * beforeThat;
}

/** Gives each seam to its neighbours, half each, and joins what then touches. */
function withoutSeams(stretches: readonly Stretch[]): Stretch[] {
  const joined: Stretch[] = [];
  let owed = 0;
  for (const [i, stretch] of stretches.entries()) {
    const last = joined.at(-1);
    const seam = stretch.tone === null && stretch.durationS < SEAM_S && last !== undefined && i + 1 < stretches.length;
    if (seam) {
      last.durationS += stretch.durationS / 2;
      owed = stretch.durationS / 2;
      continue;
    }
    if (last && last.tone === stretch.tone) last.durationS += owed + stretch.durationS;
    else joined.push({ tone: stretch.tone, startS: stretch.startS - owed, durationS: stretch.durationS + owed });
    owed = 0;
  }
  return joined;
}

function withoutEnds(stretches: readonly Stretch[]): Stretch[] {
  const first = stretches.findIndex(({ tone }) => tone !== null);
  const last = stretches.findLastIndex(({ tone }) => tone !== null);
  return first === -1 ? [] : stretches.slice(first, last + 1);
}

/** What may be otherwise than one second after the other. */
export interface Allowances {
  /** Moments of the recording, in seconds, at which it may break off and go on with another second: pauses and recoveries. */
  cutsAtS?: readonly number[];
  /** How far a cut may be from where it is said to be. */
  cutToleranceS?: number;
  /** How much longer or shorter than a second a whole second may be. */
  toleranceS?: number;
}

/**
 * What is wrong with a recording of the tone file, in words; empty when it holds its seconds one after the other,
 * each whole and once. Only the first and the last second may be cut short, and the ones at a cut.
 */
export function toneFaults(stretches: readonly Stretch[], allowances: Allowances = {}): string[] {
  const { cutsAtS = [], cutToleranceS = 0.3, toleranceS = 0.1 } = allowances;
  const isCut = (atS: number): boolean => cutsAtS.some((cutS) => Math.abs(cutS - atS) <= cutToleranceS);
  if (stretches.length === 0) return ['no tone at all'];
  const pieces = splitAt(stretches, cutsAtS);
  return pieces.flatMap((piece, i) => {
    const { tone, startS, durationS } = piece;
    const endS = startS + durationS;
    const where = `${durationS.toFixed(2)} s at ${startS.toFixed(2)} s`;
    if (tone === null) return isCut(startS) || isCut(endS) ? [] : [`no tone for ${where}`];
    const faults: string[] = [];
    const free = i === 0 || i === pieces.length - 1 || isCut(startS) || isCut(endS);
    if (durationS > 1 + toleranceS) faults.push(`second ${name(tone)} is too long: ${where}`);
    if (durationS < 1 - toleranceS && !free) faults.push(`second ${name(tone)} is too short: ${where}`);
    const before = pieces[i - 1]?.tone;
    const follows = before === undefined || before === null || tone === next(before) || isCut(startS);
    if (!follows) faults.push(`second ${name(before)} is followed by ${name(tone)} at ${startS.toFixed(2)} s`);
    return faults;
  });
}

/** Where a pause was so short that the same second goes on after it, what is left is one tone with a piece missing in its middle. */
function splitAt(stretches: readonly Stretch[], cutsAtS: readonly number[]): Stretch[] {
  return stretches.flatMap((stretch) => {
    const { startS, durationS, tone } = stretch;
    const cutS = cutsAtS.find((atS) => atS > startS && atS < startS + durationS);
    if (cutS === undefined) return [stretch];
    return [
      { tone, startS, durationS: cutS - startS },
      { tone, startS: cutS, durationS: startS + durationS - cutS },
    ];
  });
}

/** How many whole seconds were recorded. */
export function wholeSeconds(stretches: readonly Stretch[], toleranceS = 0.1): number {
  return stretches.filter(({ tone, durationS }) => tone !== null && Math.abs(durationS - 1) <= toleranceS).length;
}

/** Number of the second (0 to 19) that has this tone. */
export function secondOfTone(tone: number): number {
  return TONES_HZ.findIndex((_, second) => toneOfSecond(second) === tone);
}

function next(tone: number): number {
  return toneOfSecond(secondOfTone(tone) + 1);
}

function name(tone: number): string {
  return String(secondOfTone(tone));
}
