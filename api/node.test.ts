import { cp, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import * as v from 'valibot';
import { manifestText } from '../src/core/manifest.ts';
import { APP_HEADER, keys, presignResponse, receipt, session, uploadState } from '../src/wire/api.ts';
import { signInAs } from '../test/build/signin.ts';
import { createKeyRing } from './adapters/local/keyring.ts';
import { startServer, type RunningServer } from './node.ts';
import { testRecording } from './testapp.ts';

let root: string;
let keyRing: string;
const running: RunningServer[] = [];
const events: string[] = [];

// Made once: an RSA key takes up to a second.
beforeAll(async () => {
  keyRing = await mkdtemp(join(tmpdir(), 'holdfast-ring-'));
  await createKeyRing({ dir: keyRing });
}, 60_000);
afterAll(() => rm(keyRing, { recursive: true, force: true }));
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'holdfast-node-'));
  await mkdir(join(root, 'public'));
  await writeFile(join(root, 'public/index.html'), '<!doctype html>app');
  for (const name of ['data', 'other']) await cp(keyRing, join(root, name, 'keys'), { recursive: true });
  events.length = 0;
});
afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
  await rm(root, { recursive: true, force: true });
});

async function start(options: { port?: number } = {}): Promise<RunningServer> {
  const log = (_level: string, event: string) => void events.push(event);
  const server = await startServer({ port: 0, host: '127.0.0.1', dataDir: join(root, 'data'), publicDir: join(root, 'public'), log, graceMs: 100, ...options });
  running.push(server);
  return server;
}

/** Signs in as the demo's doctor: the cookie to send. */
async function signIn(url: string): Promise<string> {
  return (await signInAs(url, 'demo-doctor')).cookiesFor(`${url}/api/uploads`);
}

/** A client that parses what it is answered. */
function client(url: string, cookie: string) {
  return async <S extends v.GenericSchema>(schema: S, path: string, body?: string): Promise<v.InferOutput<S>> => {
    const headers = { Cookie: cookie, [APP_HEADER]: '1', 'Content-Type': 'application/json' };
    const response = await fetch(url + path, body === undefined ? { headers } : { method: 'POST', headers, body });
    expect(response.status, path).toBe(200);
    return v.parse(schema, await response.json());
  };
}

test('[API29] a recording goes all the way: signed, sent, received, given to compose, and still so after a restart', async () => {
  const first = await start();
  const cookie = await signIn(first.url);
  const ask = client(first.url, cookie);
  const { ownerId } = await ask(session, '/api/session');
  const { recordingId, manifest, bodies } = testRecording({ ownerId, segments: 3 });

  const { urls } = await ask(presignResponse, '/api/uploads', JSON.stringify({ ownerId, recordingId, segments: manifest.segments }));
  for (const { seq, url, headers } of urls) {
    const put = () => fetch(first.url + url, { method: 'PUT', headers, body: bodies[seq]! });
    expect([(await put()).status, (await put()).status]).toEqual([200, 412]);
  }
  const got = await ask(receipt, `/api/uploads/${recordingId}/complete`, manifestText(manifest));

  // The takes are sealed to a key that is not ours, so that compose has an answer of its own to give.
  let state = await ask(uploadState, `/api/uploads/${recordingId}?ownerId=${ownerId}`);
  while (!state.problem) state = await ask(uploadState, `/api/uploads/${recordingId}?ownerId=${ownerId}`);
  expect(state).toMatchObject({ receipt: got, archived: null, problem: { code: 'key_unknown' } });
  expect(state.segments).toHaveLength(3);
  const { keys: ring } = await ask(keys, '/api/keys');
  await first.close();

  const again = client((await start()).url, cookie);
  expect((await again(keys, '/api/keys')).keys).toEqual(ring);
  expect(await again(receipt, `/api/uploads/${recordingId}/complete`, manifestText(manifest))).toEqual(got);
});

test('[API29] what was received and not decided is composed at the next start', async () => {
  const first = await start();
  const ask = client(first.url, await signIn(first.url));
  const { ownerId } = await ask(session, '/api/session');
  const { recordingId, manifest, bodies } = testRecording({ ownerId, segments: 1 });
  const { urls } = await ask(presignResponse, '/api/uploads', JSON.stringify({ ownerId, recordingId, segments: manifest.segments }));
  await fetch(first.url + urls[0]!.url, { method: 'PUT', headers: urls[0]!.headers, body: bodies[0]! });
  await ask(receipt, `/api/uploads/${recordingId}/complete`, manifestText(manifest));
  await first.close();
  // As if the process had died before compose: its answer is not there.
  const archive = join(root, 'data/store/archive');
  await rm(archive, { recursive: true, force: true });

  // Closing waits for the recording that is being composed.
  await (await start()).close();
  expect(await readdir(join(archive, ownerId, recordingId))).toEqual(['problem.json']);
});

test('[API29] the app is served, and what it keeps is closed to other users', async () => {
  const { url } = await start();
  const page = await fetch(`${url}/recordings`);
  expect([await page.text(), page.headers.get('Content-Type')]).toEqual(['<!doctype html>app', 'text/html; charset=utf-8']);
  expect((await fetch(`${url}/flags.json`)).status).toBe(200);
  const modeOf = async (path: string) => (await stat(join(root, path))).mode & 0o777;
  expect(await modeOf('data')).toBe(0o700);
  expect(await modeOf('data/store-credentials.json')).toBe(0o600);
});

test('[API29] a cookie of one installation is nobody in another', async () => {
  const here = await start();
  const elsewhere = await startServer({ port: 0, host: '127.0.0.1', dataDir: join(root, 'other'), publicDir: join(root, 'public'), log: () => {} });
  running.push(elsewhere);
  expect((await fetch(`${elsewhere.url}/api/session`, { headers: { Cookie: await signIn(here.url) } })).status).toBe(401);
});

test('[API23] a second server on the same data is refused and leaves the first alone', async () => {
  const { url } = await start();
  await expect(start()).rejects.toThrow('another server is using');
  expect((await fetch(`${url}/api/health`)).status).toBe(200);
});

test('[API29] a start that fails frees the data directory', async () => {
  const { url, close } = await start();
  const options = { host: '127.0.0.1', dataDir: join(root, 'other'), publicDir: join(root, 'public'), log: () => {} };
  await expect(startServer({ ...options, port: Number(new URL(url).port) })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  running.push(await startServer({ ...options, port: 0 }));
  await close();
});

test('[API29] credentials that cannot be read stop the start and are not replaced', async () => {
  await writeFile(join(root, 'data/store-credentials.json'), '{"accessKeyId":');
  await expect(start()).rejects.toThrow('holds no credentials');
  expect(await readFile(join(root, 'data/store-credentials.json'), 'utf8')).toBe('{"accessKeyId":');
});

test('[API29] start and stop are logged, stopping twice is stopping once', async () => {
  const server = await start();
  await Promise.all([server.close(), server.close()]);
  expect(events).toEqual(['compose_recovered', 'server_started', 'server_stopped']);
});
