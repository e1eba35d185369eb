import { computed, signal } from '@preact/signals';
import { deviceClock, deviceRandom, deviceTimers } from '../adapters/device.ts';
import { createHeartbeats, type DeviceDb, type DeviceMemory } from '../adapters/dexie/devicedb.ts';
import { followRecordings } from '../adapters/dexie/followrecordings.ts';
import { createLocalKeys } from '../adapters/dexie/localkeys.ts';
import { OwnerDb } from '../adapters/dexie/ownerdb.ts';
import { createRecordingStore } from '../adapters/dexie/recordingstore.ts';
import { measuredApi } from '../adapters/measuredapi.ts';
import { createLazyUploadApi } from '../adapters/lazyuploadapi.ts';
import { createLocks } from '../adapters/weblocks.ts';
import type { Presence } from '../core/account/presence.ts';
import { PRESETS, type Preset } from '../core/capture/quality.ts';
import { IDLE } from '../core/capture/recorderview.ts';
import { waitsForWifi } from '../core/connectivity/metered.ts';
import type { PublicKey, Telemetry } from '../core/ports.ts';
import { watchNetwork } from './connectivity.ts';
import type { Account, App } from './app.ts';
import { createConsentNote } from './capture/consent.ts';
import type { createEngine } from './capture/engine.ts';
import { createLazyEngine } from './capture/lazyengine.ts';
import { watchMicrophones } from './capture/microphones.ts';
import { loadPreferences } from './capture/preferences.ts';
import { watchSpace } from './capture/space.ts';
import { createScreenWake } from './capture/wakelock.ts';
import type { Flags } from './flags.ts';
import type { BootWatch } from './flags/boots.ts';
import { composeFlags } from './flags/composeflags.ts';
import { createAllowedKeys } from './flags/localplayback.ts';
import { spokenLanguage } from './i18n/words.ts';
import { createRecordingList } from './library/recordinglist.ts';
import type { LibraryTools } from './library/tools.ts';
import { watchList } from './library/watchlist.ts';
import { createNotices } from './notify/notices.ts';
import { createSending } from './sending.ts';
import { composeAccount } from './signin/composeaccount.ts';
import { exposeServices } from './storage/console.ts';
import { createLazyStorage } from './storage/lazystorage.ts';
import type { BackgroundWorker } from './worker.ts';

/** Slices this short lose little in a crash and cost little to write (docs/adr/0002). */
const SLICE_MS = 250;

export interface AppParts {
  account: Account;
  deviceDb: DeviceDb;
  memory: DeviceMemory;
  telemetry: Telemetry;
  flags: Flags;
  worker: BackgroundWorker;
  /** The organisation's keys as they are known at the start. */
  publicKeys: readonly PublicKey[];
  /** When somebody was last at this owner's page. */
  presence: Presence | undefined;
  boots: BootWatch;
}

