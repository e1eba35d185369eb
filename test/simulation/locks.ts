import type { HeldLock, Locks } from '../../src/core/ports.ts';
import type { Time } from './time.ts';
import type { Life, Turns } from './turns.ts';

interface Waiter {
  life: Life;
  grant(): void;
}

/** The Web Locks of one browser, which die with their holder. */
export interface LockTable {
  /** The locks as one page or worker sees them. */
  locksOf(life: Life): Locks;
  /** Names and holders, for the trace. */
  held(): string[];
}

/** @param reliable false: a browser without locks, where every lock is free. */
export function createLockTable(turns: Turns, time: Time, reliable: boolean, onSteal: (name: string) => void = () => undefined): LockTable {
  const holders = new Map<string, { life: Life }>();
  const waiters = new Map<string, Waiter[]>();

  function take(life: Life, name: string): HeldLock {
    const holder = { life };
    holders.set(name, holder);
    const release = () => {
      if (holders.get(name) !== holder) return;
      holders.delete(name);
      let next = waiters.get(name)?.shift();
      while (next && !next.life.alive) next = waiters.get(name)?.shift();
      next?.grant();
    };
    life.atDeath.push(release);
    return { release };
  }

  /** Queues for a lock that is held. `withinMs` is how long, or for ever. */
  function wait(life: Life, name: string, withinMs?: number): Promise<HeldLock | undefined> {
    return new Promise((resolve) => {
      const queue = waiters.get(name) ?? [];
      waiters.set(name, queue);
      let giveUp = () => {};
      const waiter: Waiter = {
        life,
        grant() {
          giveUp();
          const lock = take(life, name);
          void turns.turn(life, `gets lock ${name}`).then(() => resolve(lock));
        },
      };
      queue.push(waiter);
      if (withinMs === undefined) return;
      giveUp = time.after(life, withinMs, `waited for lock ${name}`, () => {
        if (queue.includes(waiter)) queue.splice(queue.indexOf(waiter), 1);
        resolve(undefined);
      });
    });
  }

  function locksOf(life: Life): Locks {
    const ask = async (name: string, otherwise: () => HeldLock | undefined | Promise<HeldLock | undefined>) => {
      await turns.turn(life, `asks lock ${name}`);
      if (!reliable) return { release() {} };
      return holders.has(name) ? otherwise() : take(life, name);
    };
    return {
      reliable,
      hold: async (name) => (await ask(name, () => wait(life, name)))!,
      holdWithin: (name, withinMs) => ask(name, () => wait(life, name, withinMs)),
      holdIfFree: (name) => ask(name, () => undefined),
      async steal(name) {
        onSteal(name);
        return (await ask(name, () => take(life, name)))!;
      },
    };
  }

  return { locksOf, held: () => [...holders].map(([name, { life }]) => `${name} by ${life.name}`) };
}
