import { computed, signal } from '@preact/signals';
import { liveQuery } from 'dexie';
import { deviceClock, deviceRandom, deviceTimers } from '../adapters/device.ts';
import { createHeartbeats, type DeviceDb, type DeviceMemory } from '../adapters/dexie/devicedb.ts';
import { exportRecording } from '../adapters/dexie/exportrecording.ts';
import { OwnerDb } from '../adapters/dexie/ownerdb.ts';
import { createRecordingStore } from '../adapters/dexie/recordingstore.ts';
import { send } from '../adapters/http.ts';
import { createUploadApi } from '../adapters/uploadapi.ts';
import { webDigest, webSealing } from '../adapters/webcrypto.ts';
import { createLocks } from '../adapters/weblocks.ts';
import { createRecorder, IDLE } from '../core/capture/recorder.ts';
import type { PublicKey, Telemetry } from '../core/ports.ts';
import type { RecordingId } from '../core/names.ts';
import type { Recording } from '../core/recording.ts';
import { watchNetwork } from './connectivity.ts';
import { checkSignIn } from './account.ts';
import type { Account, App, SignInState } from './app.ts';
import { deviceMicrophone } from './capture/microphone.ts';
import type { Flags } from './flags.ts';
import { saveFile } from './savefile.ts';
import { createSending } from './sending.ts';
import type { BackgroundWorker } from './worker.ts';

/** Slices this short lose little in a crash and cost little to write (docs/adr/0002). */
const SLICE_MS = 250;
/** Plenty for speech: about 14 MB an hour. */
const BITS_PER_SECOND = 32_000;

export interface AppParts {
  account: Account;
  deviceDb: DeviceDb;
  memory: DeviceMemory;
  telemetry: Telemetry;
  flags: Flags;
  worker: BackgroundWorker;
  /** The organisation's keys as they are known at the start. */
  publicKeys: readonly PublicKey[];
}

/** Puts one owner's app together and sets it going. */
export function composeApp({ account, deviceDb, memory, telemetry, flags, worker, publicKeys }: AppParts): App {
  let known = publicKeys;
  const db = new OwnerDb(account.ownerId);
  const store = createRecordingStore(db);
  const api = createUploadApi(deviceClock);
  const shared = { clock: deviceClock, random: deviceRandom, timers: deviceTimers, locks: createLocks(navigator.locks), store, digest: webDigest, telemetry, ownerId: account.ownerId };

  const recorderView = signal(IDLE);
  const recordings = signal<Recording[] | null>(null);
  const damaged = signal<RecordingId[]>([]);
  const storageBroken = signal(false);
  const network = watchNetwork(() => {
    refresh();
    sending.trigger('reachable', true);
  });
  const signIn = signal<SignInState>('unknown');

  const sending = createSending({
    ...shared,
    api,
    heartbeats: createHeartbeats(deviceDb),
    onWorkLeft: worker.askForSync,
    onResult(result) {
      if (result.signIn) void recheck();
      if (result.unsent > 0) network.check();
    },
  });
  const recorder = createRecorder({
    ...shared,
    sealing: webSealing,
    microphone: deviceMicrophone,
    publicKeys: async () => {
      // Kept in memory as well: a database that is cleared under the app must not end a recording.
      const stored = await memory.publicKeys().catch(() => []);
      if (stored.length > 0) known = stored;
      // The newest key seals; the older ones are there to tell that they are still known.
      return known.slice(0, 1);
    },
    settings: () => ({
      sliceMs: SLICE_MS,
      bitsPerSecond: BITS_PER_SECOND,
      appVersion: __APP_VERSION__,
      flags: { version: flags.version(), variant: flags.offlineRecording.value.variant },
    }),
    online: () => navigator.onLine,
    serverOffsetMs: api.serverOffsetMs,
    onChange: (view) => (recorderView.value = view),
    onSegment: () => sending.trigger('segment'),
  });

  async function recheck(): Promise<void> {
    signIn.value = await checkSignIn(account, memory);
  }

  const refresh = () => void Promise.all([flags.refresh(), recheck()]);
  addEventListener('online', refresh);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') refresh();
  });
  addEventListener('beforeunload', (event) => {
    // The browser asks its own question; what is saved stays saved either way.
    if (recorderView.value.phase !== 'idle') event.preventDefault();
  });
  liveQuery(() => store.all()).subscribe({
    next: ({ recordings: rows, corrupt }) => {
      recordings.value = rows;
      damaged.value = corrupt;
      storageBroken.value = false;
    },
    error: () => (storageBroken.value = true),
  });
  refresh();
  sending.start();

  return {
    account,
    recorder: recorderView,
    recordings,
    damaged,
    storageBroken,
    reach: network.reach,
    online: computed(() => network.reach.value === 'online'),
    signIn,
    draining: sending.draining,
    backgroundSync: worker.backgroundSync,
    mayRecord: computed(() => flags.offlineRecording.value.enabled),
    monotonicMs: deviceClock.monotonicMs,
    record() {
      if (!flags.offlineRecording.value.enabled) return;
      // Asked for now, because only an open page can ask, and this one may not live to Stop.
      worker.askForSync('record');
      void recorder.start();
    },
    pause: () => void recorder.pause(),
    resume: () => void recorder.resume(),
    stop: () => void recorder.stop(),
    sendNow: () => sending.trigger('button', true),
    exportRecording(id) {
      void exportRecording(db, id, deviceClock.nowMs())
        .then((bytes) => saveFile(`holdfast-${id}.tar`, bytes))
        .catch(() => (storageBroken.value = true));
    },
    signOut() {
      void memory
        .forgetAccount()
        .then(() => send('/oidc/signout', { method: 'POST', redirect: 'manual' }))
        .catch(() => undefined)
        .finally(() => location.assign('/'));
    },
  };
}
