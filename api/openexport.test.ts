import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { createTestDevice, organisationKey, ownerId } from '../test/bench/device.ts';
import { createTestMicrophone } from '../test/bench/microphone.ts';
import { mediaFixture } from '../test/build/mediafixture.ts';
import { exportRecording } from '../src/adapters/dexie/exportrecording.ts';
import { createRecorder } from '../src/core/capture/recorder.ts';
import { freezeManifest } from '../src/core/outbox/freezemanifest.ts';
import { cutSegment } from '../src/core/capture/cutsegment.ts';
import { webcrypto } from 'node:crypto';
import { openExport } from './openexport.ts';
import type { KeyRing } from './ports.ts';

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

/** What a device exports of a recording that ended, and the key ring that opens it. */
async function exported(sealedOff: boolean): Promise<{ path: string; keys: KeyRing }> {
  const device = createTestDevice();
  const { publicKey, privateKey } = await organisationKey();
  const { mimeType, chunks } = mediaFixture('chromium-opus.webm');
  const mic = createTestMicrophone(mimeType);
  const recorder = createRecorder({
    ...device,
    microphone: mic.microphone,
    publicKeys: async () => [publicKey],
    settings: () => ({ sliceMs: 250, bitsPerSecond: 32_000, appVersion: 'test', flags: { version: 1, variant: 'offline' } }),
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
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-export-'));
  folders.push(folder);
  const path = join(folder, `holdfast-${id}.tar`);
  await writeFile(path, await exportRecording(device.db, id, 0));
  await device.db.delete();
  expect(ownerId).toMatch(/^[0-9a-f]{32}$/);
  const keys: KeyRing = {
    publicKeys: async () => [publicKey],
    unwrap: async (_kid, wrapped) => new Uint8Array(await webcrypto.subtle.decrypt('RSA-OAEP', privateKey, wrapped)),
  };
  return { path, keys };
}

test.each([
  ['sealed off', true],
  ['still in chunks', false],
])('[EXP3] an export that is %s becomes audio with the keys of the organisation', async (_what, sealedOff) => {
  const { path, keys } = await exported(sealedOff);
  const written = await openExport({ path, dataDir: 'unused', keys });
  expect(written.map((file) => file.split('/').at(-1))).toEqual(['audio.webm', 'recording.json']);
  expect((await stat(written[0]!)).size).toBeGreaterThan(5_000);
  expect(await readdir(join(path, '..'))).toHaveLength(2);
});

test('[EXP3] an export that cannot be opened says why', async () => {
  const { path } = await exported(true);
  await expect(openExport({ path, dataDir: 'unused', keys: { publicKeys: async () => [], unwrap: async () => undefined } })).rejects.toThrow('key_unknown');
});
