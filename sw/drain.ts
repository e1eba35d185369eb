import { deviceClock, deviceRandom } from '../src/adapters/device.ts';
import { createDeviceMemory, createHeartbeats, DeviceDb } from '../src/adapters/dexie/devicedb.ts';
import { OwnerDb } from '../src/adapters/dexie/ownerdb.ts';
import { createRecordingStore } from '../src/adapters/dexie/recordingstore.ts';
import { createTelemetryLog } from '../src/adapters/telemetrylog.ts';
import { createUploadApi } from '../src/adapters/uploadapi.ts';
import { webDigest } from '../src/adapters/webcrypto.ts';
import { createLocks } from '../src/adapters/weblocks.ts';
import { recoverOrphans } from '../src/core/capture/recovery.ts';
import { drainOutbox } from '../src/core/outbox/drain.ts';
import { underDrainLock } from '../src/core/outbox/drainlock.ts';

/** One sync event may run three minutes; a request begun at the end of this may take 30 s more. */
const BUDGET_MS = 150_000;
/** A page at work is waited for, because it may be closed before it is done and the event is spent by then. */
const PATIENCE_MS = 60_000;

/**
 * Recovers and sends what everybody who has signed in on this device has left here, as far as the server lets it.
 * Rejects with an Error while there is more to send, so that the browser tries again.
 */
export async function drainEverybody(): Promise<void> {
  const deadlineMs = deviceClock.monotonicMs() + BUDGET_MS;
  const deviceDb = new DeviceDb();
  const telemetry = createTelemetryLog(deviceDb, deviceClock);
  const locks = createLocks(navigator.locks);
  const shared = { clock: deviceClock, random: deviceRandom, locks, digest: webDigest, telemetry, heartbeats: createHeartbeats(deviceDb), api: createUploadApi(deviceClock) };
  const left = await underDrainLock(shared, PATIENCE_MS, async (onStep) => {
    let unsent = 0;
    for (const ownerId of await createDeviceMemory(deviceDb).owners()) {
      const db = new OwnerDb(ownerId);
      try {
        const deps = { ...shared, store: createRecordingStore(db) };
        await recoverOrphans(deps);
        const result = await drainOutbox(deps, { ownerId, trigger: 'sync', hurry: true, deadlineMs, onStep });
        // What waits for a sign-in is not helped by trying again: the page that comes with it asks for a sync anew.
        if (!result.signIn) unsent += result.unsent;
      } catch (error) {
        // One owner's broken database must not keep the others waiting.
        unsent += 1;
        telemetry.record({ event: 'sync_failed', level: 'error', userId: ownerId, trigger: 'sync', message: error instanceof Error ? error.name : 'unknown' });
      } finally {
        db.close();
      }
    }
    return unsent;
  });
  deviceDb.close();
  if (left !== 0) throw new Error('the outbox is not empty');
}
