import { Stale } from '../failures.ts';
import type { RecordingId } from '../names.ts';
import type { Clock, Locks, Random, RecordingStore, Telemetry } from '../ports.ts';
import { isRunning } from '../recording.ts';

/** Where locks do not die with their holder, a recorder silent for this long is taken for dead. */
const DEAD_AFTER_MS = 30_000;

/** The name of the Web Lock that a recorder holds from before its row exists until it has closed it. */
export function recordingLock(id: RecordingId): string {
  return `recording:${id}`;
}

/**
 * Closes every recording whose recorder is gone; what it has saved waits to be sent, marked partial.
 * Holds the recorder's own lock meanwhile, so that none is taken from a living one. Resolves to how many there were.
 */
export async function recoverOrphans(deps: { clock: Clock; random: Random; locks: Locks; store: RecordingStore; telemetry: Telemetry }): Promise<number> {
  let recovered = 0;
  const { recordings } = await deps.store.all();
  for (const { id, heartbeatAtMs } of recordings.filter(isRunning)) {
    if (!deps.locks.reliable && Math.abs(deps.clock.nowMs() - heartbeatAtMs) < DEAD_AFTER_MS) continue;
    const lock = await deps.locks.holdIfFree(recordingLock(id));
    if (!lock) continue;
    try {
      const closed = await deps.store.takeOver(id, deps.random.uuid());
      recovered += 1;
      deps.telemetry.record({
        event: 'recording_recovered',
        level: 'warn',
        recordingId: id,
        userId: closed.ownerId,
        duration: Math.round(closed.savedMs / 1000),
        size: closed.chunkBytes + closed.segmentBytes,
        status: closed.state,
      });
    } catch (error) {
      if (!(error instanceof Stale)) throw error;
    } finally {
      lock.release();
    }
  }
  return recovered;
}
