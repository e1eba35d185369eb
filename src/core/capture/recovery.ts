import { Stale } from '../failures.ts';
import type { RecordingId } from '../names.ts';
import type { Clock, Locks, Random, RecordingStore, Telemetry } from '../ports.ts';
import { isRunning, type Recording } from '../recording.ts';

/** Where locks do not die with their holder, a recorder silent for this long is taken for dead. */
const DEAD_AFTER_MS = 30_000;

/** The name of the Web Lock that a recorder holds from before its row exists until it has closed it. */
export function recordingLock(id: RecordingId): string {
  return `recording:${id}`;
}

interface RecoveryDeps {
  clock: Clock;
  random: Random;
  locks: Locks;
  store: RecordingStore;
  telemetry: Telemetry;
}

/**
 * Closes every recording whose recorder is gone; what it has saved waits to be sent, marked partial.
 * Holds the recorder's own lock meanwhile, so that none is taken from a living one. A page that is being closed keeps
 * its locks for a moment: `patienceMs` is how long to wait for one. Resolves to how many there were.
 */
export async function recoverOrphans(deps: RecoveryDeps, patienceMs = 0): Promise<number> {
  const { recordings } = await deps.store.all();
  const recovered = await Promise.all(recordings.filter(isRunning).map((recording) => recover(deps, recording, patienceMs)));
  return recovered.filter(Boolean).length;
}

async function recover(deps: RecoveryDeps, { id, heartbeatAtMs }: Recording, patienceMs: number): Promise<boolean> {
  if (!deps.locks.reliable && Math.abs(deps.clock.nowMs() - heartbeatAtMs) < DEAD_AFTER_MS) return false;
  const name = recordingLock(id);
  const lock = patienceMs > 0 ? await deps.locks.holdWithin(name, patienceMs) : await deps.locks.holdIfFree(name);
  if (!lock) return false;
  try {
    const closed = await deps.store.takeOver(id, deps.random.uuid());
    deps.telemetry.record({
      event: 'recording_recovered',
      level: 'warn',
      recordingId: id,
      userId: closed.ownerId,
      duration: Math.round(closed.savedMs / 1000),
      size: closed.chunkBytes + closed.segmentBytes,
      status: closed.state,
    });
    return true;
  } catch (error) {
    if (error instanceof Stale) return false;
    throw error;
  } finally {
    lock.release();
  }
}
