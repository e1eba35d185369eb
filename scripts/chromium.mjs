import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { binOf, run } from './run.mjs';

// A Chromium for the end-to-end tests: one that is there, else Playwright's download, else the system's package.

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * Where a Chromium may be installed, best first.
 * @param {Record<string, string | undefined>} env
 * @param {NodeJS.Platform} platform
 * @returns {string[]}
 */
export function usualPlaces(env, platform) {
  if (platform === 'darwin') {
    return ['Chromium.app/Contents/MacOS/Chromium', 'Google Chrome.app/Contents/MacOS/Google Chrome'].flatMap((app) => [
      `/Applications/${app}`,
      `${env.HOME}/Applications/${app}`,
    ]);
  }
  if (platform === 'win32') {
    const roots = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].filter((root) => root !== undefined);
    return roots.flatMap((root) => [`${root}\\Google\\Chrome\\Application\\chrome.exe`, `${root}\\Chromium\\Application\\chrome.exe`]);
  }
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
}

/**
 * The path of a Chromium that starts, installing one when there is none.
 * Rejects, saying what to install, when that fails.
 * @param {string} root
 * @param {(line: string) => void} say
 * @returns {Promise<string>}
 */
export async function ensureChromium(root, say) {
  const given = process.env.CHROMIUM_PATH;
  if (given) {
    if (await starts(given)) return given;
    throw new Error(`CHROMIUM_PATH is ${given}, which does not start.`);
  }
  const found = await findChromium();
  if (found) return found;

  let log = '';
  for (const [command, ...args] of waysToInstall(root)) {
    if (command === undefined) continue;
    say(`Installing Chromium (${[command === process.execPath ? 'playwright' : command, ...args.slice(command === process.execPath ? 1 : 0)].join(' ')}) …`);
    const { code, output } = await run(command, args, { cwd: root, timeoutMs: 600_000, env: { DEBIAN_FRONTEND: 'noninteractive' } });
    if (code !== 0) log += output;
    const installed = await findChromium();
    if (installed) return installed;
  }
  throw new Error(`${log}\nThe end-to-end tests need Chromium, and none could be installed.
Install Chromium or Google Chrome (on Debian, as root: apt-get install chromium) or set CHROMIUM_PATH to one.`);
}

/** @returns {Promise<string | undefined>} */
async function findChromium() {
  const { chromium } = await import('@playwright/test');
  for (const path of [...usualPlaces(process.env, process.platform), chromium.executablePath()]) {
    if (path && existsSync(path) && (await starts(path))) return path;
  }
  return undefined;
}

/** Whether it runs at all: some systems ship a script of that name that only asks for a package. @param {string} path */
async function starts(path) {
  // On Windows chrome.exe opens a window instead of printing its version.
  if (process.platform === 'win32') return existsSync(path);
  const { code, output } = await run(path, ['--version'], { timeoutMs: 30_000 });
  return code === 0 && /chrom/i.test(output);
}

/** Commands that may bring a Chromium, to be tried in order. @param {string} root @returns {string[][]} */
function waysToInstall(root) {
  const playwright = [process.execPath, binOf(root, '@playwright/test', 'playwright'), 'install'];
  const ways = [[...playwright, '--no-shell', 'chromium']];
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return ways;
  // Ubuntu's package of that name is a stub for another store; there only Playwright knows what to install.
  const debian = /^ID=debian$/m.test(existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '');
  return debian
    ? [...ways, ['apt-get', 'update'], ['apt-get', 'install', '-y', '--no-install-recommends', 'chromium']]
    : [...ways, [...playwright, '--no-shell', '--with-deps', 'chromium']];
}
