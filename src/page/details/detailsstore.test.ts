import { webcrypto } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { createTestDevice, organisationKey, type TestDevice } from '../../../test/bench/device.ts';
import { beginRecording } from '../../../test/bench/recordings.ts';
import { createLocalKeys } from '../../adapters/dexie/localkeys.ts';
import { webSealing } from '../../adapters/webcrypto.ts';
import type { LocalKeys } from '../../core/ports.ts';
import { createDetailsStore } from './detailsstore.ts';

const devices: TestDevice[] = [];
afterEach(async () => {
  for (const device of devices.splice(0)) await device.db.delete();
});

async function bench() {
  const device = createTestDevice();
  devices.push(device);
  const { publicKey } = await organisationKey();
  const fence = await beginRecording(device, 1);
  let saves = 0;
  const open = (localKeys: LocalKeys | null, keys = [{ ...publicKey, use: 'seal' as const }]) =>
    createDetailsStore({
      ownerId: device.ownerId,
      store: device.store,
      sealing: webSealing,
      publicKeys: async () => keys,
      localKeys,
      randomBytes: (length) => webcrypto.getRandomValues(new Uint8Array(length)),
      onSaved: () => (saves += 1),
    });
  return { device, fence, id: fence.recordingId, open, saves: () => saves };
}

test('B4 [DET1, DET4] what is written is read back with the key of this device, and is only known to be there without it', async () => {
  const { device, fence, id, open, saves } = await bench();
  await device.store.addMark(fence, { take: 0, atMs: 3 });
  const here = open(createLocalKeys(device.db));
  expect(await here.write(id, { kind: 'title' }, 'Visit')).toBe('saved');
  expect(await here.write(id, { kind: 'mark', mark: 0 }, 'Murmur')).toBe('saved');
  expect(saves()).toBe(2);
  const kept = await here.read(id);
  expect(kept).toMatchObject({ takes: [{ take: 0 }], gaps: [], marks: [{ mark: 0, take: 0, atMs: 3 }] });
  expect(kept!.texts.map(({ subject, text }) => [subject, text])).toEqual([
    [{ kind: 'mark', mark: 0 }, 'Murmur'],
    [{ kind: 'title' }, 'Visit'],
  ]);
  expect((await open(null).read(id))!.texts.map(({ text }) => text)).toEqual([null, null]);
});

test('B4 [DET3] why a text is not saved is told, and nothing rejects', async () => {
  const { device, id, open, saves } = await bench();
  expect(await open(null, []).write(id, { kind: 'note' }, 'x')).toBe('no_key');
  expect(await open(null).write(id, { kind: 'patient' }, 'x'.repeat(101))).toBe('failed');
  expect(await open(null).write('00000000-0000-4000-8000-000000000009', { kind: 'note' }, 'x')).toBe('gone');
  device.db.close({ disableAutoOpen: true });
  expect(await open(null).write(id, { kind: 'note' }, 'x')).toBe('failed');
  expect(await open(null).read(id)).toBeNull();
  expect(saves()).toBe(0);
});
