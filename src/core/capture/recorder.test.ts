import { afterEach, expect, test } from 'vitest';
import { createTestLocks } from '../../../test/bench/device.ts';
import { recorderBench, until } from '../../../test/bench/recorder.ts';
import { concat } from '../bytes.ts';
import { Failure } from '../failures.ts';
import { recordingLock, recoverOrphans } from './recovery.ts';

const { bench, chunks } = recorderBench(afterEach);

test('[CAP1] the lock is held before the row exists, and the wrapped key is stored with it', async () => {
  let heldAtBegin: string[] = [];
  const b = await bench({
    store: (real) => ({
      begin(recording, take) {
        heldAtBegin = b.device.locks.held();
        return real.begin(recording, take);
      },
    }),
  });
  await b.recorder.start();
  const id = b.recorder.view().recordingId!;
  expect(heldAtBegin).toEqual([recordingLock(id)]);
  expect((await b.device.store.takes(id))[0]!.wrappedKeys[0]).toMatchObject({ kid: 'k1' });
  expect(await b.device.db.chunks.count()).toBe(0);
});

test('[CAP2, CAP6] R1 what is heard is saved slice by slice, and Stop leaves it waiting, byte for byte', async () => {
  const b = await bench();
  await b.recorder.start();
  const id = b.recorder.view().recordingId!;
  for (const chunk of chunks.slice(0, -1)) b.mic.slice(chunk);
  await until(() => b.recorder.view().savedMs > 0);
  b.mic.holdBack(chunks.at(-1)!);
  await b.recorder.stop();
  const [row] = await b.rows();
  expect(row).toMatchObject({ id, state: 'waiting', partial: false, savedMs: b.recorder.view().savedMs });
  expect(row!.savedMs).toBeGreaterThan(1_000);
  expect(await b.heard(id)).toEqual([concat(chunks)]);
  expect(b.device.locks.held()).toEqual([]);
  expect(b.mic.closed()).toBe(1);
});

test('[CAP2] the saved time is what is committed, also while later slices wait', async () => {
  let refuse = true;
  let tries = 0;
  const b = await bench({
    store: (real) => ({
      append: (fence, chunk, durationMs, atMs) => {
        if (chunk.chunk === 2 && refuse) {
          tries += 1;
          if (tries === 3) refuse = false;
          return Promise.reject(new Failure('storage_failed'));
        }
        return real.append(fence, chunk, durationMs, atMs);
      },
    }),
  });
  await b.recorder.start();
  const saved: number[] = [];
  for (const chunk of chunks) b.mic.slice(chunk);
  await until(() => {
    saved.push(b.recorder.view().savedMs);
    return tries === 3;
  });
  await b.recorder.stop();
  expect(saved).toEqual(saved.toSorted((a, z) => a - z));
  expect(await b.heard((await b.rows())[0]!.id)).toEqual([concat(chunks)]);
});

test('[CAP3] a write that fails is tried again with the same sealed bytes, and no IV comes twice under a key', async () => {
  const attempts: string[] = [];
  let failures = 3;
  const b = await bench({
    store: (real) => ({
      async append(fence, chunk, durationMs, atMs) {
        attempts.push(`${chunk.chunk}:${Buffer.from(chunk.sealed).toString('hex')}`);
        // The first refusal comes after the commit: the outcome is unknown to the writer.
        if (failures === 3) await real.append(fence, chunk, durationMs, atMs);
        if (failures-- > 0) throw new Failure('storage_failed');
        return real.append(fence, chunk, durationMs, atMs);
      },
    }),
  });
  await b.recorder.start();
  for (const chunk of chunks) b.mic.slice(chunk);
  await b.recorder.stop();
  expect(attempts.slice(0, 4)).toEqual(Array(4).fill(attempts[0]));
  expect(b.seals.length).toBe(chunks.length);
  expect(new Set(b.seals.map(({ iv }) => iv)).size).toBe(chunks.length);
  expect(await b.heard((await b.rows())[0]!.id)).toEqual([concat(chunks)]);
});

test('[CAP4] an empty slice consumes no number', async () => {
  const b = await bench();
  await b.recorder.start();
  b.mic.slice(new Uint8Array());
  b.mic.slice(chunks[0]!);
  b.mic.slice(new Uint8Array());
  b.mic.slice(chunks[1]!);
  await b.recorder.stop();
  const id = (await b.rows())[0]!.id;
  expect((await b.device.store.takes(id))[0]!.chunkCount).toBe(2);
  expect(await b.heard(id)).toEqual([concat(chunks.slice(0, 2))]);
});

