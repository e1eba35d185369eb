import 'fake-indexeddb/auto';
import { expect, test, vi } from 'vitest';
import { DeviceDb } from './dexie/devicedb.ts';
import { createTelemetryLog } from './telemetrylog.ts';

test('[TEL2] R40 the ring keeps the newest lines and lets go of the oldest', async () => {
  const db = new DeviceDb();
  const log = createTelemetryLog(db, { nowMs: () => 0, monotonicMs: () => 0 });
  for (let i = 1; i <= 2_200; i++) log.record({ event: 'flags_loaded', level: 'info', version: i });
  await vi.waitFor(async () => expect(await db.telemetry.count()).toBe(2_000), { timeout: 10_000 });
  const lines = await db.telemetry.orderBy(':id').toArray();
  expect(JSON.parse(lines.at(-1)!.line)).toMatchObject({ event: 'flags_loaded', version: 2_200 });
  expect(JSON.parse(lines[0]!.line)).toMatchObject({ version: 201 });
  await db.delete();
});
