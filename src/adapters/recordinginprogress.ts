import { recordingLock } from '../core/capture/recovery.ts';
import { isRunning, type Recording } from '../core/recording.ts';

const PREFIX = recordingLock('');
/** As for recovery: a recorder shows life more often than this. */
const DEAD_AFTER_MS = 30_000;

/**
 * Whether any tab of this device records or has paused, whoever it belongs to, for deciding what may be offered: a fence it
 * is not, for a recording may begin the moment after. Without Web Locks the recordings' own signs of life stand in;
 * `rows` is called only then.
 */
export async function recordingInProgress(manager: LockManager | undefined, rows: () => Promise<readonly Pick<Recording, 'state' | 'heartbeatAtMs'>[]>, nowMs: number): Promise<boolean> {
  if (manager) {
    const { held = [] } = await manager.query();
    return held.some(({ name }) => name?.startsWith(PREFIX));
  }
  return (await rows()).some((row) => isRunning(row) && Math.abs(nowMs - row.heartbeatAtMs) < DEAD_AFTER_MS);
}
