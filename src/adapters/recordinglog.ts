import * as v from 'valibot';
import type { RecordingId } from '../core/names.ts';
import type { EventName } from '../core/telemetry/events.ts';
import type { DeviceDb } from './dexie/devicedb.ts';

const line = v.looseObject({
  timestamp: v.pipe(v.string(), v.isoTimestamp()),
  event: v.string(),
  recordingId: v.string(),
  code: v.exactOptional(v.string()),
  attempt: v.exactOptional(v.number()),
});

/** One thing that happened to a recording. */
export interface LogEntry {
  /** Its place in the log. */
  n: number;
  /** By this device's clock, in Unix milliseconds. */
  atMs: number;
  event: EventName;
  /** Why something failed: a failure's code. */
  code: string | null;
  /** Which try in a row it was. */
  attempt: number | null;
}

/** What of a recording's life is worth telling; segments come and go by the hundred. */
const TOLD: readonly string[] = [
  'recording_started', 'recording_interrupted', 'recording_saved', 'recording_recovered', 'recording_failed', 'upload_started', 'upload_failed',
  'upload_parked', 'upload_completed', 'upload_archived', 'recording_trashed', 'recording_restored', 'recording_purged',
] satisfies EventName[];

/** What this device's log knows of a recording, oldest first. The log is a ring: what is long ago is no longer in it. */
export async function recordingLog(db: DeviceDb, id: RecordingId): Promise<LogEntry[]> {
  const rows = await db.telemetry.filter((row) => row.line.includes(id)).toArray();
  return rows.flatMap((row) => {
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), line), row.line);
    if (!parsed.success || parsed.output.recordingId !== id || !TOLD.includes(parsed.output.event)) return [];
    const { timestamp, event, code, attempt } = parsed.output;
    return [{ n: row.id ?? 0, atMs: Date.parse(timestamp), event: event as EventName, code: code ?? null, attempt: attempt ?? null }];
  });
}
