import type { Pcm } from '../harness/decode.ts';

// What the engines' own microphones play, found in what was archived.

const WINDOW_S = 0.05;
const HOP_S = 0.01;
/** Where takes are joined, and at both ends, a window is not all of one sound. */
const SEAM_S = 0.15;
/** Part of a window's power that a tone must have to be all that is heard. */
const CLEAR = 0.6;
/** The same for a beep over the hum, where two windows overlap it. */
const AUDIBLE = 0.3;
/** WebKit's mock beeps once a second, by turns at these frequencies, in hertz. */
const BEEPS_HZ = [1500, 500] as const;
const BEEP_EVERY_S = 1;
const BEEP_TOLERANCE_S = 0.12;

/** What is wrong with a recording of one endless tone, in words; `cutsAtS` are the seconds at which takes are joined. */
export function endlessToneFaults(pcm: Pcm, hz: number, cutsAtS: readonly number[] = []): string[] {
  const seams = [0, ...cutsAtS, pcm.durationS];
  return windows(pcm)
    .filter(({ atS, samples }) => !near(seams, atS) && shareOf(samples, pcm.sampleRate, hz) < CLEAR)
    .map(({ atS }) => `no ${hz} Hz at ${atS.toFixed(2)} s`);
}

export interface Beep {
  atS: number;
  hz: number;
}

/** The beeps in a recording of WebKit's mock, in order, each at its middle. */
export function beepsIn(pcm: Pcm): Beep[] {
  const found: { hz: number; fromS: number; toS: number }[] = [];
  for (const { atS, samples } of windows(pcm)) {
    const hz = BEEPS_HZ.find((one) => shareOf(samples, pcm.sampleRate, one) >= AUDIBLE);
    const last = found.at(-1);
    if (hz === undefined) continue;
    if (last && last.hz === hz && atS - last.toS < SEAM_S) last.toS = atS;
    else found.push({ hz, fromS: atS, toS: atS });
  }
  return found.map(({ hz, fromS, toS }) => ({ hz, atS: (fromS + toS) / 2 }));
}

/** What is wrong with the beeps, in words: they come every second, by turns, and as many as fit the duration. */
export function beepFaults(pcm: Pcm, cutsAtS: readonly number[] = []): string[] {
  const beeps = beepsIn(pcm);
  const faults: string[] = [];
  for (const [i, { atS, hz }] of beeps.entries()) {
    const before = beeps[i - 1];
    if (!before || cutsAtS.some((cutS) => cutS > before.atS - SEAM_S && cutS < atS + SEAM_S)) continue;
    const gapS = atS - before.atS;
    if (hz === before.hz) faults.push(`two beeps of ${hz} Hz on end at ${atS.toFixed(2)} s`);
    if (Math.abs(gapS - BEEP_EVERY_S) > BEEP_TOLERANCE_S) faults.push(`${gapS.toFixed(2)} s between the beeps before ${atS.toFixed(2)} s`);
  }
  // Each stretch may miss one at its end and begin with another.
  const spare = 1 + cutsAtS.length;
  if (Math.abs(beeps.length - pcm.durationS / BEEP_EVERY_S) > spare) faults.push(`${beeps.length} beeps in ${pcm.durationS.toFixed(2)} s`);
  return faults;
}

function near(seamsS: readonly number[], atS: number): boolean {
  return seamsS.some((seamS) => Math.abs(seamS - atS) < SEAM_S);
}

function windows({ samples, sampleRate, durationS }: Pcm): { atS: number; samples: Float32Array }[] {
  const size = Math.round(WINDOW_S * sampleRate);
  const count = Math.max(0, Math.floor((durationS - WINDOW_S) / HOP_S));
  return Array.from({ length: count }, (_, i) => {
    const from = Math.round(i * HOP_S * sampleRate);
    return { atS: i * HOP_S + WINDOW_S / 2, samples: samples.subarray(from, from + size) };
  });
}

/** The part of a window's power that one frequency has (Goertzel's algorithm); 0 in silence. */
function shareOf(window: Float32Array, sampleRate: number, hz: number): number {
  const factor = 2 * Math.cos((2 * Math.PI * hz) / sampleRate);
  let square = 0;
  let before = 0;
  let beforeThat = 0;
  for (const sample of window) {
    square += sample * sample;
    [before, beforeThat] = [sample + factor * before - beforeThat, before];
  }
  const power = before * before + beforeThat * beforeThat - factor * before * beforeThat;
  return square < 1e-6 ? 0 : power / ((square * window.length) / 2);
}
