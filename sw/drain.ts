import { accountApi } from '../src/adapters/accountapi.ts';
import { deviceClock, deviceRandom } from '../src/adapters/device.ts';
import type { KnownAccount } from '../src/adapters/dexie/accountmemory.ts';
import { createDeviceMemory, createHeartbeats, DeviceDb } from '../src/adapters/dexie/devicedb.ts';
import { deviceSettings } from '../src/adapters/dexie/devicesettings.ts';
import { OwnerDb } from '../src/adapters/dexie/ownerdb.ts';
import { createRecordingStore } from '../src/adapters/dexie/recordingstore.ts';
import { createReserve } from '../src/adapters/dexie/reserve.ts';
import { createRetentionStore } from '../src/adapters/dexie/retentionstore.ts';
import { connectionType } from '../src/adapters/networkinformation.ts';
import { webStorageSpace } from '../src/adapters/storagespace.ts';
import { fetchFlags } from '../src/adapters/flagfetch.ts';
import { onFlagsVersion } from '../src/adapters/http.ts';
import { createTelemetryLog } from '../src/adapters/telemetrylog.ts';
import { createUploadApi } from '../src/adapters/uploadapi.ts';
import { webDigest } from '../src/adapters/webcrypto.ts';
import { createLocks } from '../src/adapters/weblocks.ts';
import { settleSignOut } from '../src/core/account/signedin.ts';
import { recoverOrphans } from '../src/core/capture/recovery.ts';
import { carrierOf, waitsForWifi } from '../src/core/connectivity/metered.ts';
import { isHeld } from '../src/core/flags/holds.ts';
import { drainOutbox } from '../src/core/outbox/drain.ts';
import { underDrainLock } from '../src/core/outbox/drainlock.ts';
import type { OwnerId } from '../src/core/names.ts';
import type { RecordingStore } from '../src/core/ports.ts';
import { isUnsent, type Recording } from '../src/core/recording.ts';
import { createCleaner, type Cleaner } from '../src/core/retention/cleaner.ts';
import { standingOf, tellOutcome, type Outcome } from './notices.ts';

/** One sync event may run three minutes; a request begun at the end of this may take 30 s more. */
const BUDGET_MS = 140_000;
/** A page at work is waited for, because it may be closed before it is done and the event is spent by then. */
const DRAIN_PATIENCE_MS = 60_000;
/** The event often comes while the page that was recording is being closed and still has its locks. */
const RECORDER_PATIENCE_MS = 10_000;

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

  const memory = createDeviceMemory(deviceDb);
  let flags = await memory.flags().catch(() => undefined);
  const refreshFlags = async () => {
    flags = (await fetchFlags(memory, flags)).document;
  };
  /** Answers have named newer documents, and these are the questions for them, one after the other. */
  let askingFlags: Promise<void> | undefined;
  let account: KnownAccount | undefined;
  const outcomes = new Map<OwnerId, Outcome>();
  /** While the feature is off for them, and the flag says so, nothing of theirs is sent. */
  const held = (ownerId: OwnerId) =>
    isHeld(flags, ownerId === account?.ownerId ? { email: account.email ?? undefined, internalHmac: account.internalHmac } : undefined);

  /** One owner's recordings, with room made for what is written about them. */
  function open(ownerId: OwnerId): { db: OwnerDb; store: RecordingStore; cleaner: Cleaner } {
    const db = new OwnerDb(ownerId);
    const parts = { ...shared, ownerId, store: createRecordingStore(db), retention: createRetentionStore(db), space: webStorageSpace, reserve: createReserve(deviceDb) };
    const cleaner = createCleaner({ ...parts, settings: () => deviceSettings(memory), serverOffsetMs: shared.api.serverOffsetMs });
    return { db, store: createRecordingStore(db, cleaner.makeRoom), cleaner };
  }

  async function recoverOwner(ownerId: OwnerId): Promise<void> {
    const { db, store } = open(ownerId);
    try {
      await recoverOrphans({ ...shared, store }, RECORDER_PATIENCE_MS);
    } finally {
      db.close();
    }
  }

  /** How many recordings of one owner are left that trying again may help. */
  async function drainOwner(ownerId: OwnerId, onStep: () => void): Promise<number> {
    const { db, store, cleaner } = open(ownerId);
    try {
      // Off may have become on, and then the event is to come again; nothing is sent meanwhile.
      if (held(ownerId)) return (await store.all()).recordings.filter(isUnsent).length;
      const { wifiOnlyOverBytes } = await deviceSettings(memory);
      const before = await standingOf(store);
      const options = {
        ownerId,
        trigger: 'sync',
        hurry: true,
        get deadlineMs() {
          return askingFlags || held(ownerId) ? 0 : deadlineMs;
        },
        holds: (recording: Recording) => waitsForWifi(recording, { wifiOnlyOverBytes, carrier: carrierOf(connectionType()) }),
        onStep,
      };
      let result = await drainOutbox({ ...shared, store }, options);
      for (; askingFlags; result = await drainOutbox({ ...shared, store }, options)) await askingFlags;
      outcomes.set(ownerId, { before, after: await standingOf(store), signIn: result.signIn });
      await cleaner.routine().catch(() => undefined);
      // What waits for a sign-in is not helped by trying again: the page that comes with it asks for a sync anew.
      return result.signIn ? 0 : result.unsent + result.amending;
    } catch (error) {
      // One owner's broken database must not keep the others waiting.
      telemetry.record({ event: 'sync_failed', level: 'error', userId: ownerId, trigger: 'sync', message: error instanceof Error ? error.name : 'unknown' });
      return 1;
    } finally {
      db.close();
    }
  }

  try {
    // First of all: its person was told that nothing more is sent until they are back.
    const unheard = await settleSignOut(accountApi, memory);
    account = await memory.account();
    await refreshFlags();
    // One question for each version: another server may know it before the one that we ask.
    let named = 0;
    onFlagsVersion((version) => {
      if (version <= Math.max(named, flags?.version ?? 0)) return;
      named = version;
      const question = (askingFlags ?? Promise.resolve()).then(refreshFlags).finally(() => {
        if (askingFlags === question) askingFlags = undefined;
      });
      askingFlags = question;
    });
    // First whoever is signed in. What the others have left here is tried as well, but with one person's cookies it can
    // only wait for its own, and a try that fails would keep the browser from waking us for minutes.
    const signedIn = account?.ownerId;
    const owners = (await memory.owners()).sort((a, b) => Number(b === signedIn) - Number(a === signedIn));
    await Promise.allSettled(owners.map(recoverOwner));
    const left = await underDrainLock(shared, DRAIN_PATIENCE_MS, async (onStep) => {
      let sum = 0;
      for (const ownerId of owners) {
        if (ownerId === unheard?.ownerId) continue;
        const unsent = await drainOwner(ownerId, onStep);
        if (signedIn === undefined || ownerId === signedIn) sum += unsent;
      }
      return sum;
    });
    const outcome = signedIn === undefined ? [...outcomes.values()][0] : outcomes.get(signedIn);
    if (outcome) await tellOutcome(deviceDb, outcome).catch(() => undefined);
    if (unheard) throw new Error('the server has not heard of a sign-out');
    if (left !== 0) throw new Error('the outbox is not empty');
  } finally {
    deviceDb.close();
  }
}
