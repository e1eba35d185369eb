import { afterEach, expect, test, vi } from 'vitest';
import { createTestDevice, type TestDevice } from '../../../test/bench/device.ts';
import { beginRecording, waitingRecording } from '../../../test/bench/recordings.ts';
import { followRecordings, type RecordingsChange } from './followrecordings.ts';

const devices: { device: TestDevice; end: () => void }[] = [];
afterEach(async () => {
  for (const { device, end } of devices.splice(0)) {
    end();
    await device.db.delete();
  }
});

function follow(device: TestDevice): RecordingsChange[] {
  const seen: RecordingsChange[] = [];
  devices.push({ device, end: followRecordings(device.db, { next: (change) => seen.push(change), failed: () => undefined }) });
  return seen;
}

test('R10 [LIB5] first all recordings are told, then each change of one alone, and that one is gone', async () => {
  const device = createTestDevice();
  const first = await waitingRecording(device);
  await device.db.recordings.put({ ...(await device.db.recordings.get(first))!, id: 'broken', savedMs: 'many' as never, order: 9 });
  const seen = follow(device);
  await vi.waitFor(() => expect(seen).toHaveLength(1));
  expect(seen[0]).toMatchObject({ all: true, rows: [{ id: first }], corrupt: ['broken'], gone: [] });
  const { recordingId } = await beginRecording(device, 1);
  await vi.waitFor(() => expect(seen.flatMap(({ rows }) => rows).at(-1)).toMatchObject({ id: recordingId, chunkCount: 1 }));
  await device.store.remove(first);
  await vi.waitFor(() => expect(seen.at(-1)).toEqual({ all: false, rows: [], corrupt: [], gone: [first] }));
  expect(seen.slice(1).every(({ all, rows }) => !all && rows.every(({ id }) => id === recordingId))).toBe(true);
});
