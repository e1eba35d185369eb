import { afterEach, describe, expect, test } from 'vitest';
import { Stale } from '../../src/core/failures.ts';
import type { RetentionStore } from '../../src/core/retention/retentionstore.ts';
import { RECORDING_STATES, type Recording } from '../../src/core/recording.ts';
import { beginRecording, waitingRecording } from '../bench/recordings.ts';
import type { StoreUnderTest } from './recordingstore.ts';

export interface RetentionUnderTest extends StoreUnderTest {
  retention: RetentionStore;
}

const ARCHIVED = { sha256: 'ab'.repeat(32), seconds: 1, archivedAtMs: 77 };

/** What every RetentionStore must do. */
export function retentionStoreContract(name: string, makeDevice: () => RetentionUnderTest): void {
  describe(`retention store: ${name}`, () => {
    const devices: RetentionUnderTest[] = [];
    const newDevice = () => {
      const device = makeDevice();
      devices.push(device);
      return device;
    };
    afterEach(async () => {
      for (const device of devices.splice(0)) await device.remove();
    });

    /** A recording in `state`, brought there as the app does it. */
    async function inState(device: RetentionUnderTest, state: Recording['state']): Promise<string> {
      const { store } = device;
      if (state === 'recording' || state === 'paused' || state === 'empty') {
        const fence = await beginRecording(device, state === 'empty' ? 0 : 2);
        if (state === 'paused') await store.endTake(fence, 0, 'pause', 1);
        if (state === 'empty') await store.close(fence, { atMs: 1, ended: 'stop', partial: false });
        return fence.recordingId;
      }
      const id = await waitingRecording(device);
      if (state === 'waiting') return id;
      await store.markUploading(id);
      if (state === 'uploading') return id;
      if (state === 'failed') await store.markFailed(id, { code: 'invalid_manifest', detail: '' });
      else await store.markSent(id, (await store.get(id))!.manifestSha256!, 5, 6);
      if (state === 'archived') await store.markArchived(id, ARCHIVED);
      return id;
    }

    test('R13 [RET4] the audio of an archived recording goes and its row stays, with nothing of its neighbours', async () => {
      const device = newDevice();
      const { store, retention } = device;
      const id = await inState(device, 'archived');
      const other = await inState(device, 'archived');
      const before = (await store.get(id))!;
      expect(await retention.purge(id, 99)).toBe(before.segmentBytes);
      expect(await store.get(id)).toEqual({ ...before, purgedAtMs: 99, chunkBytes: 0, chunkCount: 0, segmentBytes: 0 });
      expect(await store.segmentData(id, 0)).toBeUndefined();
      expect(await store.segmentData(id, 1)).toBeUndefined();
      expect(await store.segmentData(other, 0)).toBeDefined();
      expect(await retention.purge(id, 100)).toBe(0);
      expect(await store.get(id)).toMatchObject({ purgedAtMs: 99 });
    });

    test('R13 [RET1] nothing that the archive has not confirmed is purged, whoever asks', async () => {
      const device = newDevice();
      for (const state of RECORDING_STATES.filter((one) => one !== 'archived')) {
        const id = await inState(device, state);
        const before = await device.store.get(id);
        expect(before?.state).toBe(state);
        await expect(device.retention.purge(id, 1)).rejects.toBeInstanceOf(Stale);
        expect(await device.store.get(id)).toEqual(before);
        if (before!.segmentCount > 0) expect(await device.store.segmentData(id, 0)).toBeDefined();
      }
      await expect(device.retention.purge('00000000-0000-4000-8000-000000000000', 1)).rejects.toBeInstanceOf(Stale);
    });

    test('B10 [TRA1] a recording in the trash keeps everything, and comes back as it was', async () => {
      const device = newDevice();
      const { store, retention } = device;
      for (const state of RECORDING_STATES.filter((one) => one !== 'recording' && one !== 'paused')) {
        const id = await inState(device, state);
        const before = (await store.get(id))!;
        await retention.trash(id, 50);
        await retention.trash(id, 51);
        expect(await store.get(id)).toEqual({ ...before, deletedAtMs: 50 });
        if (before.segmentCount > 0) expect(await store.segmentData(id, 0)).toBeDefined();
        await retention.restore(id);
        await retention.restore(id);
        expect(await store.get(id)).toEqual({ ...before, deletedAtMs: null });
      }
    });

    test('B10 [TRA2] what runs is not thrown away', async () => {
      const device = newDevice();
      for (const state of ['recording', 'paused'] as const) {
        const id = await inState(device, state);
        await expect(device.retention.trash(id, 50)).rejects.toBeInstanceOf(Stale);
        expect((await device.store.get(id))?.deletedAtMs).toBeUndefined();
      }
    });

    test('B10 [TRA5] only what is still in the trash as told is removed for good, with everything of it', async () => {
      const device = newDevice();
      const { store, retention } = device;
      const id = await inState(device, 'waiting');
      await expect(retention.removeTrashed(id, 50)).rejects.toBeInstanceOf(Stale);
      await retention.trash(id, 50);
      await retention.restore(id);
      await retention.trash(id, 60);
      await expect(retention.removeTrashed(id, 50)).rejects.toBeInstanceOf(Stale);
      expect(await store.segmentData(id, 0)).toBeDefined();
      await retention.removeTrashed(id, 60);
      await retention.removeTrashed(id, 60);
      expect([await store.get(id), await store.takes(id), await store.segments(id), await store.segmentData(id, 0), await store.manifestBytes(id)]).toEqual([undefined, [], [], undefined, undefined]);
    });

    test('B10 [TRA4] what is sent and thrown away is removed only when it is archived, and comes back when it cannot be', async () => {
      const device = newDevice();
      const { store, retention } = device;
      const [fine, bad] = [await inState(device, 'sent'), await inState(device, 'sent')];
      for (const id of [fine, bad]) {
        await retention.trash(id, 50);
        await expect(retention.removeTrashed(id, 50)).rejects.toBeInstanceOf(Stale);
      }
      await store.markArchived(fine, ARCHIVED);
      await retention.removeTrashed(fine, 50);
      expect(await store.get(fine)).toBeUndefined();
      await store.markFailed(bad, { code: 'archive_problem', detail: 'seal_broken' });
      expect(await store.get(bad)).toMatchObject({ state: 'failed', deletedAtMs: null });
    });
  });
}
