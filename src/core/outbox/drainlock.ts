import type { Clock, HeldLock, Heartbeats, Locks } from '../ports.ts';

const LOCK = 'outbox';
/** A holder without a sign of life for this long is hung or gone; no request of a living one takes so long. */
const DEAD_AFTER_MS = 60_000;
const BEAT_EVERY_MS = 5_000;

/**
 * Runs `work` under the one lock that keeps two drains from doing the same work twice. It saves effort; what they do
 * is right without it. Waits for the lock as long as `patienceMs`; takes it away from a holder that shows no life.
 * Resolves undefined when another drain is at work. `beat` is to be called at every step.
 */
export async function underDrainLock<T>(
  deps: { clock: Clock; locks: Locks; heartbeats: Heartbeats },
  patienceMs: number,
  work: (beat: () => void) => Promise<T>,
): Promise<T | undefined> {
  const lock = await acquire(deps, patienceMs);
  if (!lock) return undefined;
  let beatenMs = -Infinity;
  const beat = () => {
    const nowMs = deps.clock.monotonicMs();
    if (nowMs - beatenMs < BEAT_EVERY_MS) return;
    beatenMs = nowMs;
    void deps.heartbeats.beat(LOCK, deps.clock.nowMs()).catch(() => undefined);
  };
  beat();
  try {
    return await work(beat);
  } finally {
    lock.release();
  }
}

async function acquire({ clock, locks, heartbeats }: { clock: Clock; locks: Locks; heartbeats: Heartbeats }, patienceMs: number): Promise<HeldLock | undefined> {
  const free = patienceMs > 0 ? await locks.holdWithin(LOCK, patienceMs) : await locks.holdIfFree(LOCK);
  if (free) return free;
  const lastAtMs = await heartbeats.lastAtMs(LOCK);
  // A beat from the future is a clock that was set back: its holder counts as living until it is that late.
  return lastAtMs !== undefined && Math.abs(clock.nowMs() - lastAtMs) > DEAD_AFTER_MS ? locks.steal(LOCK) : undefined;
}
