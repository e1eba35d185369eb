import { createHash, createPublicKey, randomUUID, webcrypto } from 'node:crypto';
import type { BrowserContext, Page } from '@playwright/test';
import { buildRecording, type BuiltRecording } from '../../test/build/recording.ts';
import { mediaFixture } from '../../test/build/mediafixture.ts';
import { signInAs, type DemoSubject } from '../../test/build/signin.ts';
import { waitForArchive } from './archive.ts';
import type { Recording } from '../../src/core/recording.ts';
import { APP_HEADER, type Keys, type PresignResponse, type Session } from '../../src/wire/api.ts';

/** A recording that a test has put on a device, and what was put. */
export interface Seeded extends BuiltRecording {
  id: string;
  ownerId: string;
}

export interface SeedOptions {
  count?: number;
  chunksPerSegment?: number;
  /** Changes to the row of the n-th recording. */
  row?: (n: number) => Partial<Recording>;
  /** Another name for the key that it is sealed to: one that the organisation does not have. */
  kid?: string;
  /** Left in chunks, without segments and manifest, as Stop leaves it without a moment to spare. */
  uncut?: boolean;
}

/** Signs somebody in without the page of it: the context has the cookie afterwards. */
export async function signInContext(context: BrowserContext, url: string, subject: DemoSubject = 'demo-doctor'): Promise<Session> {
  const chooser = await context.request.get(`${url}/oidc/signin?returnTo=/`);
  const answer = await context.request.post(chooser.url(), { form: { subject } });
  if (!answer.ok()) throw new Error(`sign-in answered ${answer.status()}: ${await answer.text()}`);
  return (await (await context.request.get(`${url}/api/session`)).json()) as Session;
}

/** Puts finished recordings of the person who is signed in on the device. The page must be of the app's origin and not run the app. */
export async function seed(page: Page, url: string, options: SeedOptions = {}): Promise<Seeded[]> {
  const { ownerId } = (await (await page.request.get(`${url}/api/session`)).json()) as Session;
  const { keys } = (await (await page.request.get(`${url}/api/keys`)).json()) as Keys;
  const publicKey = await publicKeyOf(keys[0]!.spki);
  const seeded: Seeded[] = [];
  for (let n = 0; n < (options.count ?? 1); n++) {
    const id = randomUUID();
    const plan = { ownerId, recordingId: id, takes: [mediaFixture('chromium-opus.webm')], sealTo: [{ kid: options.kid ?? keys[0]!.kid, publicKey }] };
    seeded.push({ id, ownerId, ...(await buildRecording({ ...plan, chunksPerSegment: options.chunksPerSegment ?? 4 })) });
  }
  const tables = seeded.map((one, n) => tablesOf(one, options, n));
  await page.evaluate(putRows, { ownerId, tables });
  return seeded;
}

async function publicKeyOf(spki: string): Promise<webcrypto.CryptoKey> {
  const der = createPublicKey({ key: Buffer.from(spki, 'base64'), format: 'der', type: 'spki' }).export({ format: 'der', type: 'spki' });
  return webcrypto.subtle.importKey('spki', new Uint8Array(der), { name: 'RSA-OAEP', hash: 'SHA-256' }, true, ['encrypt']);
}

function tablesOf({ id, ownerId, manifest, manifestBytes, manifestSha256, segments }: Seeded, { row, uncut = false }: SeedOptions, n: number) {
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
  const segmentBytes = segments.reduce((sum, { bytes }) => sum + bytes, 0);
  const recording: Recording = {
    id,
    ownerId,
    order: n + 1,
    epoch: 'seeded',
    state: 'waiting',
    partial: manifest.partial,
    startedAtMs: manifest.startedAtMs + n * 60_000,
    endedAtMs: manifest.endedAtMs + n * 60_000,
    heartbeatAtMs: manifest.endedAtMs,
    savedMs: manifest.takes.reduce((sum, { durationMs }) => sum + durationMs, 0),
    chunkCount: 0,
    chunkBytes: 0,
    segmentCount: segments.length,
    segmentBytes,
    segmentsSent: 0,
    bytesSent: 0,
    manifestSha256: uncut ? null : manifestSha256,
    receivedAtMs: null,
    archived: null,
    pollAtMs: null,
    polls: 0,
    failure: null,
    retry: null,
    serverOffsetMs: null,
    appVersion: manifest.appVersion,
    flags: manifest.flags,
    ...row?.(n),
  };
  return {
    recording,
    takes: manifest.takes.map(({ firstChunk, lastChunk, ...take }) => ({ ...take, recordingId: id, chunkCount: lastChunk - firstChunk + 1 })),
    segments: manifest.segments.map((segment) => ({ ...segment, recordingId: id, sent: false })),
    data: segments.map(({ seq, data }) => ({ seq, data: base64(data) })),
    manifest: uncut ? null : { sha256: manifestSha256, bytes: base64(manifestBytes) },
  };
}

