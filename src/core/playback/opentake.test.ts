import { afterEach, expect, test } from 'vitest';
import { createTestDevice, organisationKey, type TestDevice } from '../../../test/bench/device.ts';
import { createTestMicrophone } from '../../../test/bench/microphone.ts';
import { mediaFixture } from '../../../test/build/mediafixture.ts';
import { concat } from '../bytes.ts';
import { cutSegment } from '../capture/cutsegment.ts';
import { createRecorder } from '../capture/recorder.ts';
import { Failure } from '../failures.ts';
import type { RecordingStore } from '../ports.ts';
import { decodeSegment, encodeSegment } from '../segment.ts';
import { openTake, wholeTake, type OpenedPiece } from './opentake.ts';

const { mimeType, chunks } = mediaFixture('chromium-opus.webm');
const devices: TestDevice[] = [];
afterEach(async () => {
  for (const device of devices.splice(0)) await device.db.delete();
});

/** A device on which a real recorder has sealed two takes: all slices of the fixture, then the first three again. It is still paused. */
async function recorded() {
  const device = createTestDevice();
  devices.push(device);
  const mic = createTestMicrophone(mimeType);
  const { publicKey } = await organisationKey();
  const recorder = createRecorder({
    ...device,
    microphone: mic.microphone,
    publicKeys: async () => [publicKey],
    settings: () => ({ sliceMs: 250, quality: { preset: 'speech', bitsPerSecond: 32_000, processing: 'voice' }, consent: null, appVersion: 'test', flags: { version: 1, variant: 'offline' } }),
    choice: () => ({ deviceId: null, processing: 'voice' }),
    online: () => false,
    serverOffsetMs: () => null,
    onChange: () => undefined,
    onSegment: () => undefined,
  });
  await recorder.start();
  for (const chunk of chunks) mic.slice(chunk);
  await recorder.pause();
  await recorder.resume();
  for (const chunk of chunks.slice(0, 3)) mic.slice(chunk);
  const id = (await device.store.all()).recordings[0]!.id;
  while ((await device.store.takes(id))[1]?.chunkCount !== 3) await new Promise((resolve) => setImmediate(resolve));
  const play = async (take: number, store: RecordingStore = device.store) => {
    const pieces = await openTake({ ...device, store }, id, take);
    if (!pieces) return undefined;
    const all: OpenedPiece[] = [];
    for await (const piece of pieces) all.push(piece);
    return all;
  };
  return { device, recorder, id, play };
}

const audio = (pieces: OpenedPiece[] | undefined) => concat(pieces!.flatMap((piece) => (piece.is === 'audio' ? [piece.bytes] : [])));
const missing = (pieces: OpenedPiece[] | undefined) => pieces!.filter((piece) => piece.is === 'missing');

test('[LOC5] the device plays back what its recorder has sealed, from segments and from chunks, in order and whole', async () => {
  const { device, recorder, id, play } = await recorded();
  expect((await device.store.segments(id)).length).toBeGreaterThan(0);
  await recorder.stop();
  expect(await device.store.unsegmented(id, 1e6)).toHaveLength(3);
  expect((await device.store.takes(id)).map(({ chunkCount }) => chunkCount)).toEqual([chunks.length, 3]);
  expect(audio(await play(0))).toEqual(concat(chunks));
  expect(audio(await play(1))).toEqual(concat(chunks.slice(0, 3)));
  while (await cutSegment(device, id));
  expect(concat(await wholeTake((await openTake(device, id, 1))!))).toEqual(concat(chunks.slice(0, 3)));
  expect(await play(2)).toBeUndefined();
});

test('[LOC5] a take is played half from segments and half from chunks, also while chunks become a segment', async () => {
  const { device, id, play } = await recorded();
  const [first] = await device.store.segments(id);
  const sealed = decodeSegment((await device.store.segmentData(id, 0))!);
  const half = Math.floor(sealed.length / 2);
  // As if only the first half had been cut by now.
  await device.db.segments.update([id, 0], { ranges: [{ ...first!.ranges[0]!, lastChunk: half - 1 }] });
  await device.db.segmentData.update([id, 0], { data: encodeSegment(sealed.slice(0, half)).buffer });
  for (const { take, chunk, sealed: bytes } of sealed.slice(half)) await device.db.chunks.add({ recordingId: id, take, chunk, sealed: bytes.slice().buffer });
  expect(audio(await play(0))).toEqual(concat(chunks));

  let cut = false;
  const racing: RecordingStore = {
    ...device.store,
    async unsegmented(of, maxBytes, from) {
      if (!cut) await cutSegment(device, id);
      cut = true;
      return device.store.unsegmented(of, maxBytes, from);
    },
  };
  expect(audio(await play(0, racing))).toEqual(concat(chunks));
  expect(cut).toBe(true);
});

test('[LOC6] what is gone or changed is told with its numbers, and the rest is played', async () => {
  const { device, id, play } = await recorded();
  const sealed = decodeSegment((await device.store.segmentData(id, 0))!);
  sealed[2]!.sealed[5]! ^= 1;
  await device.db.segmentData.update([id, 0], { data: encodeSegment(sealed).buffer });
  await device.db.chunks.delete([id, 1, 1]);
  const pieces = await play(0);
  expect(missing(pieces)).toEqual([{ is: 'missing', firstChunk: 2, lastChunk: 2, why: 'broken' }]);
  expect(audio(pieces)).toEqual(concat(chunks.filter((_, i) => i !== 2)));
  const second = await play(1);
  expect(second!.map((piece) => (piece.is === 'audio' ? piece.chunk : piece))).toEqual([0, { is: 'missing', firstChunk: 1, lastChunk: 1, why: 'gone' }, 2]);
  await expect(wholeTake((await openTake(device, id, 1))!)).rejects.toMatchObject({ code: 'data_corrupt' });

  const all = { firstChunk: 0, lastChunk: chunks.length - 1 };
  await device.db.segmentData.update([id, 0], { data: new ArrayBuffer(3) });
  expect(await play(0)).toEqual([{ is: 'missing', ...all, why: 'broken' }]);
  await device.db.segmentData.delete([id, 0]);
  expect(await play(0)).toEqual([{ is: 'missing', ...all, why: 'gone' }]);
  // Chunks of another take in their place: each tag says where it belongs.
  await device.db.segments.clear();
  for (const { chunk, sealed: bytes } of sealed.slice(0, 3)) await device.db.chunks.put({ recordingId: id, take: 1, chunk, sealed: bytes.slice().buffer });
  expect(missing(await play(1))).toHaveLength(3);
});

test('[LOC6] a database that is out of order rejects and is not taken for missing audio', async () => {
  const { device, play } = await recorded();
  const broken = { ...device.store, segmentData: () => Promise.reject(new Failure('storage_failed')) };
  await expect(play(0, broken)).rejects.toMatchObject({ code: 'storage_failed' });
});

test('[LOC7] after the device key was dropped nothing plays, and the recording goes on to be sent', async () => {
  const { device, recorder, id, play } = await recorded();
  expect(await play(0)).toBeDefined();
  const pieces = (await openTake(device, id, 0))!;
  await device.localKeys.drop();
  expect([await play(0), await play(1)]).toEqual([undefined, undefined]);
  // What is being played holds its key in memory until it ends.
  expect((await pieces.next()).value).toMatchObject({ is: 'audio', chunk: 0 });
  await recorder.stop();
  expect(await device.store.get(id)).toMatchObject({ partial: false, endedAtMs: expect.any(Number) });
});
