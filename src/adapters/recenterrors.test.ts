import { afterEach, expect, test } from 'vitest';
// First of all: it brings the database that Dexie looks for.
import { createTestClock } from '../../test/bench/device.ts';
import { eventLine, type Event } from '../core/telemetry/events.ts';
import { DeviceDb } from './dexie/devicedb.ts';
import { recentErrors } from './recenterrors.ts';

const db = new DeviceDb();
afterEach(() => db.delete());

test('R43 [TEL3] the errors and warnings of the log come newest first and bounded, and a broken line keeps none back', async () => {
  await db.open();
  const clock = createTestClock();
  const lines: Event[] = [
    { event: 'flags_rejected', level: 'warn', reason: 'a' },
    { event: 'flags_loaded', level: 'info', version: 1 },
    { event: 'storage_write_failed', level: 'error', userId: 'u', code: 'storage_full' },
    { event: 'flags_rejected', level: 'warn', reason: 'b' },
  ];
  for (const event of lines) {
    clock.pass(1_000);
    await db.telemetry.add({ line: eventLine(event, clock.nowMs()) });
  }
  for (const line of ['{', '"text"', '{"level":"error"}', null as unknown as string]) await db.telemetry.add({ line });
  const found = await recentErrors(db);
  expect(found.map(({ event, level }) => [event, level])).toEqual([
    ['flags_rejected', 'warn'],
    ['storage_write_failed', 'error'],
    ['flags_rejected', 'warn'],
  ]);
  expect(found[0]).toMatchObject({ reason: 'b', timestamp: new Date(clock.nowMs()).toISOString() });
  expect(await recentErrors(db, 2)).toEqual(found.slice(0, 2));
  for (let n = 0; n < 250; n++) await db.telemetry.add({ line: eventLine(lines[0]!, n) });
  expect(await recentErrors(db, 100_000)).toHaveLength(200);
  expect(await recentErrors(db, Number.NaN)).toHaveLength(1);
});
