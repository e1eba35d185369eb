import type { Clock, Telemetry } from '../core/ports.ts';
import { eventLine } from '../core/telemetry/events.ts';
import type { DeviceDb } from './dexie/devicedb.ts';

/** How many lines the device keeps: weeks of ordinary use, under a megabyte. */
const MAX_LINES = 2_000;
const TRIM_EVERY = 100;

/** Writes every event as one JSON line to the ring in the device's database. A line that cannot be written is dropped. */
export function createTelemetryLog(db: DeviceDb, clock: Clock): Telemetry {
  let sinceTrim = 0;

  async function write(line: string): Promise<void> {
    await db.transaction('rw', db.telemetry, async () => {
      const id = await db.telemetry.add({ line });
      sinceTrim += 1;
      if (sinceTrim < TRIM_EVERY) return;
      sinceTrim = 0;
      await db.telemetry.where(':id').belowOrEqual(id - MAX_LINES).delete();
    });
  }

  return {
    record(event) {
      void write(eventLine(event, clock.nowMs())).catch(() => undefined);
    },
  };
}
