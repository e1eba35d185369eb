import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './run.mjs';

// What has to be true before anything of node_modules can be imported. Nothing but Node itself is used here,
// because a fresh clone has nothing else.

/** The repository's root folder. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

const OLDEST_NODE = [20, 19];
/** In node_modules: the hash of the lockfile that it was installed from. */
const STAMP = '.holdfast-lock';

/** What is wrong with this version of Node, e.g. '18.20.1', or undefined. @param {string} version */
export function nodeFault(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return undefined;
  return `Node ${OLDEST_NODE.join('.')} or newer is needed, this is ${version}. See https://nodejs.org/en/download`;
}

/**
 * Whether the tree that npm describes in `node_modules/.package-lock.json` (`installed`) has every package
 * that `lock`, the text of package-lock.json, asks for. Optional packages, made for other systems, may be absent.
 * @param {string} lock
 * @param {string} installed
 */
export function installFits(lock, installed) {
  const have = packagesOf(installed);
  const wanted = Object.entries(packagesOf(lock)).filter(([path]) => path !== '');
  return wanted.every(([path, { version, optional, devOptional, peer, link }]) => {
    const found = have[path];
    if (!found) return Boolean(optional || devOptional || peer);
    return link === true || found.version === version;
  });
}

/**
 * @param {string} lockText
 * @returns {Record<string, { version?: string, optional?: boolean, devOptional?: boolean, peer?: boolean, link?: boolean }>}
 */
function packagesOf(lockText) {
  return JSON.parse(lockText).packages ?? {};
}

/** Ends the process with a message when Node is too old. */
export function checkNode() {
  const fault = nodeFault(process.versions.node);
  if (fault) {
    console.error(fault);
    process.exit(1);
  }
}

/**
 * Installs what package-lock.json says, unless that is there already.
 * Rejects, with npm's own words in the message, when npm fails.
 * @param {string} root
 */
export async function ensureInstalled(root) {
  const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');
  const hash = createHash('sha256').update(lock).digest('hex');
  const stamp = join(root, 'node_modules', STAMP);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;

  const hidden = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(hidden) || !installFits(lock, readFileSync(hidden, 'utf8'))) {
    console.log('Installing packages (npm ci) …');
    const startedAtMs = Date.now();
    // include=dev: with NODE_ENV=production in the environment npm would leave out what the build needs.
    const { command, args } = npm(['ci', '--include=dev', '--no-audit', '--no-fund']);
    const { code, output } = await run(command, args, { cwd: root, shell: process.platform === 'win32', timeoutMs: 900_000 });
    if (code !== 0) throw new Error(`npm ci failed:\n${output}`);
    console.log(`Installed in ${Math.round((Date.now() - startedAtMs) / 1000)} s.`);
  }
  writeFileSync(stamp, hash);
}

/** How to call npm: through the copy that called us, if one did. @param {string[]} args */
function npm(args) {
  const script = process.env.npm_execpath;
  if (script?.endsWith('.js') && process.platform !== 'win32') return { command: process.execPath, args: [script, ...args] };
  return { command: 'npm', args };
}