test('[CAP5] R2 Pause ends a take, Resume begins another under a new key on the same microphone', async () => {
  const b = await bench();
  await b.recorder.start();
  for (const chunk of chunks) b.mic.slice(chunk);
  await b.recorder.pause();
  const id = b.recorder.view().recordingId!;
  const savedMs = b.recorder.view().savedMs;
  expect(b.recorder.view()).toMatchObject({ phase: 'paused', runningSinceMs: null });
  expect(await b.rows()).toMatchObject([{ state: 'paused', chunkCount: 0, segmentCount: 1 }]);
  await b.recorder.resume();
  for (const chunk of chunks) b.mic.slice(chunk);
  await b.recorder.stop();
  expect(await b.rows()).toMatchObject([{ id, state: 'waiting', savedMs: 2 * savedMs }]);
  const [first, second] = await b.device.store.takes(id);
  expect([first!.ended, second!.ended]).toEqual(['pause', 'stop']);
  expect(first!.wrappedKeys[0]!.wrapped).not.toBe(second!.wrappedKeys[0]!.wrapped);
  expect(b.mic.opened()).toBe(1);
  expect(await b.heard(id)).toEqual([concat(chunks), concat(chunks)]);
});

test('[CAP5] a microphone that died in the pause is opened anew; one that stays away leaves it paused', async () => {
  const b = await bench();
  await b.recorder.start();
  b.mic.slice(chunks[0]!);
  await b.recorder.pause();
  b.mic.die();
  b.mic.refuse('microphone_missing');
  await b.recorder.resume();
  expect(b.recorder.view()).toMatchObject({ phase: 'paused', fault: 'microphone_missing' });
  b.mic.refuse(null);
  await b.recorder.resume();
  expect(b.recorder.view()).toMatchObject({ phase: 'recording', fault: null });
  expect(b.mic.opened()).toBe(2);
  await b.recorder.stop();
});

test('[CAP5] a take whose beginning was stored but reported as failed does not keep Resume from working', async () => {
  let fail = true;
  const b = await bench({
    store: (real) => ({
      async beginTake(fence, take) {
        await real.beginTake(fence, take);
        if (fail) throw new Failure('storage_failed');
      },
    }),
  });
  await b.recorder.start();
  for (const chunk of chunks) b.mic.slice(chunk);
  await b.recorder.pause();
  await b.recorder.resume();
  expect(b.recorder.view()).toMatchObject({ phase: 'paused', fault: 'storage_failed' });
  fail = false;
  await b.recorder.resume();
  for (const chunk of chunks) b.mic.slice(chunk);
  await b.recorder.stop();
  const [row] = await b.rows();
  expect(row).toMatchObject({ state: 'waiting', partial: false });
  expect(await b.heard(row!.id)).toEqual([concat(chunks), new Uint8Array(), concat(chunks)]);
});

test('[CAP7] a recorder that was fenced off in a pause goes on in a new recording at Resume', async () => {
  const b = await bench();
  await b.recorder.start();
  const id = b.recorder.view().recordingId!;
  for (const chunk of chunks) b.mic.slice(chunk);
  await b.recorder.pause();
  await b.device.store.takeOver(id, 'another');
  await b.recorder.resume();
  expect(b.recorder.view()).toMatchObject({ phase: 'recording', fault: null });
  expect(b.recorder.view().recordingId).not.toBe(id);
  for (const chunk of chunks) b.mic.slice(chunk);
  await b.recorder.stop();
  const [old, next] = await b.rows();
  expect(old).toMatchObject({ id, state: 'waiting', partial: true });
  expect(await b.heard(next!.id)).toEqual([concat(chunks)]);
});

test('[CAP6] a recording without a chunk is empty', async () => {
  const b = await bench();
  await b.recorder.start();
  await b.recorder.stop();
  expect(await b.rows()).toMatchObject([{ state: 'empty', savedMs: 0 }]);
});

test('[CAP7] a fenced recorder leaves its recording alone and goes on in a new one', async () => {
  const b = await bench();
  await b.recorder.start();
  const id = b.recorder.view().recordingId!;
  b.mic.slice(chunks[0]!);
  b.mic.slice(chunks[1]!);
  await until(async () => (await b.rows())[0]!.chunkCount === 2);
  await b.device.store.takeOver(id, 'another');
  b.mic.slice(chunks[2]!);
  await until(() => b.recorder.view().phase === 'recording' && b.recorder.view().recordingId !== id);
  for (const chunk of chunks) b.mic.slice(chunk);
  await b.recorder.stop();
  const [old, next] = await b.rows();
  expect(old).toMatchObject({ id, state: 'waiting', partial: true, chunkCount: 2 });
  expect(next).toMatchObject({ state: 'waiting', partial: false });
  expect(await b.heard(id)).toEqual([concat(chunks.slice(0, 2))]);
  expect(await b.heard(next!.id)).toEqual([concat(chunks)]);
});

