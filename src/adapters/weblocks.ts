import type { HeldLock, Locks } from '../core/ports.ts';

/** The browser's Web Locks (https://w3c.github.io/web-locks/), which die with their holder; or, where there are none, `noLocks`. */
export function createLocks(manager: LockManager | undefined): Locks {
  if (!manager) return noLocks;
  return {
    reliable: true,
    hold: async (name) => (await acquire(manager, name, {}))!,
    async holdWithin(name, withinMs) {
      try {
        return await acquire(manager, name, { signal: AbortSignal.timeout(withinMs) });
      } catch {
        return undefined;
      }
    },
    holdIfFree: (name) => acquire(manager, name, { ifAvailable: true }),
    steal: async (name) => (await acquire(manager, name, { steal: true }))!,
  };
}

/** Every lock is free. Correctness never rests on them alone: fences and heartbeats stand behind. */
const noLocks: Locks = (() => {
  const held: HeldLock = { release() {} };
  return { reliable: false, hold: async () => held, holdWithin: async () => held, holdIfFree: async () => held, steal: async () => held };
})();

/** A lock is held as long as the promise that its callback returns is pending. */
function acquire(manager: LockManager, name: string, options: LockOptions): Promise<HeldLock | undefined> {
  return new Promise((resolve, reject) => {
    manager
      .request(name, options, (lock) => {
        if (!lock) return resolve(undefined);
        return new Promise<void>((release) => resolve({ release }));
      })
      // After the lock was handed out this is a steal, which the holder need not hear of: all it does is idempotent.
      .catch(reject);
  });
}
