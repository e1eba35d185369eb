import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import packageJson from '../package.json' with { type: 'json' };
import { lockDataDir } from './adapters/local/datadirlock.ts';
import { createDemoIssuer, ISSUER_PATH, type DemoIssuer } from './adapters/local/issuer/demoissuer.ts';
import { flagsKey } from './adapters/local/flagskey.ts';
import { createJsonLog } from './adapters/local/jsonlog.ts';
import { listenOnLan } from './adapters/local/lan/lanlistener.ts';
import { PHONE_PATH } from './adapters/local/lan/phonepages.ts';
import { createPublicFiles } from './adapters/local/publicfiles.ts';
import { createStore } from './adapters/local/store/store.ts';
import { storeCredentials } from './adapters/local/storecredentials.ts';
import { s3SettingsOf, type S3Settings } from './adapters/s3/s3settings.ts';
import { createS3Store } from './adapters/s3/s3store.ts';
import { createApp } from './app.ts';
import { createComposeQueue, type ComposeQueue } from './compose/queue.ts';
import { createFlagService } from './flags/flagservice.ts';
import { flagsSeedOf } from './flags/seed.ts';
import { createIdentity } from './identity/identity.ts';
import { sweepSessions } from './identity/sweep.ts';
import { listen } from './listen.ts';
import { isLoopback, oidcSettingsOf, publicOriginOf } from './oidc/oidcsettings.ts';
import { createSignIn } from './oidc/signin.ts';
import { organisationKeys } from './organisationkeys.ts';
import { StoreError, type Clock, type Log, type ObjectStore } from './ports.ts';

export interface ServerOptions {
  /** 0 lets the system choose. */
  port: number;
  /** Where everything is kept; made when it is missing, and closed to other users. */
  dataDir: string;
  /** What to listen on; `localhost` when left out. */
  host?: string;
  /** `host` is an IPv4 address of this machine in its own network: HTTPS there, with a certificate that is made and kept in `dataDir`. */
  lan?: boolean;
  /** The built app. */
  publicDir: string;
  /**
   * Names a bucket of S3, as `s3SettingsOf` reads it, an issuer of OpenID Connect, as `oidcSettingsOf` does, and PUBLIC_URL. Without a
   * bucket recordings lie in `dataDir`; without an issuer there is one here, for demonstrations.
   */
  env?: Readonly<Record<string, string | undefined>>;
  /** JSON lines on standard output when left out. */
  log?: Log;
  /** How long `close` lets requests end. 5 s when left out. */
  graceMs?: number;
}

export interface RunningServer {
  /** Where it answers, without a slash at its end. */
  url: string;
  /** Where recordings lie, for people to read: a folder, or a bucket and its service. */
  recordingsIn: string;
  /** With `lan`: where a phone is told how to trust the certificate, and SHA-256 of it. */
  phone?: { url: string; fingerprint: string };
  /** Takes no more requests, lets those under way end, finishes the recording being composed, and frees the data directory. */
  close(): Promise<void>;
}

const BUCKET = 'holdfast';
const REGION = 'local';

/**
 * The whole service in one Node process: sign-in, compose, and a bucket of S3 or the embedded store.
 * Rejects with S3SettingsError, OidcSettingsError or FlagsSettingsError when `env` names half a bucket or half an issuer, when another server uses
 * `dataDir`, when a stored secret is not readable, and with the system's error (`code`) when the port is taken.
 */
