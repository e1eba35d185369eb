import { createHash, randomUUID, webcrypto } from 'node:crypto';
import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { mediaFixture } from '../test/build/mediafixture.ts';
import { buildRecording, storeRecording, type BuiltRecording } from '../test/build/recording.ts';
import { startForeignStore } from '../test/build/foreignstore.ts';
import { webRandomBytes, webSealing } from '../src/adapters/webcrypto.ts';
import { fromBase64, toBase64 } from '../src/core/bytes.ts';
import { encodeTar } from '../src/core/export/tar.ts';
import type { SealedText } from '../src/core/manifest.ts';
import { archiveProblemKey, archiveRecordKey } from '../src/core/names.ts';
import type { PublicKey } from '../src/core/ports.ts';
import { IV_BYTES, textAad, type TextSubject } from '../src/core/seal/format.ts';
import { sealingKeys } from '../src/core/seal/sealingkeys.ts';
import { createKeyRing } from './adapters/local/keyring.ts';
import { createStore } from './adapters/local/store/store.ts';
import { createS3Store } from './adapters/s3/s3store.ts';
import { composeRecording } from './compose/compose.ts';
import { keyTool } from './keytool.ts';
import { openExportTool } from './openexporttool.ts';
import type { KeyRing, ObjectStore } from './ports.ts';

// What docs/keys.md tells people to practise: the organisation's keys are gone, and the key from the safe opens what was recorded.

const OWNER_ID = 'd1'.repeat(16);
const PASSPHRASE = 'horse battery staple correct five';
const CREDENTIALS = { accessKeyId: 'K', secretAccessKey: 'S' };
const WHERE = { bucket: 'holdfast', region: 'local' };

let root: string;
let dataDir: string;
let safe: string;
let before: BuiltRecording;
let recording: BuiltRecording;
/** Of what the service made of `recording` while it had its keys. */
let audioSha256: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'holdfast-drill-'));
  dataDir = join(root, 'data');
  safe = join(root, 'break-glass.pem');
  const ring = await createKeyRing({ dir: join(dataDir, 'keys') });
  before = await recorded(ring);
  await keyTool({ args: ['break-glass', '--out', safe], dataDir, env: { HOLDFAST_KEY_PASSPHRASE: PASSPHRASE }, print: () => undefined });
  const rings = await createKeyRing({ dir: join(dataDir, 'keys') });
  recording = await recorded(rings);
  const store = embeddedStore();
  for (const one of [before, recording]) await storeRecording(store, one);
  await cp(dataDir, join(root, 'with keys'), { recursive: true });
  const { recordingId } = recording.manifest;
  const aside = embeddedStore(join(root, 'with keys'));
  const record = await composeRecording({ store: aside, keys: rings, clock: Date.now, log: () => undefined, workDir: join(root, 'work') }, OWNER_ID, recordingId);
  if ('code' in record) throw new Error(String(record.code));
  audioSha256 = record.files[0]!.sha256;
  await rm(join(dataDir, 'keys'), { recursive: true });
}, 60_000);
afterAll(() => rm(root, { recursive: true, force: true }));
beforeEach(async () => {
  for (const name of await readdir(root)) if (name.startsWith('out')) await rm(join(root, name), { recursive: true });
});

function embeddedStore(dir = dataDir): ObjectStore {
  const { handle } = createStore({ dir: join(dir, 'store'), credentials: CREDENTIALS, ...WHERE, clock: Date.now });
  return createS3Store({ endpoint: 'http://store.test', pathStyle: true, fetch: handle, ...CREDENTIALS, ...WHERE });
}

/** A recording with a title as a device seals it that has just heard of the ring's keys. */
async function recorded(ring: KeyRing): Promise<BuiltRecording> {
  const keys = sealingKeys(await ring.publicKeys());
  const algorithm = { name: 'RSA-OAEP', hash: 'SHA-256' };
  const sealTo = await Promise.all(
    keys.map(async ({ kid, spki }) => ({ kid, publicKey: await webcrypto.subtle.importKey('spki', fromBase64(spki), algorithm, false, ['encrypt']) })),
  );
  const recordingId = randomUUID();
  const texts = [await sealedText(keys, recordingId, { kind: 'title' }, 'Visit Nº 4')];
  return buildRecording({ ownerId: OWNER_ID, recordingId, takes: [mediaFixture('chromium-opus.webm')], sealTo, overrides: { texts } });
}

async function sealedText(keys: PublicKey[], recordingId: string, subject: TextSubject, text: string): Promise<SealedText> {
  const { key, wrappedKeys } = await webSealing.newTakeKey(keys);
  const iv = webRandomBytes(IV_BYTES);
  const sealed = await key.seal(iv, textAad({ ownerId: OWNER_ID, recordingId, subject, version: 1 }), new TextEncoder().encode(text));
  return { ...subject, version: 1, iv: toBase64(iv), sealed: toBase64(sealed), wrappedKeys };
}

