import { isInstalled } from '../install/platform.ts';
import { abilitiesOf, permissionsOf, recorderTypes } from './abilities.ts';
import { askServer } from './askserver.ts';
import { browserName } from './browsername.ts';
import { ofDevice } from './ofdevice.ts';
import { ABILITIES, PERMISSIONS, type Report } from './report.ts';
import { within } from './within.ts';
import { pageBuild, workerState } from './workerstate.ts';

/** As main.tsx has it: only the first run ever goes by the build. */
const ENABLED_BY_BUILD = import.meta.env['NEXT_PUBLIC_ENABLE_OFFLINE_RECORDING'] !== 'false';

const unknown = <Name extends string>(names: readonly Name[]) => Object.fromEntries(names.map((name) => [name, null])) as Record<Name, null>;

/** Looks at everything there is to tell of this device. Never rejects, and ends even where some part of it does not answer. */
export async function collect(): Promise<Report> {
  const [worker, server, device, storage, permissions, abilities] = await Promise.all([
    within(workerState()),
    within(askServer()),
    within(ofDevice(ENABLED_BY_BUILD), 30_000),
    within(storageOf()),
    within(permissionsOf()),
    within(abilitiesOf()),
  ]);
  return {
    atMs: Date.now(),
    version: __APP_VERSION__,
    build: pageBuild(),
    worker: worker ?? { state: null, controls: false, build: null, updateWaits: false },
    installed: isInstalled(),
    ...browserName(navigator.userAgent, navigator.maxTouchPoints),
    language: navigator.language,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    ...(server ?? { reach: 'blocked', clockOffsetMs: null }),
    ...(device ?? { signIn: null, owner: null, flags: null, queue: null, errors: null }),
    storage,
    permissions: permissions ?? unknown(PERMISSIONS),
    recorderTypes: recorderTypes(),
    abilities: abilities ?? unknown(ABILITIES),
  };
}

async function storageOf(): Promise<Report['storage']> {
  const [{ usage = 0, quota = 0 }, persisted] = await Promise.all([navigator.storage.estimate(), navigator.storage.persisted()]);
  return { usedBytes: usage, quotaBytes: quota, persisted };
}
