import * as v from 'valibot';
import { logLine, type LogLine } from '../wire/logline.ts';
import type { DeviceDb } from './dexie/devicedb.ts';

const MOST = 200;

/** The errors and warnings in this device's log, newest first, `limit` at most. A line that cannot be read is left out. */
export async function recentErrors(db: DeviceDb, limit = 50): Promise<LogLine[]> {
  const found: LogLine[] = [];
  const most = Math.min(Math.max(1, Math.floor(limit) || 1), MOST);
  await db.telemetry
    .orderBy(':id')
    .reverse()
    .until(() => found.length >= most)
    .each(({ line }) => {
      const read = readLine(line);
      if (read && read.level !== 'info' && found.length < most) found.push(read);
    });
  return found;
}

function readLine(line: unknown): LogLine | undefined {
  try {
    const parsed = v.safeParse(logLine, JSON.parse(String(line)));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}
