import { afterEach, expect, test } from 'vitest';
import { createTestDevice, type TestDevice } from '../../../test/bench/device.ts';
import { beginRecording, waitingRecording } from '../../../test/bench/recordings.ts';
import { freezeManifest } from '../../core/outbox/freezemanifest.ts';
import { decodeTar } from '../../core/export/tar.ts';
import { exportRecording } from './exportrecording.ts';

const devices: TestDevice[] = [];
const newDevice = () => {
  const device = createTestDevice();
  devices.push(device);
  return device;
};
afterEach(async () => {
  for (const device of devices.splice(0)) await device.db.delete();
});

test('[EXP2] an export holds all that the device has of a recording, and of no other', async () => {
  const device = newDevice();
  const id = await waitingRecording(device, { segments: 2 });
  const other = await waitingRecording(device);
  const title = { kind: 'title' as const, version: 1, iv: 'AAAA', sealed: 'CCCC', wrappedKeys: [] };
  for (const of of [id, other]) await device.store.setText(of, title);
  await freezeManifest(device, id);
  const files = decodeTar(await exportRecording(device.db, id, 0));
  const segments = await device.store.segments(id);
  expect(files.map(({ name }) => name)).toEqual(['rows.json', `00000-${segments[0]!.sha256}.hfs`, `00001-${segments[1]!.sha256}.hfs`, 'manifest.json']);
  expect(files[1]!.bytes).toEqual(await device.store.segmentData(id, 0));
  expect(files[3]!.bytes).toEqual(await device.store.manifestBytes(id));
  expect(JSON.parse(Buffer.from(files[0]!.bytes).toString())).toMatchObject({ recordings: [{ id }], takes: [{ take: 0 }], marks: [], gaps: [], texts: [{ ...title, recordingId: id }] });
});

test('[EXP2] what is broken or not yet cut is exported as far as it can be read', async () => {
  const device = newDevice();
  const { recordingId } = await beginRecording(device, 3);
  await device.db.table('recordings').update(recordingId, { savedMs: 'many' });
  await device.db.table('takes').delete([recordingId, 0]);
  const files = decodeTar(await exportRecording(device.db, recordingId, 0));
  expect(files.map(({ name }) => name)).toEqual(['rows.json', 'chunks.hfs']);
});
