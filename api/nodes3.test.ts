import { webcrypto } from 'node:crypto';
import { access, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import * as v from 'valibot';
import { startForeignStore, type ForeignStore } from '../test/build/foreignstore.ts';
import { mediaFixture } from '../test/build/mediafixture.ts';
import { signInAs } from '../test/build/signin.ts';
import { buildRecording, type BuiltRecording } from '../test/build/recording.ts';
import { createUploadApi } from '../src/adapters/uploadapi.ts';
import { fromBase64 } from '../src/core/bytes.ts';
import { archivePrefix } from '../src/core/names.ts';
import { APP_HEADER, keys, session, uploadState } from '../src/wire/api.ts';
import { createKeyRing } from './adapters/local/keyring.ts';
import { startServer, type RunningServer } from './node.ts';

/** What is not asked of the service. */
const outside = globalThis.fetch;
let keyRing: string;

// Made once: an RSA key takes up to a second.
beforeAll(async () => {
  keyRing = await mkdtemp(join(tmpdir(), 'holdfast-ring-'));
  await createKeyRing({ dir: keyRing });
}, 60_000);
afterAll(() => rm(keyRing, { recursive: true, force: true }));

/** The service on somebody else's store. */
async function started({ env }: ForeignStore) {
  const root = await mkdtemp(join(tmpdir(), 'holdfast-s3-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  await mkdir(join(root, 'public'));
  await writeFile(join(root, 'public/index.html'), 'app');
  await cp(keyRing, join(root, 'data/keys'), { recursive: true });
  const lines: unknown[] = [];
  const log = (...line: unknown[]) => void lines.push(line);
  const options = { port: 0, host: '127.0.0.1', dataDir: join(root, 'data'), publicDir: join(root, 'public'), graceMs: 100, env, log };
  const server = await startServer(options);
  onTestFinished(() => server.close());
  return { server, lines, root };
}

/** With a device that is signed in to it. */
async function setUp(foreign: ForeignStore) {
  const service = await started(foreign);
  return { ...service, ...(await device(service.server)) };
}

async function device({ url }: RunningServer) {
  const cookie = (await signInAs(url, 'demo-doctor')).cookiesFor(`${url}/api/uploads`);
  // The device's own code asks for paths, as in a browser.
  vi.stubGlobal('fetch', (path: string, { headers = {}, ...init }: RequestInit = {}) =>
    outside(url + path, { ...init, headers: { ...(headers as Record<string, string>), [APP_HEADER]: '1', cookie } }),
  );
  onTestFinished(() => void vi.unstubAllGlobals());
  const ask = async <S extends v.GenericSchema>(schema: S, path: string): Promise<v.InferOutput<S>> => v.parse(schema, await (await fetch(path)).json());
  const { ownerId } = await ask(session, '/api/session');
  const [key] = (await ask(keys, '/api/keys')).keys;
  const publicKey = await webcrypto.subtle.importKey('spki', fromBase64(key!.spki), { name: 'RSA-OAEP', hash: 'SHA-256' }, false, ['encrypt']);
  const api = createUploadApi({ nowMs: Date.now } as Parameters<typeof createUploadApi>[0]);
  return {
    api,
    ownerId,
    record: () =>
      buildRecording({ ownerId, recordingId: webcrypto.randomUUID(), takes: [mediaFixture('chromium-opus.webm')], sealTo: [{ kid: key!.kid, publicKey }] }),
    grants: ({ manifest, segments }: BuiltRecording) => api.presign(ownerId, manifest.recordingId, segments),
    /** What became of a recording that was received. */
    async decided({ manifest }: BuiltRecording) {
      const path = `/api/uploads/${manifest.recordingId}?ownerId=${ownerId}`;
      let state = await ask(uploadState, path);
      while (!state.archived && !state.problem) state = await ask(uploadState, path);
      return state;
    },
  };
}

async function keysIn({ owner }: ForeignStore, prefix: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { key } of owner.list(prefix)) found.push(key.slice(prefix.length));
  return found;
}

function flipped(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return bytes.with(bytes.length >> 1, bytes[bytes.length >> 1]! ^ 1);
}

test('[STO62] with a bucket in the environment recordings go there and to their archive, and nothing lies beside', async () => {
  const foreign = await startForeignStore();
  const { server, api, root, record, grants, decided, lines, ownerId } = await setUp(foreign);
  expect(server.recordingsIn).toBe(`bucket clinic-audio at ${foreign.endpoint}`);
  const recording = await record();
  for (const grant of await grants(recording)) await api.put(grant, recording.segments[grant.seq]!.data);
  expect(await api.complete(recording.manifest.recordingId, recording.manifestBytes)).toMatchObject({ outcome: 'receipt' });
  expect(await decided(recording)).toMatchObject({ archived: { seconds: 3 }, problem: null });
  expect(await keysIn(foreign, archivePrefix(ownerId, recording.manifest.recordingId))).toEqual(['audio.webm', 'recording.json']);
  await expect(access(join(root, 'data/store'))).rejects.toMatchObject({ code: 'ENOENT' });
  expect(JSON.stringify(lines)).not.toContain(foreign.secret);
});

test('[STO62] half a bucket in the environment stops the start before anything is made', async () => {
  const options = { port: 0, dataDir: join(keyRing, 'never'), publicDir: keyRing, env: { S3_BUCKET: 'clinic-audio' } };
  const fault = { name: 'S3SettingsError', message: expect.stringContaining('AWS_REGION is missing') as string };
  await expect(startServer(options)).rejects.toMatchObject(fault);
  await expect(access(options.dataDir)).rejects.toMatchObject({ code: 'ENOENT' });
});

test('[STO63] bytes that differ from their checksum do not get through our origin into a store that ignores checksums', async () => {
  const foreign = await startForeignStore({ ignoreChecksums: true });
  const { api, record, grants, decided, ownerId } = await setUp(foreign);
  const recording = await record();
  const [first] = await grants(recording);
  const { data } = recording.segments[0]!;
  const refused = { code: 'upload_refused', remedy: 'retryAt', message: expect.stringContaining('400') as string };
  await expect(api.put(first!, flipped(data))).rejects.toMatchObject(refused);
  expect(await keysIn(foreign, `ingest/${ownerId}/`)).toEqual([]);

  for (const grant of await grants(recording)) await api.put(grant, recording.segments[grant.seq]!.data);
  await api.complete(recording.manifest.recordingId, recording.manifestBytes);
  expect((await decided(recording)).problem).toBeNull();
});

test('[STO63] what got into such a store past us is the problem segment_corrupt, and nothing is archived', async () => {
  const foreign = await startForeignStore({ ignoreChecksums: true });
  const { api, record, grants, decided, ownerId } = await setUp(foreign);
  const recording = await record();
  for (const { seq, url, headers } of await grants(recording)) {
    const { data } = recording.segments[seq]!;
    const straight = `${foreign.endpoint}/clinic-audio${url}`;
    expect((await outside(straight, { method: 'PUT', headers, body: seq === 1 ? flipped(data) : data })).status).toBe(200);
  }
  expect(await api.complete(recording.manifest.recordingId, recording.manifestBytes)).toMatchObject({ outcome: 'receipt' });
  expect(await decided(recording)).toMatchObject({ archived: null, problem: { code: 'segment_corrupt' } });
  expect(await keysIn(foreign, archivePrefix(ownerId, recording.manifest.recordingId))).toEqual(['problem.json']);
});

test('[STO65] a refusal of the store comes back as it is, and the device tries again later', async () => {
  const foreign = await startForeignStore();
  const { api, record, grants } = await setUp(foreign);
  const recording = await record();
  const [grant] = await grants(recording);
  const forged = { ...grant!, url: grant!.url.replace(/(X-Amz-Signature=)(.)/, (_, name: string, digit: string) => name + (digit === '0' ? 1 : 0)) };
  const response = await fetch(forged.url, { method: 'PUT', headers: forged.headers, body: recording.segments[0]!.data });
  expect([response.status, await response.text()]).toEqual([403, expect.stringContaining('SignatureDoesNotMatch')]);
  await expect(api.put(forged, recording.segments[0]!.data)).rejects.toMatchObject({ code: 'upload_refused', remedy: 'retryAt' });
  await api.put(grant!, recording.segments[0]!.data);
});

test('[STO65] credentials that the store refuses are our trouble, not the recording\'s', async () => {
  const foreign = await startForeignStore();
  const { api, record, grants } = await setUp(foreign);
  const recording = await record();
  const [grant] = await grants(recording);
  foreign.replaceSecret();
  await expect(api.put(grant!, recording.segments[0]!.data)).rejects.toMatchObject({ code: 'upload_refused', remedy: 'retryAt' });
  await expect(api.complete(recording.manifest.recordingId, recording.manifestBytes)).rejects.toMatchObject({ remedy: 'retryAt' });
  vi.unstubAllGlobals();
  const { lines } = await started(foreign);
  expect(lines).toContainEqual(['error', 'compose_not_recovered', { error: 'StoreError', status: 403 }]);
  expect(JSON.stringify(lines)).not.toContain(foreign.secret);
});
