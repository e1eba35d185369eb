import { expect, test } from '@playwright/test';
import type { Pcm } from '../harness/decode.ts';
import { beepFaults, endlessToneFaults } from './sound.ts';

// The checks of the other tests have to find something where there is something.

const RATE = 16_000;

/** `hzAt` says which tone is heard at a time in seconds; 0 for none. */
function pcmOf(durationS: number, hzAt: (atS: number) => number): Pcm {
  const samples = Float32Array.from({ length: durationS * RATE }, (_, i) => 0.1 * Math.sin((2 * Math.PI * hzAt(i / RATE) * i) / RATE));
  return { samples, sampleRate: RATE, durationS };
}

/** As WebKit's mock: 70 ms every second, by turns. */
const beep = (atS: number): number => (atS % 1 < 0.07 ? (Math.floor(atS) % 2 === 0 ? 1500 : 500) : 0);

test('[ENG5] an endless tone has no faults, and a hole or another tone in it has', () => {
  expect(endlessToneFaults(pcmOf(4, () => 440), 440)).toEqual([]);
  expect(endlessToneFaults(pcmOf(4, (atS) => (atS > 2 && atS < 2.1 ? 0 : 440)), 440)).not.toEqual([]);
  expect(endlessToneFaults(pcmOf(4, () => 470), 440)).not.toEqual([]);
});

test('[ENG5] beeps by turns have no faults; a second left out, doubled or stretched has, unless takes are joined there', () => {
  expect(beepFaults(pcmOf(6, beep))).toEqual([]);
  const leftOut = pcmOf(6, (atS) => beep(atS < 2.5 ? atS : atS + 1));
  expect(beepFaults(leftOut)).not.toEqual([]);
  expect(beepFaults(leftOut, [2.5])).toEqual([]);
  expect(beepFaults(pcmOf(6, (atS) => beep(atS < 3 ? atS : atS - 1)))).not.toEqual([]);
  expect(beepFaults(pcmOf(6, (atS) => beep(atS < 2.5 ? atS : atS + 0.3)))).not.toEqual([]);
  expect(beepFaults(pcmOf(6, () => 0))).not.toEqual([]);
});