/** Puts one owner's app together and sets it going. */
export function composeApp({ account, deviceDb, memory, telemetry, flags, worker, publicKeys, presence, boots }: AppParts): App {
  let known = publicKeys;
  const db = new OwnerDb(account.ownerId);
  const store = createRecordingStore(db, async (ending) => (await storage.makeRoom(ending)) || space.makeRoom());
  const localKeys = createAllowedKeys(createLocalKeys(db), flags);
  const api = measuredApi(createLazyUploadApi(async () => (await import('../adapters/uploadapi.ts')).createUploadApi(deviceClock)), deviceClock, (bytes, ms) => network.sent(bytes, ms));
  const shared = { clock: deviceClock, random: deviceRandom, timers: deviceTimers, locks: createLocks(navigator.locks), store, telemetry, ownerId: account.ownerId };

  const recorderView = signal(IDLE);
  const list = createRecordingList();
  const { recordings, damaged } = list;
  const storageBroken = signal(false);
  const network = watchNetwork(() => {
    refresh();
    sending.trigger('reachable', true);
  });
  const wifi = computed(() => ({ wifiOnlyOverBytes: flags.settings().wifiOnlyOverBytes, carrier: network.carrier.value }));
  const heartbeats = createHeartbeats(deviceDb);

  const sending = createSending({
    drainHere: async (...how) => (await import('./draininpage.ts')).drainInPage(...how),
    ...shared,
    api,
    heartbeats,
    onWorkLeft: worker.askForSync,
    held: () => flags.held.value,
    holds: (recording) => waitsForWifi(recording, wifi.value),
    askFlags: flags.refresh,
    flagsBehind: flags.behind,
    onResult(result) {
      if (result.signIn) void mine.recheck();
      if (result.unsent > 0) network.check();
    },
  });
  const preferences = loadPreferences();
  const bitsOf = (preset: Preset) => (preset === 'standard' ? flags.settings().bitsPerSecond : PRESETS[preset]);
  const bitsPerSecond = () => bitsOf(preferences.current.value.preset);
  const storage = createLazyStorage({
    ...shared,
    db,
    deviceDb,
    memory,
    recordings,
    serverOffsetMs: api.serverOffsetMs,
    bitsPerSecond,
    onRestored: () => sending.trigger('restored', true),
  });
  exposeServices(storage.service, deviceDb);
  const microphones = watchMicrophones(() => recorder.look('devices'));
  const wake = createScreenWake();
  const space = watchSpace({ deviceDb, timers: deviceTimers, idle: () => recorderView.value.phase === 'idle' });
  const consent = createConsentNote(deviceClock.nowMs, spokenLanguage);
  const currentKeys = async () => {
    // Kept in memory as well: a database that is cleared under the app must not end a recording.
    const stored = await memory.publicKeys().catch(() => []);
    if (stored.length > 0) known = stored;
    return known;
  };
  const recorderDeps: Parameters<typeof createEngine>[0] = {
    ...shared,
    localKeys,
    choice: () => preferences.current.value,
    publicKeys: currentKeys,
    settings: () => ({
      sliceMs: SLICE_MS,
      quality: { preset: preferences.current.value.preset, bitsPerSecond: bitsPerSecond(), processing: preferences.current.value.processing },
      consent: consent.given.value,
      appVersion: __APP_VERSION__,
      flags: { version: flags.version(), variant: flags.offlineRecording.value.variant },
    }),
    online: () => navigator.onLine,
    segmentMs: () => flags.settings().segmentSeconds * 1000,
    serverOffsetMs: api.serverOffsetMs,
    onChange: (view) => {
      // The next recording is somebody else's.
      if (view.phase === 'idle' && recorderView.value.phase !== 'idle' && view.recordingId !== null) consent.tick(false);
      recorderView.value = view;
      if (view.phase === 'recording') {
        wake.hold();
        // Only now does the browser tell their names.
        if (microphones.list.value.length === 0) microphones.refresh();
      }
      if (view.phase === 'idle' || view.phase === 'paused') wake.letGo();
    },
    onSegment: () => sending.trigger('segment'),
  };
  const recorder = createLazyEngine(async () => (await import('./capture/engine.ts')).createEngine(recorderDeps), {
    waiting: () => (recorderView.value = { ...IDLE, phase: 'starting' }),
    failed: () => (recorderView.value = { ...IDLE, fault: 'recorder_failed' }),
  });

  const mine = composeAccount({
    ...shared,
    account,
    memory,
    presence,
    heartbeats,
    idleLimitMs: () => flags.idleLockMinutes() * 60_000,
    recorder: recorderView,
    recordings,
    damaged,
    dropDeviceKey: localKeys.drop,
    sendNow: () => sending.trigger('button', true),
    onPending: () => worker.askForSync('signout'),
  });

  const refresh = () => void Promise.all([flags.refresh(), mine.recheck()]);
  addEventListener('online', refresh);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'visible') return;
    recorder.look('visible');
    void space.look();
    refresh();
  });
  addEventListener('beforeunload', (event) => {
    // The browser asks its own question; what is saved stays saved either way.
    if (recorderView.value.phase !== 'idle') event.preventDefault();
  });
  followRecordings(db, {
    newest: list.begin,
    next(change) {
      list.apply(change);
      storageBroken.value = false;
    },
    failed: () => (storageBroken.value = true),
  });
  const online = computed(() => network.reach.value === 'online');
  const watched = watchList(list.listed, computed(() => online.value && sending.draining.value));
  const notices = createNotices();
  void import('./notify/tellsending.ts')
    .then(({ tellSending }) => tellSending({ deviceDb, tally: watched.tally, signIn: mine.signIn, permission: notices.permission, left: computed(() => mine.cover.value === 'left') }))
    .catch(() => undefined);
  // Another network, or another rule: what waited for it need not any more.
  let rule = wifi.peek();
  wifi.subscribe((now) => {
    if (now !== rule) sending.trigger('carrier');
    rule = now;
  });
  let tools: Promise<LibraryTools> | undefined;
  const libraryTools = () =>
    (tools ??= import('./library/tools.ts').then(({ createLibraryTools }) =>
      createLibraryTools({ ...shared, db, deviceDb, localKeys, covered: computed(() => mine.cover.value !== null), onSendAnyway: () => sending.trigger('button', true) }),
    ));
  const flagsOfPage = composeFlags({ account, flags, recorder: recorderView, memory, storage: storage.service, telemetry, boots, onRelease: () => sending.trigger('flags', true) });
  flags.start();
  refresh();
  sending.start();

  return {
    account,
    recorder: recorderView,
    recordings,
    listed: list.listed,
    newest: list.newest,
    recordingOf: list.of,
    batch: watched.batch,
    tally: watched.tally,
    wifi,
    notices,
    libraryTools,
    damaged,
    storageBroken,
    reach: network.reach,
    online,
    slow: network.slow,
    signIn: mine.signIn,
    cover: mine.cover,
    draining: sending.draining,
    backgroundSync: worker.backgroundSync,
    mayRecord: computed(() => !flagsOfPage.legacy.value),
    flags: flagsOfPage,
    monotonicMs: deviceClock.monotonicMs,
    record() {
      // Whoever taps it now is somebody else.
      if (mine.cover.value === 'left') return location.assign('/');
      if (flagsOfPage.legacy.value) return;
      // Asked for now, because only an open page can ask, and this one may not live to Stop.
      worker.askForSync('record');
      void recorder.start();
    },
    pause: () => void recorder.pause(),
    resume: () => void recorder.resume(),
    stop: () => void recorder.stop(),
    mark: () => recorder.mark(),
    capture: {
      preferences: preferences.current,
      choose(to) {
        preferences.change(to);
        if ('deviceId' in to || 'processing' in to) recorder.changeMicrophone();
      },
      microphones: microphones.list,
      wake: wake.state,
      space: space.free,
      lookForSpace: () => void space.look(),
      bitsPerSecond: bitsOf,
      consent: consent.given,
      agree: consent.tick,
      level: recorder.level,
    },
    sendNow: () => sending.trigger('button', true),
    retry(id) {
      void store
        .retry(id)
        .then(() => sending.trigger('button', true))
        .catch(() => (storageBroken.value = true));
    },
    async details() {
      const [{ createDetailsStore }, { webRandomBytes, webSealing }] = await Promise.all([import('./details/detailsstore.ts'), import('../adapters/webcrypto.ts')]);
      const onSaved = () => {
        // Asked for now, because only an open page can ask, and this one may be closed before it is sent.
        worker.askForSync('text');
        sending.trigger('text');
      };
      return createDetailsStore({ ownerId: account.ownerId, store, sealing: webSealing, publicKeys: currentKeys, localKeys, randomBytes: webRandomBytes, onSaved });
    },
    exportRecording(id) {
      void Promise.all([import('../adapters/dexie/exportrecording.ts'), import('./savefile.ts')])
        .then(async ([{ exportRecording }, { saveFile }]) => saveFile(`holdfast-${id}.tar`, await exportRecording(db, id, deviceClock.nowMs())))
        .catch(() => (storageBroken.value = true));
    },
    storage: storage.service,
    signOut: mine.signOut,
  };
}
