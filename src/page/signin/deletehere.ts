import type { OwnerId } from '../../core/names.ts';
import { underDrainLock } from '../../core/outbox/drainlock.ts';
import type { Clock, Heartbeats, Locks, RecordingStore, Telemetry } from '../../core/ports.ts';
import { isTrashed } from '../../core/recording.ts';
import { heldHere } from './held.ts';

/** How long a drain at work is waited for before its recordings are deleted under it. */
const PATIENCE_MS = 10_000;

export interface DeleteDeps {
  ownerId: OwnerId;
  store: Pick<RecordingStore, 'all' | 'remove'>;
  clock: Clock;
  locks: Locks;
  heartbeats: Heartbeats;
  telemetry: Telemetry;
}

/**
 * Deletes what only this device has of one owner, for a sign-out that is to leave nothing; what is in the archive stays.
 * Rejects when the storage does not answer. A chunk of its own: it is the rarest way out.
 */
export async function deleteHere(deps: DeleteDeps): Promise<void> {
  const done = await underDrainLock(deps, PATIENCE_MS, async () => {
    await deleteAll(deps);
    return true;
  });
  if (!done) await deleteAll(deps);
}

async function deleteAll({ ownerId, store, telemetry }: DeleteDeps): Promise<void> {
  // Read again: what the server has confirmed meanwhile is no longer only here.
  const { recordings, corrupt } = await store.all();
  for (const { id, savedMs, segmentBytes, chunkBytes } of heldHere(recordings).recordings) {
    await store.remove(id);
    telemetry.record({ event: 'recording_deleted', level: 'warn', recordingId: id, userId: ownerId, duration: Math.round(savedMs / 1000), size: segmentBytes + chunkBytes });
  }
  // Thrown away already, and nobody is to take it out again.
  const trashed = recordings.filter((one) => isTrashed(one) && one.state !== 'sent');
  for (const id of [...corrupt, ...trashed.map(({ id: of }) => of)]) await store.remove(id);
}
