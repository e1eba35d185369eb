import { createHash } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { createTestDevice, type TestDevice } from '../test/bench/device.ts';
import { createTestMicrophone } from '../test/bench/microphone.ts';
import { createMemoryKeyRing } from '../test/build/keyring.ts';
import { mediaFixture } from '../test/build/mediafixture.ts';
import { makeRsaPairs, type RsaPair } from '../test/build/rsapairs.ts';
import { exportRecording } from '../src/adapters/dexie/exportrecording.ts';
import { createRecorder } from '../src/core/capture/recorder.ts';
import { freezeManifest } from '../src/core/outbox/freezemanifest.ts';
import { cutSegment } from '../src/core/capture/cutsegment.ts';
import { writeText } from '../src/core/seal/texts.ts';
import { openExport } from './openexport.ts';

let pairs: [RsaPair, RsaPair, RsaPair];
const folders: string[] = [];
beforeAll(async () => {
  pairs = (await makeRsaPairs(3)) as typeof pairs;
}, 60_000);
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

/** The file that a device saves of a recording that ended, sealed to the newest key of a ring and to its break-glass key. */
async function exported(sealedOff: boolean, write: (device: TestDevice, id: string) => Promise<void> = async () => undefined): Promise<string> {
  const device = createTestDevice();
  const { mimeType, chunks } = mediaFixture('chromium-opus.webm');
  const mic = createTestMicrophone(mimeType);
  const recorder = createRecorder({
    ...device,
    microphone: mic.microphone,
    localKeys: null,
    publicKeys: () => createMemoryKeyRing({ seal: [pairs[0], pairs[1]], breakGlass: [pairs[2]] }).publicKeys(),
    settings: () => ({
      sliceMs: 250,
      quality: { preset: 'standard', bitsPerSecond: 32_000, processing: 'voice' },
      consent: null,
      appVersion: 'test',
      flags: { version: 1, variant: 'offline' },
    }),
    choice: () => ({ deviceId: null, processing: 'voice' }),
    online: () => false,
    serverOffsetMs: () => null,
    onChange: () => undefined,
    onSegment: () => undefined,
  });
  await recorder.start();
  for (const chunk of chunks) mic.slice(chunk);
  await recorder.stop();
  const id = (await device.store.all()).recordings[0]!.id;
  if (sealedOff) {
    await cutSegment(device, id);
    await freezeManifest(device, id);
  }
  await write(device, id);
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-export-'));
  folders.push(folder);
  const path = join(folder, `holdfast-${id}.tar`);
  await writeFile(path, await exportRecording(device.db, id, 0));
  await device.db.delete();
  return path;
}

const only = (pair: RsaPair) => createMemoryKeyRing({ seal: [pair], breakGlass: [] });

test.each([
  ['sealed off', true],
  ['still in chunks', false],
])('[EXP3] an export that is %s becomes audio with the keys of the organisation', async (_what, sealedOff) => {
  const path = await exported(sealedOff);
  const written = await openExport({ path, keys: only(pairs[0]) });
  expect(written.map((file) => file.split('/').at(-1))).toEqual(['audio.webm', 'recording.json']);
  expect((await stat(written[0]!)).size).toBeGreaterThan(5_000);
  expect(await readdir(join(path, '..'))).toHaveLength(2);
});

test('B4 [AMD12] an export opens with what was written after its manifest, of every text the newest version', async () => {
  const publicKeys = () => createMemoryKeyRing({ seal: [pairs[0]], breakGlass: [] }).publicKeys();
  const path = await exported(true, async (device, id) => {
    for (const { seq } of await device.store.segments(id)) await device.store.markSegmentSent(id, seq);
    for (const text of ['Visit', 'Visit Nº 4']) await writeText({ ...device, publicKeys, localKeys: null }, id, { kind: 'title' }, text);
  });
  const texts = (await openExport({ path, keys: only(pairs[0]) })).find((file) => file.endsWith('/texts.json'));
  expect(JSON.parse(await readFile(texts!, 'utf8'))).toEqual([{ kind: 'title', version: 2, text: 'Visit Nº 4' }]);
});

test('[EXP3] an export that cannot be opened says why', async () => {
  const path = await exported(true);
  await expect(openExport({ path, keys: only(pairs[1]) })).rejects.toThrow('key_unknown');
});

test('[KEY26] what a device records opens with the organisation’s newest key alone and with the break-glass key alone, to the same audio', async () => {
  const path = await exported(true);
  const hashes: string[] = [];
  for (const pair of [pairs[0], pairs[2]]) {
    const [audio] = await openExport({ path, keys: only(pair) });
    hashes.push(createHash('sha256').update(await readFile(audio!)).digest('hex'));
    await rm(audio!);
  }
  expect(hashes[1]).toBe(hashes[0]);
});
