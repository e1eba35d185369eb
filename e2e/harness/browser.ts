import { chromium, type BrowserContext } from '@playwright/test';
import { descendants, processes } from './processes.ts';

/** For a container without graphics; nothing that could make requests of its own. */
export const CHROMIUM_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const KILL_DEADLINE_MS = 10_000;

/**
 * Starts Chromium on a profile folder, which outlives it: launch again on the same folder to reopen it.
 * @param options.microphone A WAV file that is heard as the microphone, once from its start for every time it is opened.
 * Without one the microphone beeps; null: there are only those that this machine really has. Permission is given without asking, unless `options.asks`: then as the site's settings say.
 * @param options.args Further flags, such as `backgroundSyncFlags`.
 */
export async function launchBrowser(
  profileDir: string,
  options: { microphone?: string | null; asks?: boolean; args?: readonly string[]; locale?: string } = {},
): Promise<BrowserContext> {
  const path = process.env.CHROMIUM_PATH;
  if (!path) throw new Error('CHROMIUM_PATH is not set. Run the end-to-end tests by: npm test -- e2e');
  return await chromium.launchPersistentContext(profileDir, {
    executablePath: path,
    ...(options.locale ? { locale: options.locale } : {}),
    args: [
      ...CHROMIUM_ARGS,
      ...(options.microphone === null ? [] : ['--use-fake-device-for-media-stream']),
      ...(options.asks ? [] : ['--use-fake-ui-for-media-stream']),
      ...(options.microphone ? [`--use-file-for-fake-audio-capture=${options.microphone}%noloop`] : []),
      ...(options.args ?? []),
    ],
  });
}

/**
 * Flags with which Chromium retries a Background Sync sooner than after its five minutes.
 * All times in seconds; `maxEventS` is how long one event may run.
 */
export function backgroundSyncFlags(
  options: { attempts?: number; initialRetryS?: number; retryFactor?: number; minRecoveryS?: number; maxEventS?: number } = {},
): string[] {
  const parameters = {
    max_sync_attempts: options.attempts ?? 10,
    initial_retry_delay_sec: options.initialRetryS ?? 2,
    retry_delay_factor: options.retryFactor ?? 1,
    min_recovery_time_sec: options.minRecoveryS ?? 1,
    max_sync_event_duration_sec: options.maxEventS ?? 20,
  };
  const text = Object.entries(parameters).map(([name, value]) => `${name}/${value}`);
  return ['--force-fieldtrials=BackgroundSync/G1/', `--force-fieldtrial-params=BackgroundSync.G1:${text.join('/')}`];
}

/**
 * Kills the browser that this process has started on `profileDir`, as `kill -9` of everything that belongs to it.
 * Resolves when all of it is gone, with the number of processes killed. Rejects when there was none.
 */
export async function killBrowser(profileDir: string): Promise<number> {
  const all = processes();
  const browsers = descendants(process.pid, all).filter(({ command }) => command.includes(`--user-data-dir=${profileDir}`));
  const doomed = new Map([...browsers, ...browsers.flatMap(({ pid }) => descendants(pid, all))].map((each) => [each.pid, each]));
  if (doomed.size === 0) throw new Error(`no browser runs on ${profileDir}`);
  for (const pid of doomed.keys()) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // Gone with its parent.
    }
  }
  const deadlineMs = Date.now() + KILL_DEADLINE_MS;
  while (processes().some(({ pid, command }) => doomed.get(pid)?.command === command)) {
    if (Date.now() > deadlineMs) throw new Error('the browser survived SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return doomed.size;
}