/** Runs in the page. Makes the database as the app does when it is not there yet (Dexie multiplies its version by ten). */
async function putRows({ ownerId, tables }: { ownerId: string; tables: ReturnType<typeof tablesOf>[] }): Promise<void> {
  const bytes = (text: string) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0)).buffer;
  const known = new Set((await indexedDB.databases()).map(({ name }) => name));
  const open = (name: string, schema: Record<string, string | string[] | null>) =>
    new Promise<IDBDatabase>((resolve, reject) => {
      // As the first build made it: the app upgrades it. One that is there has a version of its own.
      const request = known.has(name) ? indexedDB.open(name) : indexedDB.open(name, 10);
      request.onupgradeneeded = () => {
        for (const [table, keyPath] of Object.entries(schema)) request.result.createObjectStore(table, keyPath === null ? { keyPath: 'id', autoIncrement: true } : { keyPath });
        if (name !== 'holdfast') request.transaction!.objectStore('recordings').createIndex('order', 'order');
      };
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error('cannot open'));
    });
  const committed = (transaction: IDBTransaction) =>
    new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error ?? new Error('aborted'));
    });
  const device = await open('holdfast', { owners: 'ownerId', settings: 'name', heartbeats: 'name', telemetry: null });
  const remembering = device.transaction('owners', 'readwrite');
  remembering.objectStore('owners').put({ ownerId, email: null });
  await committed(remembering);
  device.close();
  const db = await open(`holdfast-${ownerId}`, {
    recordings: 'id',
    takes: ['recordingId', 'take'],
    chunks: ['recordingId', 'take', 'chunk'],
    segments: ['recordingId', 'seq'],
    segmentData: ['recordingId', 'seq'],
    manifests: 'recordingId',
  });
  const transaction = db.transaction(db.objectStoreNames, 'readwrite');
  for (const { recording, takes, segments, data, manifest } of tables) {
    transaction.objectStore('recordings').put(recording);
    for (const take of takes) transaction.objectStore('takes').put(take);
    for (const segment of segments) transaction.objectStore('segments').put(segment);
    for (const { seq, data: text } of data) transaction.objectStore('segmentData').put({ recordingId: recording.id, seq, data: bytes(text) });
    if (manifest) transaction.objectStore('manifests').put({ recordingId: recording.id, sha256: manifest.sha256, bytes: bytes(manifest.bytes) });
  }
  await committed(transaction);
  db.close();
}

/** What the seeded slices are archived as when nothing is between a client and the server: the SHA-256 of the audio file. */
export async function archiveOfSeed(server: { url: string; dataDir: string }): Promise<string> {
  const { url } = server;
  const jar = await signInAs(url, 'demo-admin');
  const ask = async (path: string, body?: BodyInit) => {
    const headers = { origin: url, 'content-type': 'application/json', [APP_HEADER]: '1' };
    const answer = await jar.fetch(`${url}${path}`, body === undefined ? { headers } : { method: 'POST', headers, body });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
    return (await answer.json()) as unknown;
  };
  const { ownerId } = (await ask('/api/session')) as Session;
  const { keys } = (await ask('/api/keys')) as Keys;
  const recordingId = randomUUID();
  const sealTo = [{ kid: keys[0]!.kid, publicKey: await publicKeyOf(keys[0]!.spki) }];
  const built = await buildRecording({ ownerId, recordingId, takes: [mediaFixture('chromium-opus.webm')], sealTo });
  const segments = built.segments.map(({ seq, bytes, sha256 }) => ({ seq, bytes, sha256 }));
  const { urls } = (await ask('/api/uploads', JSON.stringify({ ownerId, recordingId, segments }))) as PresignResponse;
  for (const { seq, url: path, headers } of urls) {
    const put = await fetch(`${url}${path}`, { method: 'PUT', headers, body: built.segments[seq]!.data });
    if (!put.ok) throw new Error(`segment ${seq} was answered ${put.status}`);
  }
  await ask(`/api/uploads/${recordingId}/complete`, built.manifestBytes);
  const [archived] = await waitForArchive(server.dataDir);
  return createHash('sha256').update(archived!.files[0]!.bytes).digest('hex');
}
