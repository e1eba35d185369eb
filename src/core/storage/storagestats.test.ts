import { expect, test } from 'vitest';
import { bytesPerHour } from '../capture/quality.ts';
import type { Recording } from '../recording.ts';
import { storageStats } from './storagestats.ts';

const one = (change: Partial<Recording>) => ({ segmentBytes: 100, chunkBytes: 10, ...change }) as Recording;
const unknown = { damaged: 0, estimate: null, persisted: null, bitsPerSecond: 32_000 };

test('R12 [STT1] recordings and their bytes are counted by state, and the trash for itself', () => {
  const recordings = [one({ state: 'waiting' }), one({ state: 'waiting', deletedAtMs: 5 }), one({ state: 'archived' }), one({ state: 'archived', purgedAtMs: 5, segmentBytes: 0, chunkBytes: 0 }), one({ state: 'recording' })];
  const stats = storageStats(recordings, { ...unknown, damaged: 2 });
  expect(stats.byState).toEqual({
    recording: { count: 1, bytes: 110 },
    paused: { count: 0, bytes: 0 },
    waiting: { count: 1, bytes: 110 },
    uploading: { count: 0, bytes: 0 },
    sent: { count: 0, bytes: 0 },
    archived: { count: 2, bytes: 110 },
    failed: { count: 0, bytes: 0 },
    empty: { count: 0, bytes: 0 },
  });
  expect(stats).toMatchObject({ trash: { count: 1, bytes: 110 }, total: { count: 5, bytes: 440 }, purged: 1, damaged: 2 });
});

test('R12 [STT1] what the browser tells of its space is told on, and what it does not tell is unknown', () => {
  expect(storageStats([], unknown)).toMatchObject({ usageBytes: null, quotaBytes: null, freeBytes: null, persisted: null, minutesLeft: null });
  const told = { ...unknown, persisted: true, estimate: { usageBytes: 400, quotaBytes: 1e9 } };
  expect(storageStats([], told)).toMatchObject({ usageBytes: 400, quotaBytes: 1e9, freeBytes: 1e9 - 400, persisted: true });
  expect(storageStats([], { ...told, estimate: { usageBytes: 9, quotaBytes: 5 } })).toMatchObject({ freeBytes: 0, minutesLeft: 0 });
});

test('R14 [STT2] the minutes that are left are whole ones, at the bitrate of the next recording', () => {
  const left = (freeBytes: number, bitsPerSecond: number) => storageStats([], { ...unknown, bitsPerSecond, estimate: { usageBytes: 5, quotaBytes: 5 + freeBytes } }).minutesLeft;
  expect(left(bytesPerHour(32_000), 32_000)).toBe(60);
  expect(left(bytesPerHour(32_000) - 1, 32_000)).toBe(59);
  expect(left(bytesPerHour(32_000), 64_000)).toBe(30);
});
