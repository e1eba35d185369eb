/** What goes on when the browser is killed. */
export const MOMENTS = ['opening', 'just recorded', 'recording', 'paused', 'stopping', 'sending'] as const;
export type Moment = (typeof MOMENTS)[number];

/** One kill, and what leads to it. */
export interface RoundPlan {
  moment: Moment;
  /** With a network, or else without. Killed while sending, the device gets a network for that. */
  online: boolean;
  /** How long to record before the moment, in seconds of sound that is saved. */
  seconds: number;
  /** After how many of these seconds to pause and go on again; null for not at all. */
  pauseAtS: number | null;
  /** How long after the moment has begun the kill comes. */
  delayMs: number;
  /** Killed while sending: at which request, and whether the server has done by then what it asks. */
  call: { nth: number; done: boolean };
}

/** How often a profile is killed before what lies on it may go out and is compared. */
const KILLS_PER_PROFILE = 10;

/** How many of 20 kills come at each moment, and at most how long after it has begun. */
const WEIGHTS: Record<Moment, { of20: number; mostMs: number }> = {
  opening: { of20: 2, mostMs: 1_500 },
  'just recorded': { of20: 2, mostMs: 600 },
  recording: { of20: 7, mostMs: 1_000 },
  paused: { of20: 2, mostMs: 150 },
  stopping: { of20: 3, mostMs: 120 },
  sending: { of20: 4, mostMs: 300 },
};

/** The kills of a run, by the profile that they are done to. The same seed gives the same plan; when things happen in it varies with the machine. */
export function planOf(seed: number, times: number): RoundPlan[][] {
  const random = randomOf(seed);
  const rounds = Array.from({ length: times }, () => round(random));
  return Array.from({ length: Math.ceil(times / KILLS_PER_PROFILE) }, (_, i) => rounds.slice(i * KILLS_PER_PROFILE, (i + 1) * KILLS_PER_PROFILE));
}

function round(random: () => number): RoundPlan {
  const between = (least: number, most: number): number => least + random() * (most - least);
  const moment = momentAt(random() * 20);
  const online = random() < 0.5;
  // While online a segment is cut and sent after 15 s: some recordings have to get there.
  const long = moment === 'recording' && online && random() < 0.35;
  const seconds = long ? between(14.7, 16.5) : between(0.7, 6);
  const pauses = random() < 0.3 && moment !== 'opening' && moment !== 'just recorded';
  const pauseAtS = pauses ? seconds * between(0.2, 0.8) : null;
  const delayMs = Math.round(between(0, WEIGHTS[moment].mostMs));
  return { moment, online, seconds, pauseAtS, delayMs, call: { nth: 1 + Math.floor(random() * 6), done: random() < 0.5 } };
}

function momentAt(point: number): Moment {
  let sum = 0;
  return MOMENTS.find((moment) => point < (sum += WEIGHTS[moment].of20))!;
}

/** Evenly spread numbers from 0 up to 1 that a seed of 32 bits repeats (the generator is mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
