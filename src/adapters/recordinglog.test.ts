import 'fake-indexeddb/auto';
import { afterEach, expect, test } from 'vitest';
import { DeviceDb } from './dexie/devicedb.ts';
import { recordingLog } from './recordinglog.ts';

const db = new DeviceDb();
afterEach(() => db.delete());

test('R22 [LIB8] the log of a recording tells what happened to it and why, in order, and nothing of another', async () => {
  const line = (second: number, fields: object) => JSON.stringify({ timestamp: new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString(), level: 'info', ...fields });
  const lines = [
    line(1, { event: 'recording_saved', recordingId: 'mine' }),
    line(2, { event: 'upload_segment_sent', recordingId: 'mine', seq: 0 }),
    line(3, { event: 'upload_failed', recordingId: 'mine', code: 'timeout', attempt: 2 }),
    line(4, { event: 'upload_failed', recordingId: 'another', code: 'timeout', attempt: 1 }),
    line(5, { event: 'sync_finished', trigger: 'mine' }),
    'mine: not a line',
    line(6, { event: 'upload_completed', recordingId: 'mine' }),
  ];
  await db.telemetry.bulkAdd(lines.map((text) => ({ line: text })));
  const at = (second: number) => Date.UTC(2026, 0, 1, 0, 0, second);
  expect((await recordingLog(db, 'mine')).map(({ n: _, ...entry }) => entry)).toEqual([
    { atMs: at(1), event: 'recording_saved', code: null, attempt: null },
    { atMs: at(3), event: 'upload_failed', code: 'timeout', attempt: 2 },
    { atMs: at(6), event: 'upload_completed', code: null, attempt: null },
  ]);
});
