import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** No colours in what may be read later in a log. */
const PLAIN = process.stdout.isTTY ? {} : { NO_COLOR: '1', FORCE_COLOR: undefined };

/** Children that are running, to be ended with us. @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();
const ENDING = /** @type {const} */ (['SIGINT', 'SIGTERM']);
const WINDOWS = process.platform === 'win32';

/**
 * Runs a command without a terminal or standard input and waits for its end. Never rejects: a command that cannot
 * be started has code 127, one that ran longer than `timeoutMs` is killed with its children and has code 124.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: Record<string, string | undefined>, timeoutMs?: number, shell?: boolean }} [options]
 * @returns {Promise<{ code: number, output: string }>} Standard output and error, mixed as they came.
 */
export function run(command, args, { cwd, env = {}, timeoutMs = 30 * 60_000, shell = false } = {}) {
  return new Promise((resolve) => {
    // A process group of its own, so that a hung tool can be killed together with what it started.
    const child = spawn(command, args, {
      cwd,
      shell,
      detached: !WINDOWS,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...PLAIN, ...env },
    });
    add(child);
    /** @type {Buffer[]} */
    const parts = [];
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      killGroup(child, 'SIGKILL');
    }, timeoutMs);
    child.stdout.on('data', (part) => parts.push(part));
    child.stderr.on('data', (part) => parts.push(part));
    /** @param {number} code @param {string} [note] */
    const end = (code, note = '') => {
      clearTimeout(timer);
      remove(child);
      resolve({ code, output: Buffer.concat(parts).toString('utf8') + note });
    };
    child.on('error', (error) => end(127, `${error.message}\n`));
    child.on('close', (code) => (late ? end(124, `\nstopped after ${timeoutMs / 1000} s\n`) : end(code ?? 1)));
  });
}

/**
 * The script behind a command of an installed package, so that it can be run by this Node on any system.
 * @param {string} root
 * @param {string} packageName
 * @param {string} [command] Its name, where the package's own name is not it.
 */
export function binOf(root, packageName, command = packageName) {
  const folder = join(root, 'node_modules', packageName);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, typeof bin === 'string' ? bin : bin[command]);
}

/** @param {import('node:child_process').ChildProcess} child @param {NodeJS.Signals} signal */
function killGroup(child, signal) {
  try {
    if (WINDOWS || child.pid === undefined) child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // It has ended by itself meanwhile.
  }
}

/** Takes its children along when this process is told to end; they have groups of their own and would stay. */
const passOn = (/** @type {NodeJS.Signals} */ signal) => {
  for (const child of running) killGroup(child, signal);
  process.exit(130);
};

/** @param {import('node:child_process').ChildProcess} child */
function add(child) {
  if (running.size === 0) for (const signal of ENDING) process.on(signal, passOn);
  running.add(child);
}

/** @param {import('node:child_process').ChildProcess} child */
function remove(child) {
  running.delete(child);
  if (running.size === 0) for (const signal of ENDING) process.off(signal, passOn);
}
