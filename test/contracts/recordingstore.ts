import { afterEach, describe, expect, test } from 'vitest';
import { cutSegment } from '../../src/core/capture/cutsegment.ts';
import { Fenced, Stale } from '../../src/core/failures.ts';
import type { Manifest } from '../../src/core/manifest.ts';
import { freezeManifest } from '../../src/core/outbox/freezemanifest.ts';
import type { Retry } from '../../src/core/recording.ts';
import { appendChunks, beginRecording, sealedBytes, waitingRecording, type RecordingDevice } from '../bench/recordings.ts';

/** A device whose store is under test, on an empty database of its own. */
export interface StoreUnderTest extends RecordingDevice {
  remove(): Promise<unknown>;
}

const RETRY: Retry = { attempts: 2, atMs: 5, code: 'network', remedy: 'waitForNetwork' };
const SHA = 'ab'.repeat(32);

/** What every RecordingStore must do; the simulation's results are worth as much as its store is like the real one. */
export function recordingStoreContract(name: string, makeDevice: () => StoreUnderTest): void {
  describe(`recording store: ${name}`, () => {
    const devices: StoreUnderTest[] = [];
    const newDevice = () => {
      const device = makeDevice();
      devices.push(device);
      return device;
    };
    afterEach(async () => {
      for (const device of devices.splice(0)) await device.remove();
    });

    test('[STR1] order is a local sequence, whatever the clock does, and an id is taken once', async () => {
      const { store, clock, ...device } = newDevice();
      const first = await beginRecording({ store, clock, ...device });
      clock.jump(-86_400_000);
      const second = await beginRecording({ store, clock, ...device });
      expect((await store.all()).recordings.map(({ id, order }) => [id, order])).toEqual([
        [first.recordingId, 1],
        [second.recordingId, 2],
      ]);
      const again = { id: first.recordingId, ownerId: 'a'.repeat(32), epoch: 'x', startedAtMs: 1, serverOffsetMs: null, appVersion: '', flags: { version: 1, variant: '' } };
      await expect(store.begin(again, { take: 0, mimeType: 'audio/webm', codec: '', startedAtMs: 1, wrappedKeys: [] })).rejects.toBeInstanceOf(Stale);
      expect((await store.get(first.recordingId))?.epoch).toBe(first.epoch);
    });

    test('[STR2] only the holder of the epoch appends, only the next number, only to a take that runs', async () => {
      const device = newDevice();
      const fence = await beginRecording(device, 2);
      const chunk = { recordingId: fence.recordingId, take: 0, chunk: 2, sealed: sealedBytes('x') };
      await expect(device.store.append({ ...fence, epoch: 'another' }, chunk, 750, 0)).rejects.toBeInstanceOf(Fenced);
      await expect(device.store.append(fence, { ...chunk, chunk: 3 }, 750, 0)).rejects.toBeInstanceOf(Stale);
      await expect(device.store.append(fence, { ...chunk, chunk: 0 }, 750, 0)).rejects.toBeInstanceOf(Stale);
      await device.store.endTake(fence, 0, 'pause', 9);
      await expect(device.store.append(fence, chunk, 750, 0)).rejects.toBeInstanceOf(Stale);
      await device.store.close(fence, { atMs: 0, ended: 'stop', partial: false });
      await expect(device.store.append(fence, chunk, 750, 0)).rejects.toBeInstanceOf(Fenced);
      expect(await device.store.get(fence.recordingId)).toMatchObject({ savedMs: 500, chunkCount: 2, state: 'waiting' });
    });

    test('[STR2] the last chunk once more, after an outcome that was not seen, changes nothing', async () => {
      const device = newDevice();
      const fence = await beginRecording(device, 2);
      const before = await device.store.get(fence.recordingId);
      await device.store.append(fence, { recordingId: fence.recordingId, take: 0, chunk: 1, sealed: sealedBytes('x') }, 500, device.clock.nowMs() + 7);
      expect(await device.store.get(fence.recordingId)).toEqual(before);
    });

    test('[STR2] a take goes on in a further one, and a stranger neither begins nor ends one', async () => {
      const device = newDevice();
      const { store } = device;
      const fence = await beginRecording(device, 1);
      const id = fence.recordingId;
      const take = { take: 1, mimeType: 'audio/mp4', codec: 'aac', startedAtMs: 42, wrappedKeys: [{ kid: 'k', wrapped: 'AA==' }] };
      const stranger = { ...fence, epoch: 'another' };
      await store.endTake(fence, 0, 'pause', 40);
      expect(await store.get(id)).toMatchObject({ state: 'paused', heartbeatAtMs: 40 });
      for (const refused of [store.beginTake(stranger, take), store.endTake(stranger, 0, 'stop', 1), store.beat(stranger, 1), store.close(stranger, { atMs: 1, ended: 'stop', partial: false })])
        await expect(refused).rejects.toBeInstanceOf(Fenced);
      await store.beginTake(fence, take);
      await expect(store.beginTake(fence, take)).rejects.toBeInstanceOf(Stale);
      await appendChunks(device, fence, 1, 0, 2);
      await store.beat(fence, 99);
      expect(await store.get(id)).toMatchObject({ state: 'recording', savedMs: 750, heartbeatAtMs: 99, chunkCount: 3 });
      expect(await store.takes(id)).toMatchObject([
        { take: 0, ended: 'pause', chunkCount: 1, durationMs: 250 },
        { ...take, recordingId: id, ended: null, chunkCount: 2, durationMs: 500 },
      ]);
      expect((await store.unsegmented(id, 1e6)).map(({ take: of, chunk }) => [of, chunk])).toEqual([[0, 0], [1, 0], [1, 1]]);
    });

    test('[STR3] counts, bytes and saved time follow every transaction', async () => {
      const device = newDevice();
      const { store } = device;
      const fence = await beginRecording(device, 3, 100);
      const id = fence.recordingId;
      expect(await store.get(id)).toMatchObject({ savedMs: 750, chunkCount: 3, chunkBytes: 300, segmentCount: 0 });
      const segment = await cutSegment(device, id);
      expect(segment).toMatchObject({ seq: 0, ranges: [{ take: 0, firstChunk: 0, lastChunk: 2 }], bytes: 4 + 3 * 110 });
      await appendChunks(device, fence, 0, 3, 1, 50);
      expect(await store.get(id)).toMatchObject({ savedMs: 1000, chunkCount: 1, chunkBytes: 50, segmentCount: 1, segmentBytes: 334 });
      await store.markRetry(id, RETRY);
      await store.markSegmentSent(id, 0);
      await store.markSegmentSent(id, 0);
      await store.markSegmentSent(id, 5);
      expect(await store.get(id)).toMatchObject({ segmentsSent: 1, bytesSent: 334, retry: null });
      expect(await store.segments(id)).toEqual([{ ...segment, sent: true }]);
      await store.markSegmentsPending(id, [0, 7]);
      await store.markSegmentsPending(id, [0]);
      expect(await store.get(id)).toMatchObject({ segmentsSent: 0, bytesSent: 0 });
    });

    test('[STR3] chunks are read in order, at least one and no more than fit', async () => {
      const device = newDevice();
      const { recordingId } = await beginRecording(device, 5, 100);
      const numbers = async (maxBytes: number) => (await device.store.unsegmented(recordingId, maxBytes)).map(({ chunk }) => chunk);
      expect(await numbers(1)).toEqual([0]);
      expect(await numbers(300)).toEqual([0, 1, 2]);
      expect(await numbers(1e6)).toEqual([0, 1, 2, 3, 4]);
    });

    test('[CUT2] of two cutters one wins and the other changes nothing', async () => {
      const device = newDevice();
      const fence = await beginRecording(device, 4);
      const outcomes = await Promise.all([cutSegment(device, fence.recordingId), cutSegment(device, fence.recordingId)]);
      expect(outcomes.filter(Boolean)).toHaveLength(1);
      expect(await device.store.segments(fence.recordingId)).toHaveLength(1);
      expect(await device.store.unsegmented(fence.recordingId, 1e6)).toEqual([]);
      expect(await device.store.segmentData(fence.recordingId, 0)).toHaveLength(outcomes.find(Boolean)!.bytes);
      expect(await device.store.segmentData(fence.recordingId, 1)).toBeUndefined();
    });

    test('[CUT2] a segment is not added out of order or when a chunk that it hashed is not there', async () => {
      const device = newDevice();
      const { recordingId } = await beginRecording(device, 2);
      const segment = { recordingId, seq: 0, bytes: 64, sha256: SHA, ranges: [{ take: 0, firstChunk: 0, lastChunk: 2 }] };
      await expect(device.store.addSegment(segment, sealedBytes('x'))).rejects.toBeInstanceOf(Stale);
      await expect(device.store.addSegment({ ...segment, seq: 1, ranges: [{ take: 0, firstChunk: 0, lastChunk: 1 }] }, sealedBytes('x'))).rejects.toBeInstanceOf(Stale);
      expect(await device.store.segments(recordingId)).toEqual([]);
      expect(await device.store.get(recordingId)).toMatchObject({ chunkCount: 2, segmentCount: 0 });
    });

    test('[STR4] a manifest is frozen once, and not while chunks are left or the recording runs', async () => {
      const device = newDevice();
      const fence = await beginRecording(device, 1);
      const freeze = (byte: number) => device.store.freeze(fence.recordingId, String(byte).repeat(64), new Uint8Array([byte]), 0);
      await expect(freeze(1)).rejects.toBeInstanceOf(Stale);
      await device.store.close(fence, { atMs: 0, ended: 'stop', partial: false });
      await expect(freeze(2)).rejects.toBeInstanceOf(Stale);
      await cutSegment(device, fence.recordingId);
      expect(await device.store.manifestBytes(fence.recordingId)).toBeUndefined();
      await freeze(3);
      await expect(freeze(4)).rejects.toBeInstanceOf(Stale);
      expect(await device.store.manifestBytes(fence.recordingId)).toEqual(new Uint8Array([3]));
      expect(await device.store.get(fence.recordingId)).toMatchObject({ manifestSha256: '3'.repeat(64) });
    });

    test('[STR4] bytes are the store\'s own, whatever becomes of those it was given or has given', async () => {
      const device = newDevice();
      const fence = await beginRecording(device, 0);
      const sealed = sealedBytes('mine');
      await device.store.append(fence, { recordingId: fence.recordingId, take: 0, chunk: 0, sealed: sealed.subarray(0, 40) }, 1, 1);
      sealed.fill(0);
      const [read] = await device.store.unsegmented(fence.recordingId, 1e6);
      expect(read!.sealed).toEqual(sealedBytes('mine').slice(0, 40));
      read!.sealed.fill(0);
      expect((await device.store.unsegmented(fence.recordingId, 1e6))[0]!.sealed).toEqual(sealedBytes('mine').slice(0, 40));
    });

    test('[REC1] closing ends open takes; without a chunk it is empty; taking over fences the recorder off', async () => {
      const device = newDevice();
      const { store } = device;
      const silent = await beginRecording(device);
      expect(await store.close(silent, { atMs: 1, ended: 'stop', partial: false })).toMatchObject({ state: 'empty', partial: false, epoch: silent.epoch });
      const fence = await beginRecording(device, 2);
      const heartbeatAtMs = device.clock.nowMs();
      device.clock.pass(60_000);
      expect(await store.takeOver(fence.recordingId, 'mine')).toMatchObject({ state: 'waiting', partial: true, epoch: 'mine', endedAtMs: heartbeatAtMs });
      expect((await store.takes(fence.recordingId))[0]).toMatchObject({ ended: 'recovered' });
      await expect(store.close(fence, { atMs: 0, ended: 'stop', partial: false })).rejects.toBeInstanceOf(Fenced);
      await expect(store.takeOver(fence.recordingId, 'again')).rejects.toBeInstanceOf(Stale);
      await expect(store.takeOver('00000000-0000-4000-8000-000000000000', 'x')).rejects.toBeInstanceOf(Stale);
    });

    test('[OUT7, OUT8] marks are made in their states, and a receipt only for the frozen manifest', async () => {
      const device = newDevice();
      const { store } = device;
      const id = await waitingRecording(device);
      const row = async () => (await store.get(id))!;
      const { manifestSha256 } = await row();
      await store.markPolled(id, 5);
      expect(await row()).toMatchObject({ state: 'waiting', polls: 0, pollAtMs: null });
      await store.markUploading(id);
      expect((await row()).state).toBe('uploading');
      await store.markRetry(id, RETRY);
      expect(await row()).toMatchObject({ state: 'waiting', retry: RETRY });
      await store.markUploading(id);
      await store.markRetry(id, null);
      expect(await row()).toMatchObject({ state: 'uploading', retry: null });
      await expect(store.markSent(id, SHA, 1, 2)).rejects.toBeInstanceOf(Stale);
      await store.markSent(id, manifestSha256!, 1, 2);
      await store.markSent(id, manifestSha256!, 3, 4);
      expect(await row()).toMatchObject({ state: 'sent', receivedAtMs: 1, pollAtMs: 2, polls: 0 });
      await store.markUploading(id);
      await store.markPolled(id, 6);
      expect(await row()).toMatchObject({ state: 'sent', pollAtMs: 6, polls: 1 });
      // A refusal that comes late, from another drain, does not take back what the server has confirmed.
      await store.markFailed(id, { code: 'invalid_manifest', detail: 'x' });
      expect(await row()).toMatchObject({ state: 'sent', failure: null });
      await store.markFailed(id, { code: 'archive_problem', detail: 'x' });
      expect(await row()).toMatchObject({ state: 'failed', pollAtMs: null, failure: { code: 'archive_problem', detail: 'x' } });
      await store.markArchived(id, { sha256: SHA, seconds: 2, archivedAtMs: 3 });
      expect(await row()).toMatchObject({ state: 'archived', failure: null, archived: { sha256: SHA, seconds: 2, archivedAtMs: 3 } });
      await store.markFailed(id, { code: 'archive_problem', detail: 'x' });
      await store.markSent(id, manifestSha256!, 8, 9);
      expect((await row()).state).toBe('archived');
    });

    test('[STR8] marks are numbered as they come, once each, by the recorder only and in takes that are there', async () => {
      const device = newDevice();
      const { store } = device;
      const fence = await beginRecording(device, 4);
      const id = fence.recordingId;
      expect(await store.addMark(fence, { take: 0, atMs: 700 })).toBe(0);
      expect(await store.addMark(fence, { take: 0, atMs: 200 })).toBe(1);
      expect(await store.addMark(fence, { take: 0, atMs: 700 })).toBe(0);
      await expect(store.addMark(fence, { take: 1, atMs: 0 })).rejects.toBeInstanceOf(Stale);
      await expect(store.addMark({ ...fence, epoch: 'another' }, { take: 0, atMs: 0 })).rejects.toBeInstanceOf(Fenced);
      expect(await store.marks(id)).toEqual([
        { mark: 0, take: 0, atMs: 700 },
        { mark: 1, take: 0, atMs: 200 },
      ]);
      await store.close(fence, { atMs: 0, ended: 'stop', partial: false });
      await expect(store.addMark(fence, { take: 0, atMs: 0 })).rejects.toBeInstanceOf(Fenced);
    });

    test('[STR9] what is missing after a take is stored with the next take or the end, with what lay behind it', async () => {
      const device = newDevice();
      const { store } = device;
      const fence = await beginRecording(device, 2);
      const id = fence.recordingId;
      const take = { take: 1, mimeType: 'audio/webm', codec: 'opus', startedAtMs: 9, wrappedKeys: [{ kid: 'k', wrapped: 'AA==' }] };
      const gap = { afterTake: 0, startedAtMs: 3, endedAtMs: 9, cause: 'muted' };
      await store.endTake(fence, 0, 'fault', 5, 'muted');
      await expect(store.beginTake({ ...fence, epoch: 'another' }, take, gap)).rejects.toBeInstanceOf(Fenced);
      expect(await store.gaps(id)).toEqual([]);
      await store.beginTake(fence, take, gap);
      await appendChunks(device, fence, 1, 0, 1);
      const last = { afterTake: 1, startedAtMs: 20, endedAtMs: 30, cause: 'ended' };
      await store.close(fence, { atMs: 30, ended: 'fault', partial: true, cause: 'microphone_lost', gap: last });
      expect(await store.gaps(id)).toEqual([gap, last]);
      expect(await store.takes(id)).toMatchObject([
        { take: 0, ended: 'fault', cause: 'muted' },
        { take: 1, ended: 'fault', cause: 'microphone_lost' },
      ]);
    });

    test('[STR10] a recording without a sound is parked when it ends, and waits again when its person wants it sent', async () => {
      const device = newDevice();
      const { store } = device;
      const fence = await beginRecording(device, 2);
      const ended = await store.close(fence, { atMs: 1, ended: 'stop', partial: false, silent: true });
      expect(ended).toMatchObject({ state: 'failed', failure: { code: 'no_sound' } });
      await store.retry(fence.recordingId);
      await store.retry(fence.recordingId);
      expect(await store.get(fence.recordingId)).toMatchObject({ state: 'waiting', failure: null, retry: null });
      const nothing = await beginRecording(device);
      expect(await store.close(nothing, { atMs: 1, ended: 'stop', partial: false, silent: true })).toMatchObject({ state: 'empty', failure: null });
    });

    test('[STR11] of a private text the newest version is stored, only the next one is taken, and after the manifest may have been seen it amends', async () => {
      const device = newDevice();
      const { store } = device;
      const fence = await beginRecording(device, 1);
      const id = fence.recordingId;
      const text = (version: number, sealed: string) => ({ kind: 'title' as const, version, iv: 'AAAA', sealed, wrappedKeys: [{ kid: 'k', wrapped: 'BBBB' }] });
      const label = { ...text(1, 'L111'), kind: 'mark' as const, mark: 3 };
      await store.setText(id, text(1, 'AAA1'));
      await store.setText(id, text(1, 'AAA1'));
      await expect(store.setText(id, text(1, 'AAAX'))).rejects.toBeInstanceOf(Stale);
      await expect(store.setText(id, text(3, 'AAA3'))).rejects.toBeInstanceOf(Stale);
      await store.setText(id, label);
      await store.setText(id, text(2, 'AAA2'));
      expect(await store.texts(id)).toEqual([
        { ...label, amends: false },
        { ...text(2, 'AAA2'), amends: false },
      ]);
      await store.setConsent(id, { textVersion: '2026-01', atMs: 4 });
      await store.close(fence, { atMs: 0, ended: 'stop', partial: false });
      await cutSegment(device, id);
      await freezeManifest(device, id);
      await store.markSegmentSent(id, 0);
      await store.setText(id, text(3, 'AAA3'));
      expect(await store.texts(id)).toMatchObject([{ amends: false }, { version: 3, amends: true }]);
      await expect(store.setConsent(id, { textVersion: '2026-02', atMs: 5 })).rejects.toBeInstanceOf(Stale);
      const manifest = JSON.parse(Buffer.from((await store.manifestBytes(id))!).toString()) as Manifest;
      expect(manifest).toMatchObject({ texts: [label, text(2, 'AAA2')], consent: { textVersion: '2026-01', atMs: 4 } });
    });

    test('B4 [STR11] what is written before all segments are sent is in the manifest: one that was frozen is made anew', async () => {
      const device = newDevice();
      const { store } = device;
      const id = await waitingRecording(device);
      const title = { kind: 'title' as const, version: 1, iv: 'AAAA', sealed: 'CCCC', wrappedKeys: [] };
      const before = (await store.get(id))!.manifestSha256;
      await store.setText(id, title);
      expect(await store.get(id)).toMatchObject({ manifestSha256: null });
      expect(await store.manifestBytes(id)).toBeUndefined();
      await freezeManifest(device, id);
      await store.setConsent(id, { textVersion: '1', atMs: 5 });
      await freezeManifest(device, id);
      const after = await store.get(id);
      expect(after!.manifestSha256).not.toBe(before);
      expect(JSON.parse(Buffer.from((await store.manifestBytes(id))!).toString())).toMatchObject({ texts: [title], consent: { textVersion: '1', atMs: 5 } });
      // Its segments go out; the server asks for one again: it may still be changed, and what amended it is in it then.
      for (const { seq } of await store.segments(id)) await store.markSegmentSent(id, seq);
      await store.setText(id, { ...title, version: 2, sealed: 'DDDD' });
      expect(await store.texts(id)).toMatchObject([{ version: 2, amends: true }]);
      await store.markSegmentsPending(id, [0]);
      await store.setText(id, { ...title, version: 3, sealed: 'EEEE' });
      expect(await store.texts(id)).toMatchObject([{ version: 3, amends: false }]);
      expect(await store.get(id)).toMatchObject({ manifestSha256: null });
    });

    test('[STR12] a manifest that was made before the latest edit is not frozen', async () => {
      const device = newDevice();
      const { store } = device;
      const id = await waitingRecording(device, { frozen: false });
      const title = { kind: 'title' as const, version: 1, iv: 'AAAA', sealed: 'CCCC', wrappedKeys: [] };
      // Somebody writes while the manifest is being made.
      const racing: RecordingDevice['store'] = {
        ...store,
        async segments(of) {
          await store.setText(of, title);
          return store.segments(of);
        },
      };
      await freezeManifest({ ...device, store: { ...racing, texts: async () => [] } }, id);
      expect(await store.get(id)).toMatchObject({ manifestSha256: null });
      await freezeManifest(device, id);
      expect(JSON.parse(Buffer.from((await store.manifestBytes(id))!).toString())).toMatchObject({ texts: [title] });
    });

    test('[STR13] a recording is deleted with everything of it, and no other, and not while it runs', async () => {
      const device = newDevice();
      const { store } = device;
      const fence = await beginRecording(device, 3);
      const id = fence.recordingId;
      const kept = await waitingRecording(device);
      const text = { kind: 'note' as const, version: 1, iv: 'AAAA', sealed: 'CCCC', wrappedKeys: [] };
      for (const of of [id, kept]) await store.setText(of, text);
      await store.addMark(fence, { take: 0, atMs: 1 });
      await cutSegment(device, id);
      await appendChunks(device, fence, 0, 3, 2);
      await expect(store.remove(id)).rejects.toBeInstanceOf(Stale);
      await store.close(fence, { atMs: 1, ended: 'fault', partial: true, gap: { afterTake: 0, startedAtMs: 1, endedAtMs: 2, cause: 'ended' } });
      await store.remove(id);
      await store.remove(id);
      expect((await store.all()).recordings.map((one) => one.id)).toEqual([kept]);
      expect([await store.takes(id), await store.unsegmented(id, 1e6), await store.segments(id), await store.marks(id), await store.gaps(id), await store.texts(id)].flat()).toEqual([]);
      expect([await store.get(id), await store.segmentData(id, 0), await store.manifestBytes(id)]).toEqual([undefined, undefined, undefined]);
      expect(await store.texts(kept)).toHaveLength(1);
      expect(await store.segmentData(kept, 0)).toBeDefined();
      await expect(store.setText(id, { ...text, version: 2 })).rejects.toBeInstanceOf(Stale);
    });

    test('[STR3] chunks are read from any of them on', async () => {
      const device = newDevice();
      const fence = await beginRecording(device, 3);
      await device.store.endTake(fence, 0, 'pause', 1);
      await device.store.beginTake(fence, { take: 1, mimeType: 'audio/webm', codec: '', startedAtMs: 1, wrappedKeys: [] });
      await appendChunks(device, fence, 1, 0, 2);
      const from = async (take: number, chunk: number) => (await device.store.unsegmented(fence.recordingId, 1e6, { take, chunk })).map((one) => `${one.take}/${one.chunk}`);
      expect(await from(0, 2)).toEqual(['0/2', '1/0', '1/1']);
      expect(await from(1, 1)).toEqual(['1/1']);
      expect(await from(2, 0)).toEqual([]);
    });

    test('[STR3] what is not there is undefined or empty to read and Stale to mark', async () => {
      const { store } = newDevice();
      const id = '00000000-0000-4000-8000-000000000000';
      expect([await store.get(id), await store.segmentData(id, 0), await store.manifestBytes(id)]).toEqual([undefined, undefined, undefined]);
      expect([await store.takes(id), await store.segments(id), await store.unsegmented(id, 9)]).toEqual([[], [], []]);
      const archived = { sha256: SHA, seconds: 1, archivedAtMs: 1 };
      for (const refused of [store.markSegmentSent(id, 0), store.markSegmentsPending(id, []), store.markUploading(id), store.markSent(id, SHA, 1, 1), store.markArchived(id, archived), store.markRetry(id, null)])
        await expect(refused).rejects.toBeInstanceOf(Stale);
    });
  });
}
