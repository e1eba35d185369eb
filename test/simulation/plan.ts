import type { Dice } from './dice.ts';
import { REQUEST_FAULTS, type RequestFaultName } from './requestfaults.ts';

/** What a seed's world is like. Each seed has only some of the troubles: together they would hide each other. */
export interface Plan {
  durability: 'strict' | 'relaxed';
  reliableLocks: boolean;
  people: 1 | 2;
  serverOffsetMs: number;
  requestFaults: ReadonlyMap<RequestFaultName, number>;
  networkTroubles: boolean;
  diskTroubles: boolean;
  clockJumps: boolean;
  kills: boolean;
  powerCuts: boolean;
  freezes: boolean;
  microphoneTroubles: boolean;
  lostObjects: boolean;
  retention: boolean;
  /** For more than an hour nothing gets through. */
  longTrouble: boolean;
  /** How the device is left when the troubles end: as it is, with pages opened anew, or without any page. */
  ending: 'stay' | 'reopen' | 'worker';
  /** Segments are cut as often as can be, and many wait at a time. */
  manySegments: boolean;
  /** While something is recorded time passes evenly and nobody waits long for a turn, so that times can be compared. */
  evenly: boolean;
  sleeps: boolean;
  /** What is to be heard: always, never, sometimes, or nobody can tell. */
  room: 'loud' | 'silent' | 'changes' | 'unread';
  /** How many things happen. */
  actions: number;
}

/** A plan in which nothing goes wrong. */
export const NO_TROUBLES = {
  durability: 'strict',
  reliableLocks: true,
  people: 1,
  requestFaults: new Map<RequestFaultName, number>(),
  networkTroubles: false,
  diskTroubles: false,
  clockJumps: false,
  kills: false,
  powerCuts: false,
  freezes: false,
  microphoneTroubles: false,
  sleeps: false,
  room: 'loud',
  lostObjects: false,
  longTrouble: false,
} as const satisfies Partial<Plan>;

const DAY_MS = 86_400_000;

/** @param relaxed whether the disk may lose what it has acknowledged when the power fails, which breaks the promise. */
export function drawPlan(dice: Dice, relaxed: boolean): Plan {
  const requestFaults = new Map<RequestFaultName, number>();
  const share = dice.pick([0, 0.05, 0.15, 0.4]);
  if (share > 0) for (const name of REQUEST_FAULTS) if (dice.chance(0.25)) requestFaults.set(name, name === 'our API parks' ? share / 4 : share);
  // A relaxed disk is as good as a strict one as long as the power does not fail.
  const durability = relaxed || dice.chance(0.15) ? 'relaxed' : 'strict';
  return {
    durability,
    reliableLocks: dice.chance(0.75),
    people: dice.chance(0.5) ? 2 : 1,
    serverOffsetMs: dice.pick([0, 0, 0, DAY_MS, -DAY_MS, 90_000]),
    requestFaults,
    networkTroubles: dice.chance(0.5),
    diskTroubles: dice.chance(0.4),
    clockJumps: dice.chance(0.3),
    kills: dice.chance(0.7),
    powerCuts: (durability === 'strict' || relaxed) && dice.chance(0.5),
    freezes: dice.chance(0.25),
    microphoneTroubles: dice.chance(0.4),
    lostObjects: dice.chance(0.25),
    retention: dice.chance(0.5),
    longTrouble: dice.chance(0.05),
    ending: dice.pick(['stay', 'stay', 'reopen', 'worker']),
    manySegments: dice.chance(0.08),
    evenly: dice.chance(0.3),
    sleeps: dice.chance(0.2),
    room: dice.pick(['loud', 'loud', 'silent', 'changes', 'changes', 'unread']),
    actions: 15 + dice.below(60),
  };
}
