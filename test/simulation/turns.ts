import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';

/** A page, a worker or the server, from its beginning until its process ends. */
export interface Life {
  readonly name: string;
  alive: boolean;
  /** While it is frozen: what resolves when it thaws. */
  frozen: { until: Promise<void>; thaw: () => void } | null;
  /** What happens at its death, whoever kills it: locks are freed. */
  readonly atDeath: (() => void)[];
}

/** A new life. */
export function beginLife(name: string): Life {
  return { name, alive: true, frozen: null, atDeath: [] };
}

/**
 * Whose turn it is. Everything in the simulation that takes time waits for a turn, and fast-check's scheduler draws who
 * is next. Between two turns only the one who had the first runs, so what it calls on the way is known to be its.
 */
export interface Turns {
  /** Resolves when `life` has its turn; never when it has died meanwhile. */
  turn(life: Life, label: string): Promise<void>;
  /** Runs `work` as `life`, now. */
  as<T>(life: Life, work: () => T): T;
  /** Whose turn it is. */
  current(): Life;
  /** Gives somebody a turn and lets all follow that follows from it. False when nobody waits for one. */
  step(): Promise<boolean>;
  /** Lets all follow that follows from what was done outside of a turn. */
  settle(): Promise<void>;
  /** Turns so far. */
  count(): number;
}

const NOBODY = beginLife('nobody');
const DONE = Promise.resolve();
const NEVER = new Promise<never>(() => undefined);

/** @param onTurn is told of every turn, for the trace. */
export function createTurns(seed: number, onTurn: (who: string, what: string) => void): Turns {
  const [scheduler] = fc.sample(fc.scheduler(), { seed, numRuns: 1 }) as [fc.Scheduler];
  let current = NOBODY;
  let count = 0;

  function enter(life: Life, label: string): Promise<void> | undefined {
    if (!life.alive) return NEVER;
    if (life.frozen) return life.frozen.until.then(() => enter(life, label));
    current = life;
    onTurn(life.name, label);
    return undefined;
  }

  const settle = async (): Promise<void> => {
    // All promises that can settle have done so before the event loop goes on.
    await setImmediate();
    current = NOBODY;
  };

  return {
    turn: (life, label) => scheduler.schedule(DONE, `${life.name}: ${label}`).then(() => enter(life, label)),
    as(life, work) {
      current = life;
      return work();
    },
    current: () => current,
    async step() {
      if (scheduler.count() === 0) return false;
      count += 1;
      await scheduler.waitOne();
      await settle();
      return true;
    },
    settle,
    count: () => count,
  };
}