test.each(['storage_full', 'storage_failed'] as const)('[CAP8] when the storage says %s for good, the recording ends as partial with what was saved', async (code) => {
  const b = await bench({
    store: (real) => ({
      append: (fence, chunk, durationMs, atMs) => (chunk.chunk < 3 ? real.append(fence, chunk, durationMs, atMs) : Promise.reject(new Failure(code))),
    }),
  });
  await b.recorder.start();
  for (const chunk of chunks) b.mic.slice(chunk);
  await until(() => b.recorder.view().phase === 'idle');
  expect(b.recorder.view().fault).toBe(code);
  const [row] = await b.rows();
  expect(row).toMatchObject({ state: 'waiting', partial: true, chunkCount: 3, savedMs: b.recorder.view().savedMs });
  expect(await b.heard(row!.id)).toEqual([concat(chunks.slice(0, 3))]);
  expect(b.device.events.some(({ event }) => event === 'recording_failed')).toBe(true);
});

test('[CAP8] a storage that fails during Stop makes it partial, not complete', async () => {
  const b = await bench({
    store: (real) => ({
      append: (fence, chunk, durationMs, atMs) => (chunk.chunk < 1 ? real.append(fence, chunk, durationMs, atMs) : Promise.reject(new Failure('storage_failed'))),
    }),
  });
  await b.recorder.start();
  b.mic.slice(chunks[0]!);
  b.mic.holdBack(chunks[1]!);
  await b.recorder.stop();
  expect(b.recorder.view()).toMatchObject({ phase: 'idle', fault: 'storage_failed' });
  expect(await b.rows()).toMatchObject([{ state: 'waiting', partial: true, chunkCount: 1 }]);
});

test('[CAP10] without a key or a microphone nothing begins, and the fault says which', async () => {
  const keyless = await bench({ keys: false });
  await keyless.recorder.start();
  expect(keyless.recorder.view()).toMatchObject({ phase: 'idle', fault: 'no_key' });
  expect(await keyless.rows()).toEqual([]);
  expect(keyless.mic.closed()).toBe(1);
  expect(keyless.device.locks.held()).toEqual([]);
  const deaf = await bench();
  deaf.mic.refuse('microphone_refused');
  await deaf.recorder.start();
  expect(deaf.recorder.view()).toMatchObject({ phase: 'idle', fault: 'microphone_refused' });
});

test('[CUT1] B3 online a segment is cut after 15 s, offline only at 256 KB', async () => {
  const b = await bench();
  await b.recorder.start();
  b.mic.slice(chunks[0]!);
  await until(async () => (await b.rows())[0]!.chunkCount === 1);
  b.device.clock.pass(16_000);
  b.mic.slice(chunks[1]!);
  await until(async () => (await b.rows())[0]!.chunkCount === 2);
  expect(b.segments).toEqual([]);
  b.online.now = true;
  b.mic.slice(chunks[2]!);
  await until(() => b.segments.length === 1);
  expect(await b.rows()).toMatchObject([{ segmentCount: 1, chunkCount: 0 }]);
  b.online.now = false;
  b.mic.slice(new Uint8Array(256 * 1024));
  await until(async () => (await b.rows())[0]!.segmentCount === 2);
  await b.recorder.stop();
});

test('[CUT1] a cut that fails does not stop the recording', async () => {
  const b = await bench({ online: true, store: () => ({ addSegment: () => Promise.reject(new Failure('storage_full')) }) });
  await b.recorder.start();
  b.device.clock.pass(16_000);
  for (const chunk of chunks) b.mic.slice(chunk);
  await b.recorder.stop();
  expect(b.recorder.view().fault).toBeNull();
  expect(await b.heard((await b.rows())[0]!.id)).toEqual([concat(chunks)]);
});

test('[REC1, REC2] R4 an orphan is closed as partial with what it saved; a living recording is left alone', async () => {
  const b = await bench();
  await b.recorder.start();
  const id = b.recorder.view().recordingId!;
  for (const chunk of chunks) b.mic.slice(chunk);
  await until(async () => (await b.rows())[0]!.chunkCount === chunks.length);
  expect(await recoverOrphans(b.device)).toBe(0);
  expect(await b.rows()).toMatchObject([{ state: 'recording' }]);
  // The holder's process is gone: its locks are free, its rows are as they were.
  expect(await recoverOrphans({ ...b.device, locks: createTestLocks() })).toBe(1);
  expect(await b.rows()).toMatchObject([{ id, state: 'waiting', partial: true, savedMs: b.recorder.view().savedMs }]);
  expect((await b.device.store.takes(id))[0]!.ended).toBe('recovered');
  expect(await b.heard(id)).toEqual([concat(chunks)]);
});

test('[REC3] where locks cannot be trusted a fresh heartbeat keeps a recording from being recovered', async () => {
  const b = await bench();
  await b.recorder.start();
  b.mic.slice(chunks[0]!);
  await until(async () => (await b.rows())[0]!.chunkCount === 1);
  const unreliable = { ...b.device, locks: createTestLocks(false) };
  b.device.clock.pass(29_000);
  expect(await recoverOrphans(unreliable)).toBe(0);
  b.device.clock.pass(2_000);
  expect(await recoverOrphans(unreliable)).toBe(1);
});
