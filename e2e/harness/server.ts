import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SERVE = fileURLToPath(new URL('../../scripts/serve.mjs', import.meta.url));
const PASSED_ON = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'SYSTEMROOT', 'LANG', 'TZ'];
const START_DEADLINE_MS = 30_000;
const STOP_DEADLINE_MS = 15_000;

/** What of this process's environment a service under test sees: nothing that could point it at somebody's real storage. */
export function inherited(): Record<string, string> {
  return Object.fromEntries(PASSED_ON.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
}

/** The organisation's keys as the first service made them, by file name: to make an RSA key takes longer than all else at a start. */
let keyRing: readonly { name: string; bytes: Buffer }[] | undefined;

async function writeKeys(dataDir: string): Promise<void> {
  const folder = join(dataDir, 'keys');
  await mkdir(folder, { mode: 0o700 });
  for (const { name, bytes } of keyRing ?? []) await writeFile(join(folder, name), bytes, { mode: 0o600 });
}

/** Undefined where the service made none, as a stand-in for it does. */
async function readKeys(dataDir: string): Promise<typeof keyRing> {
  const folder = join(dataDir, 'keys');
  const names = await readdir(folder).catch(() => undefined);
  return names && Promise.all(names.map(async (name) => ({ name, bytes: await readFile(join(folder, name)) })));
}

/** The built service in a process of its own, on a port that the system chose, with its data in a temporary folder. */
export interface TestServer {
  readonly url: string;
  readonly dataDir: string;
  /** Ends it as Ctrl-C does. Rejects when it does not end, or not with code 0. */
  stop(): Promise<void>;
  /** Ends it as a power cut does. */
  kill(): Promise<void>;
  /** Starts it again on the same port and data, after `stop` or `kill` if it still runs. `dist`: with another build from now on. */
  restart(dist?: string): Promise<void>;
  /** What it has printed since the beginning. */
  output(): string;
  /** Ends it and removes its data. */
  dispose(): Promise<void>;
}

/**
 * Starts the service.
 * @param options.env Further environment variables for it.
 * @param options.dist Another build than `dist/`, as an absolute path.
 */
export async function startTestServer(options: { env?: Record<string, string>; dist?: string } = {}): Promise<TestServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'holdfast-data-'));
  let child: ChildProcess | undefined;
  let printed = '';
  let { dist } = options;

  const start = async (port: string): Promise<string> => {
    // The channel ends the service when the test runner dies.
    child = spawn(process.execPath, [SERVE, ...(dist ? [dist] : [])], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...inherited(), ...options.env, PORT: port, DATA_DIR: dataDir },
    });
    const from = printed.length;
    const started = child;
    return await new Promise((resolve, reject) => {
      const fail = (why: string): void => {
        started.kill('SIGKILL');
        reject(new Error(`the service ${why}:\n${printed.slice(from)}`));
      };
      const timer = setTimeout(() => fail(`was not ready within ${START_DEADLINE_MS / 1000} s`), START_DEADLINE_MS);
      const hear = (text: Buffer): void => {
        printed += text.toString('utf8');
        const url = /^ready (\S+)$/m.exec(printed.slice(from))?.[1];
        if (url === undefined) return;
        clearTimeout(timer);
        resolve(url.replace(/\/$/, ''));
      };
      started.stdout?.on('data', hear);
      started.stderr?.on('data', hear);
      started.once('exit', (code, signal) => {
        clearTimeout(timer);
        fail(`ended with ${signal ?? code} before it was ready`);
      });
    });
  };

  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> => {
    const ending = child;
    child = undefined;
    if (!ending) return 0;
    if (ending.exitCode !== null || ending.signalCode !== null) return ending.exitCode;
    const exit = once(ending, 'exit') as Promise<[number | null]>;
    ending.kill(signal);
    const timer = setTimeout(() => ending.kill('SIGKILL'), STOP_DEADLINE_MS);
    const [code] = await exit;
    clearTimeout(timer);
    return code;
  };

  const stop = async (): Promise<void> => {
    const code = await end('SIGTERM');
    if (code !== 0) throw new Error(`the service ended with ${code ?? 'SIGKILL'} when told to stop:\n${printed}`);
  };

  try {
    if (keyRing) await writeKeys(dataDir);
    const url = await start('0');
    keyRing ??= await readKeys(dataDir);
    return {
      url,
      dataDir,
      stop,
      kill: async () => {
        await end('SIGKILL');
      },
      restart: async (other) => {
        await stop();
        dist = other ?? dist;
        await start(new URL(url).port);
      },
      output: () => printed,
      dispose: async () => {
        await end('SIGTERM');
        await rm(dataDir, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await rm(dataDir, { recursive: true, force: true });
    throw error;
  }
}