export async function startServer({ port, dataDir, host = 'localhost', lan = false, publicDir, env = {}, graceMs = 5000, ...rest }: ServerOptions): Promise<RunningServer> {
  const s3 = s3SettingsOf(env);
  const oidc = oidcSettingsOf(env);
  const publicOrigin = publicOriginOf(env);
  const clock: Clock = Date.now;
  const log = rest.log ?? createJsonLog({ write: (line) => process.stdout.write(line), clock });
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  await chmod(dataDir, 0o700);
  const lock = await lockDataDir(dataDir);
  // What to undo, the latest first, when the start fails or at the end.
  const ends: (() => Promise<void>)[] = [() => lock.release()];
  const end = async (): Promise<void> => {
    for (let act = ends.pop(); act; act = ends.pop()) await act();
  };
  try {
    const startedAt = performance.now();
    const { version } = packageJson;
    const { compose, ...kept } = await composed(dataDir, env, s3, clock, log);
    ends.push(() => compose.stop());
    const own = lan ? await listenOnLan({ port, address: host, dir: dataDir, clock }) : undefined;
    const listener = own ?? (await listen({ port, host }));
    ends.push(() => listener.close(graceMs));
    const url = own ? `https://${host}:${own.port}` : `http://${nameOf(host)}:${listener.port}`;
    const issuer: Pick<DemoIssuer, 'settings'> & Partial<DemoIssuer> = oidc
      ? { settings: oidc }
      : createDemoIssuer({ origin: publicOrigin ?? url, reachedAt: own?.inside ?? url });
    const { settings, fetch, handle: demo } = issuer;
    const signIn = createSignIn({ settings, sessions: kept.sessions, clock, log, ...(fetch && { fetch }) });
    const app = createApp({ ...kept, signIn, compose, clock, log, version, publicFiles: createPublicFiles(publicDir) });
    await recover(compose, log);
    const swept = sweepSessions({ store: kept.store, clock, log });
    ends.push(() => swept);
    listener.serve({ app, ...(demo && { beside: { [ISSUER_PATH]: demo } }), ...(publicOrigin !== undefined && { publicOrigin }) });
    if (s3 && unencrypted(s3)) log('warn', 's3_without_tls');
    if (demo && isExposed(host, publicOrigin)) log('warn', 'demo_sign_in_exposed', { host });
    log('info', 'server_started', { version, port: listener.port, store: s3 ? 's3' : 'embedded', issuer: demo ? 'demo' : 'oidc', ms: Math.round(performance.now() - startedAt) });
    let closing: Promise<void> | undefined;
    return {
      url,
      ...(own && { phone: { url: url + PHONE_PATH, fingerprint: own.fingerprint } }),
      recordingsIn: s3 ? `bucket ${s3.bucket} at ${s3.endpoint}` : join(dataDir, 'store'),
      close: () => (closing ??= end().then(() => log('info', 'server_stopped'))),
    };
  } catch (error) {
    await end();
    throw error;
  }
}

/** Every part that keeps something, in `dataDir` or in the bucket. */
async function composed(dataDir: string, env: NonNullable<ServerOptions['env']>, s3: S3Settings | undefined, clock: Clock, log: Log) {
  const keys = await organisationKeys({ dataDir, env, clock, log });
  const store: ObjectStore = s3 ? createS3Store({ ...s3, clock }) : await embeddedStore(dataDir, clock, log);
  const identity = createIdentity({ store, clock, log });
  // Where a real issuer says who somebody is, real people record: nobody starts without an admin's word.
  const seed = flagsSeedOf(env, oidcSettingsOf(env) ? 'off' : 'demo');
  return {
    store,
    keys,
    ...identity,
    ...createFlagService({ key: await flagsKey({ dataDir, env }), seed, store, people: identity.people, clock, log }),
    compose: createComposeQueue({ store, keys, clock, log, workDir: join(dataDir, 'work') }),
  };
}

async function embeddedStore(dataDir: string, clock: Clock, log: Log): Promise<ObjectStore> {
  const credentials = await storeCredentials(join(dataDir, 'store-credentials.json'));
  const embedded = createStore({ dir: join(dataDir, 'store'), credentials, bucket: BUCKET, region: REGION, clock, log });
  // Never reached over a socket: the client hands its requests straight to the store.
  const endpoint = 'http://store.invalid';
  return createS3Store({ endpoint, bucket: BUCKET, region: REGION, ...credentials, pathStyle: true, fetch: embedded.handle, clock });
}

/** What is sent is sealed, but flags and archives are not. */
function unencrypted({ endpoint }: S3Settings): boolean {
  const { protocol, hostname } = new URL(endpoint);
  return protocol === 'http:' && !isLoopback(hostname);
}

/** Whether others than this machine may reach a sign-in without passwords. */
function isExposed(host: string, publicOrigin: string | undefined): boolean {
  return !isLoopback(inUrl(host)) || (publicOrigin !== undefined && !isLoopback(new URL(publicOrigin).hostname));
}

/** Before the first request, which may start to compose in the folder that this clears. A store in trouble does not keep phones out. */
async function recover(compose: ComposeQueue, log: Log): Promise<void> {
  try {
    log('info', 'compose_recovered', { recordings: await compose.recover() });
  } catch (error) {
    const status = error instanceof StoreError ? error.status : undefined;
    log('error', 'compose_not_recovered', { error: error instanceof Error ? error.name : 'unknown', status });
  }
}

/** An address that a browser on this machine can open. */
function nameOf(host: string): string {
  return isLoopback(inUrl(host)) || host === '0.0.0.0' || host === '::' ? 'localhost' : inUrl(host);
}

function inUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
