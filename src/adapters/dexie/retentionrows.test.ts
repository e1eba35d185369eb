import { expect, test } from 'vitest';
// First of all: it brings the database that Dexie looks for.
import { createTestDevice } from '../../../test/bench/device.ts';
import { waitingRecording } from '../../../test/bench/recordings.ts';
import { isTrashed, isUnsent } from '../../core/recording.ts';

test('B10 [TRA8] nonsense where the trash is noted keeps no audio back: it counts as not thrown away', async () => {
  const device = createTestDevice();
  const id = await waitingRecording(device);
  for (const deletedAtMs of ['yesterday', -5, null, undefined, Number.NaN]) {
    await device.db.recordings.update(id, { deletedAtMs: deletedAtMs as number, purgedAtMs: deletedAtMs as number });
    const row = (await device.store.get(id))!;
    expect([isTrashed(row), isUnsent(row), row.purgedAtMs ?? null]).toEqual([false, true, null]);
  }
  await device.db.delete();
});
