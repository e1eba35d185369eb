import { createHash } from 'node:crypto';
import type { Bytes } from '../../src/core/bytes.ts';
import { cutSegment } from '../../src/core/capture/cutsegment.ts';
import { freezeManifest } from '../../src/core/outbox/freezemanifest.ts';
import type { Fence } from '../../src/core/recording.ts';
import type { RecordingStore } from '../../src/core/ports.ts';
import { ownerId, type TestDevice } from './device.ts';

/** What of a device these helpers use; any store will do. */
export type RecordingDevice = Pick<TestDevice, 'clock' | 'random' | 'digest'> & { store: RecordingStore };

/** Bytes that look sealed and differ from each other. */
export function sealedBytes(label: string, length = 64): Bytes {
  const bytes = new Uint8Array(length);
  bytes.set(createHash('sha256').update(label).digest().subarray(0, Math.min(32, length)));
  return bytes;
}

/** Begins a recording and appends `chunks` chunks of a quarter of a second to its first take. */
export async function beginRecording(device: RecordingDevice, chunks = 0, chunkBytes = 64): Promise<Fence> {
  const fence = { recordingId: device.random.uuid(), epoch: device.random.uuid() };
  await device.store.begin(
    { id: fence.recordingId, ownerId, epoch: fence.epoch, startedAtMs: device.clock.nowMs(), serverOffsetMs: null, appVersion: 'test', flags: { version: 1, variant: 'offline' } },
    { take: 0, mimeType: 'audio/webm;codecs=opus', codec: 'opus', startedAtMs: device.clock.nowMs(), wrappedKeys: [{ kid: 'k1', wrapped: 'AAAA' }] },
  );
  await appendChunks(device, fence, 0, 0, chunks, chunkBytes);
  return fence;
}

export async function appendChunks(device: RecordingDevice, fence: Fence, take: number, first: number, count: number, chunkBytes = 64): Promise<void> {
  for (let chunk = first; chunk < first + count; chunk++) {
    device.clock.pass(250);
    const sealed = sealedBytes(`${fence.recordingId}/${take}/${chunk}`, chunkBytes);
    await device.store.append(fence, { recordingId: fence.recordingId, take, chunk, sealed }, (chunk + 1) * 250, device.clock.nowMs());
  }
}

/** A recording that has ended: cut into segments of `perSegment` chunks each, its manifest frozen unless told otherwise. */
export async function waitingRecording(device: RecordingDevice, { segments = 2, perSegment = 2, frozen = true } = {}): Promise<string> {
  const fence = await beginRecording(device);
  for (let seq = 0; seq < segments; seq++) {
    await appendChunks(device, fence, 0, seq * perSegment, perSegment);
    await cutSegment(device, fence.recordingId);
  }
  await device.store.close(fence, { atMs: device.clock.nowMs(), ended: 'stop', partial: false });
  if (frozen) await freezeManifest(device, fence.recordingId);
  return fence.recordingId;
}