/** The file that a device saves of a recording: `exportRecording` makes such. */
async function savedFile(folder: string): Promise<string> {
  await mkdir(folder);
  const segments = recording.segments.map(({ seq, sha256, data }) => ({ name: `${String(seq).padStart(5, '0')}-${sha256}.hfs`, bytes: data }));
  const path = join(folder, 'holdfast.tar');
  await writeFile(path, encodeTar([...segments, { name: 'manifest.json', bytes: recording.manifestBytes }], 0));
  return path;
}

const env = { HOLDFAST_KEY_PASSPHRASE: PASSPHRASE };
const fromStore = ({ manifest }: BuiltRecording, out: string) => ['--recording', manifest.recordingId, '--owner', OWNER_ID, '--out', out];

async function expectSameAudio(written: readonly string[]): Promise<void> {
  expect(written.map((path) => basename(path))).toEqual(['audio.webm', 'recording.json', 'texts.json']);
  const sha256 = createHash('sha256').update(await readFile(written[0]!)).digest('hex');
  expect(sha256).toBe(audioSha256);
  expect(JSON.parse(await readFile(written[2]!, 'utf8'))).toEqual([{ kind: 'title', version: 1, text: 'Visit Nº 4' }]);
}

test('[KEY26] with the organisation’s keys gone, the break-glass key opens a file that a device has saved: the same audio, and its texts', async () => {
  const path = await savedFile(join(root, 'out-file'));
  await expect(openExportTool({ args: [path], dataDir, env })).rejects.toThrow(/no such file|there is no key/);
  await expectSameAudio(await openExportTool({ args: [path, '--key', safe], dataDir, env }));
});

test('[KEY26] it opens what the embedded store has received, and changes nothing there', async () => {
  const tree = async () => (await readdir(dataDir, { recursive: true })).sort();
  const found = await tree();
  await expectSameAudio(await openExportTool({ args: [...fromStore(recording, join(root, 'out')), '--key', safe], dataDir, env }));
  expect(await tree()).toEqual(found);
});

test('[KEY26] it opens what a bucket of S3 has received, also when that has a problem instead of an archive', async () => {
  const bucket = await startForeignStore();
  await storeRecording(bucket.owner, recording);
  const { recordingId } = recording.manifest;
  await bucket.owner.put(archiveProblemKey(OWNER_ID, recordingId), new TextEncoder().encode('{}'), { contentType: 'application/json' });
  await expectSameAudio(await openExportTool({ args: [...fromStore(recording, join(root, 'out')), '--key', safe], dataDir: join(root, 'none'), env: { ...env, ...bucket.env } }));
  expect(await bucket.owner.get(archiveRecordKey(OWNER_ID, recordingId))).toBeUndefined();
});

test('[KEY26] with its keys in place the organisation opens what was received without the break-glass key', async () => {
  const args = fromStore(recording, join(root, 'out'));
  await expectSameAudio(await openExportTool({ args, dataDir: join(root, 'with keys'), env: {} }));
});

test('[KEY27] what was sealed before there was a break-glass key is not opened by it, and says so', async () => {
  await expect(openExportTool({ args: [...fromStore(before, join(root, 'out')), '--key', safe], dataDir, env })).rejects.toThrow('key_unknown');
});

test.each<[string, (out: string) => string[], Record<string, string>, string]>([
  ['no passphrase', (out) => [...fromStore(recording, out), '--key', safe], {}, 'set HOLDFAST_KEY_PASSPHRASE'],
  ['a wrong passphrase', (out) => [...fromStore(recording, out), '--key', safe], { HOLDFAST_KEY_PASSPHRASE: 'not this one' }, 'the passphrase does not open the key'],
  ['no key there', (out) => [...fromStore(recording, out), '--key', join(root, 'nothing.pem')], env, 'no such file'],
  ['another recording', (out) => ['--recording', randomUUID(), '--owner', OWNER_ID, '--out', out, '--key', safe], env, 'there is no complete recording'],
  ['no owner', (out) => ['--recording', randomUUID(), '--out', out, '--key', safe], env, 'npm run open-export'],
  ['an owner that is a path', (out) => ['--recording', randomUUID(), '--owner', '../..', '--out', out, '--key', safe], env, '32 hex digits'],
  ['nothing', () => [], env, 'npm run open-export'],
  ['an unknown option', () => ['a.tar', '--force'], env, 'npm run open-export'],
])('[KEY27] a call that cannot open anything says why and writes nothing: %s', async (_what, args, env, message) => {
  const out = join(root, 'out');
  await expect(openExportTool({ args: args(out), dataDir, env })).rejects.toThrow(message);
  await expect(readdir(out)).rejects.toThrow('ENOENT');
});
