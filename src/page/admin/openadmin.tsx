import { signal } from '@preact/signals';
import { render } from 'preact';
import { accountApi } from '../../adapters/accountapi.ts';
import { deviceClock } from '../../adapters/device.ts';
import { createDeviceMemory, DeviceDb } from '../../adapters/dexie/devicedb.ts';
import { createTelemetryLog } from '../../adapters/telemetrylog.ts';
import { createIdleLock } from '../../core/account/idlelock.ts';
import { whoIsSignedIn } from '../../core/account/signedin.ts';
import { settingsOf } from '../../core/flags/settings.ts';
import { startLanguage } from '../i18n/language.ts';
import { watchIdle } from '../signin/watchidle.ts';
import { registerWorker } from '../worker.ts';
import '../style/admin.css';
import { adminApi } from './adminapi.ts';
import { AdminProvider } from './admincontext.ts';
import { AdminPage } from './adminpage.tsx';
import { createFlagDesk } from './flags/flagdesk.ts';
import { createGate } from './gate.ts';

/** So late is somebody told who waits here for what others do. */
const FOLLOW_MS = 20_000;

/** The administration, a page of its own: nothing of the recorder runs in it, so that no fault of that one keeps an admin from the kill switch. */
export async function openAdmin(root: HTMLElement): Promise<void> {
  await startLanguage();
  const db = new DeviceDb();
  const memory = createDeviceMemory(db);
  registerWorker(createTelemetryLog(db, deviceClock));
  const locked = signal(false);
  const online = signal(navigator.onLine);

  // A sign-out that the server has not heard of comes first: whoever has left must not be found here.
  async function prepare(): Promise<void> {
    const who = await whoIsSignedIn(accountApi, memory);
    if (!who) return;
    // A sign-in later than the lock ends it.
    const presence = await memory.presence();
    if (presence?.ownerId === who.ownerId) await memory.remember(who, Date.now(), who.ownerId);
  }
  const gate = createGate(adminApi, () => location.reload(), prepare);
  const desk = createFlagDesk(adminApi, Date.now, gate.heard);

  let watched = false;
  async function look(): Promise<void> {
    await gate.look();
    const person = gate.person.value;
    if (gate.state.value !== 'in' || !person) return;
    if (!watched) {
      watched = true;
      const [presence, flags] = await Promise.all([memory.presence().catch(() => undefined), memory.flags().catch(() => undefined)]);
      const limitMs = () => settingsOf((desk.base.value?.document ?? flags)?.settings).idleLockMinutes * 60_000;
      const lock = createIdleLock({ clock: deviceClock, memory, ownerId: person.ownerId, limitMs, onChange: (now) => (locked.value = now) }, presence);
      locked.value = lock.locked();
      watchIdle(lock, memory.presence);
    }
    if (!desk.base.value) await desk.load();
  }

  await look();
  root.replaceChildren();
  render(
    <AdminProvider value={{ api: adminApi, gate: { ...gate, look }, desk, locked, online }}>
      <AdminPage />
    </AdminProvider>,
    root,
  );
  const follow = () => {
    if (document.visibilityState === 'visible' && gate.state.value === 'in') void desk.follow();
  };
  setInterval(follow, FOLLOW_MS);
  for (const event of ['online', 'offline']) {
    addEventListener(event, () => {
      online.value = navigator.onLine;
      if (navigator.onLine) void look().then(follow);
    });
  }
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void look().then(follow);
  });
  addEventListener('beforeunload', (event) => {
    if (desk.changes.value > 0) event.preventDefault();
  });
}
