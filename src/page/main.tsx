import { render } from 'preact';
import { accountApi } from '../adapters/accountapi.ts';
import { deviceClock } from '../adapters/device.ts';
import { createDeviceMemory, DeviceDb, type DeviceMemory } from '../adapters/dexie/devicedb.ts';
import { createLocalKeys } from '../adapters/dexie/localkeys.ts';
import { OwnerDb } from '../adapters/dexie/ownerdb.ts';
import { createTelemetryLog } from '../adapters/telemetrylog.ts';
import { settleSignOut } from '../core/account/signedin.ts';
import type { OwnerId } from '../core/names.ts';
import { findAccount, organisationKeys } from './account.ts';
import { AppProvider } from './app.ts';
import { composeApp } from './compose.ts';
import { loadFlags } from './flags.ts';
import { watchBoots, type BootWatch } from './flags/boots.ts';
import { startLanguage } from './i18n/language.ts';
import { speakMore } from './i18n/words.ts';
import { keepInstallPrompt } from './install/installprompt.ts';
import { warnFirst } from './install/warnfirst.ts';
import { Shell } from './shell/shell.tsx';
import { registerWorker } from './worker.ts';

/** Only the first run ever, before any flag document, goes by the build. */
const ENABLED_BY_BUILD = import.meta.env['NEXT_PUBLIC_ENABLE_OFFLINE_RECORDING'] !== 'false';

async function main(root: HTMLElement, boots: BootWatch): Promise<void> {
  keepInstallPrompt();
  await startLanguage();
  const deviceDb = new DeviceDb();
  const memory = createDeviceMemory(deviceDb);
  const telemetry = createTelemetryLog(deviceDb, deviceClock);
  const worker = registerWorker(telemetry);
  // Support asks for these by their address, whoever is signed in and whatever is broken.
  const page = /^\/(install|diagnostics)\/?$/.exec(location.pathname)?.[1] as 'install' | 'diagnostics' | undefined;
  if (page) {
    const [{ showDevicePage }] = await Promise.all([import('./diagnostics/devicepage.tsx'), speakMore()]);
    boots.shown();
    return showDevicePage(root, page);
  }
  if (boots.crashLoop) {
    // What waits here can still be sent: the worker needs nothing of what does not start.
    worker.askForSync('crash_loop');
    return (await import('./legacy/legacypage.tsx')).showLegacyPage(root, telemetry, boots);
  }
  const account = await findAccount(memory, dropDeviceKey);
  if (!account) {
    // A database that does not open knows nobody either, and signing in would not help.
    await deviceDb.open();
    return showSignIn(root, 'never', memory, boots);
  }
  const publicKeys = await organisationKeys(memory);
  if (publicKeys.length === 0) return showSignIn(root, 'no_keys', memory, boots);
  const person = { email: account.email ?? undefined, internalHmac: account.internalHmac };
  const flags = await loadFlags({ memory, telemetry, person, fallback: ENABLED_BY_BUILD });
  const presence = await memory.presence().catch(() => undefined);
  const app = warnFirst(composeApp({ account, deviceDb, memory, telemetry, flags, worker, publicKeys, presence, boots }));
  root.replaceChildren();
  render(
    <AppProvider value={app}>
      <Shell />
    </AppProvider>,
    root,
  );
  boots.shown();
}

/** Whoever has not signed out, and whose place somebody else has taken, is not to be heard on this device either. */
async function dropDeviceKey(ownerId: OwnerId): Promise<void> {
  const db = new OwnerDb(ownerId);
  await createLocalKeys(db)
    .drop()
    .catch(() => undefined);
  db.close();
}

/** Nothing can be recorded yet. What is missing needs a network once, so the screen follows it. */
async function showSignIn(root: HTMLElement, reason: 'never' | 'no_keys', memory: DeviceMemory, boots: BootWatch): Promise<void> {
  const { SignInScreen } = await import('./signin/signinscreen.tsx');
  boots.shown();
  // The number on the icon is of nobody's who is here.
  void import('../adapters/notices.ts').then(({ showBadge }) => showBadge(0)).catch(() => undefined);
  root.replaceChildren();
  const show = () => render(<SignInScreen reason={reason} online={navigator.onLine} />, root);
  show();
  addEventListener('online', () => {
    if (reason === 'no_keys') return location.reload();
    show();
    void settleSignOut(accountApi, memory).catch(() => undefined);
  });
  addEventListener('offline', show);
}

/** The administration is a page of its own: whatever keeps the recorder from starting, the kill switch is there. */
if (/^\/admin(?:\/|$)/.test(location.pathname)) {
  const root = document.getElementById('app')!;
  void import('./admin/openadmin.tsx').then(({ openAdmin }) => openAdmin(root)).catch(async (error: unknown) => (await import('./flags/bootfailed.tsx')).showBootFailed(root, watchBoots(__APP_VERSION__), error));
} else {
  const boots = watchBoots(__APP_VERSION__);
  main(document.getElementById('app')!, boots).catch(async (error: unknown) => {
    (await import('./flags/bootfailed.tsx')).showBootFailed(document.getElementById('app')!, boots, error);
  });
}
