import { render } from 'preact';
import { deviceClock } from '../adapters/device.ts';
import { createDeviceMemory, DeviceDb } from '../adapters/dexie/devicedb.ts';
import { createTelemetryLog } from '../adapters/telemetrylog.ts';
import { findAccount, organisationKeys } from './account.ts';
import { AppProvider } from './app.ts';
import { composeApp } from './compose.ts';
import { loadFlags } from './flags.ts';
import { Shell } from './shell/shell.tsx';
import { SignInScreen } from './signin/signinscreen.tsx';
import { registerWorker } from './worker.ts';

/** Only the first run ever, before any flag document, goes by the build. */
const ENABLED_BY_BUILD = import.meta.env['NEXT_PUBLIC_ENABLE_OFFLINE_RECORDING'] !== 'false';

async function main(root: HTMLElement): Promise<void> {
  const deviceDb = new DeviceDb();
  const memory = createDeviceMemory(deviceDb);
  const telemetry = createTelemetryLog(deviceDb, deviceClock);
  const worker = registerWorker(telemetry);
  const account = await findAccount(memory);
  if (!account) return showSignIn(root, 'never');
  const publicKeys = await organisationKeys(memory);
  if (publicKeys.length === 0) return showSignIn(root, 'no_keys');
  const flags = await loadFlags(memory, telemetry, ENABLED_BY_BUILD);
  const app = composeApp({ account, deviceDb, memory, telemetry, flags, worker, publicKeys });
  root.replaceChildren();
  render(
    <AppProvider value={app}>
      <Shell />
    </AppProvider>,
    root,
  );
}

/** Nothing can be recorded yet. What is missing needs a network once, so the screen follows it. */
function showSignIn(root: HTMLElement, reason: 'never' | 'no_keys'): void {
  root.replaceChildren();
  const show = () => render(<SignInScreen reason={reason} online={navigator.onLine} />, root);
  show();
  addEventListener('online', () => (reason === 'no_keys' ? location.reload() : show()));
  addEventListener('offline', show);
}

void main(document.getElementById('app')!);
