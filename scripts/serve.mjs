import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from './bootstrap.mjs';
import { isMain } from './main.mjs';

// Serves what `npm run build` has built. Run by itself (`node scripts/serve.mjs`) it installs and builds nothing,
// prints `ready {url}` among the service's log: what the end-to-end tests start. An argument names another dist/.

/** `lan`: over HTTPS, `host` being an address in this machine's own network. @typedef {{ port: number, host: string, dataDir: string, lan?: boolean }} Settings */

/** A reason not to serve that the person who started us can do something about. */
export class SettingsError extends Error {}

/**
 * PORT (default 8080; 0 lets the system choose), HOST (default localhost) and DATA_DIR (default .data).
 * @param {Record<string, string | undefined>} env
 * @returns {Settings}
 * @throws {SettingsError}
 */
export function settingsOf(env) {
  const text = env.PORT?.trim() || '8080';
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new SettingsError(`PORT must be a number from 0 to 65535, not "${text}".`);
  return { port, host: env.HOST?.trim() || 'localhost', dataDir: resolve(env.DATA_DIR?.trim() || '.data') };
}

/** Names of the service's own errors about the environment, whose messages are for the person who started us. */
const SETTINGS_ERRORS = ['S3SettingsError', 'OidcSettingsError', 'FlagsSettingsError'];

/**
 * Starts the built service.
 * @param {Settings} settings
 * @param {string} [dist] The folder of the build.
 * @returns {Promise<{ url: string, recordingsIn: string, phone?: { url: string, fingerprint: string }, close(): Promise<void> }>}
 * @throws {SettingsError} When nothing is built, the port is taken or not allowed, or the environment names half a bucket of S3 or half an issuer.
 */
export async function serve(settings, dist = join(ROOT, 'dist')) {
  const entry = join(dist, 'server', 'node.js');
  if (!existsSync(entry)) throw new SettingsError('Nothing is built. Run: npm run build');
  const { startServer } = await import(pathToFileURL(entry).href);
  try {
    return await startServer({ ...settings, env: process.env, publicDir: join(dist, 'public') });
  } catch (error) {
    const fault = error instanceof Error && SETTINGS_ERRORS.includes(error.name) ? error.message : portFault(error, settings);
    throw fault ? new SettingsError(fault) : error;
  }
}

/** @param {unknown} error @param {Settings} settings */
function portFault(error, { port, host }) {
  const code = /** @type {NodeJS.ErrnoException} */ (error)?.code;
  if (code === 'EADDRINUSE') return `Port ${port} is in use. Stop what uses it, or choose another one: PORT=${port + 1} npm start`;
  if (code === 'EADDRNOTAVAIL') return `${host} is not an address of this computer.`;
  if (code === 'EACCES') return `Port ${port} is not allowed for this user. Choose one above 1023: PORT=8080 npm start`;
  return undefined;
}

/**
 * Closes `server` once on the first SIGINT or SIGTERM, and gives up waiting on the second.
 * @param {{ close(): Promise<void> }} server
 */
export function closeOnSignal(server) {
  let asked = false;
  const stop = () => {
    if (asked) process.exit(130);
    asked = true;
    server.close().then(
      () => process.exit(0),
      (error) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  // Started with a channel to a parent: end with it, also when it was killed.
  process.on('disconnect', stop);
}

if (isMain(import.meta.url)) {
  try {
    const server = await serve(settingsOf(process.env), process.argv[2]);
    closeOnSignal(server);
    console.log(`ready ${server.url}`);
  } catch (error) {
    console.error(error instanceof SettingsError ? error.message : error);
    process.exitCode = 1;
  }
}
