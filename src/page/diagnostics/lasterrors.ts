import * as v from 'valibot';
import type { LoggedError } from './report.ts';

const line = v.looseObject({ timestamp: v.string(), level: v.string(), event: v.string() });
/** The fields that may be told, all of them codes and numbers. */
const FACTS = ['code', 'cause', 'attempt', 'trigger', 'message'] as const;
/** No longer than a code. What is longer might be a text. */
const CODE = /^[\w.:-]{1,40}$/;
const ID_DIGITS = 8;

/** The newest `most` warnings and errors among the lines of the log, which come newest first. What cannot be read is left out. */
export function lastErrors(lines: readonly string[], most: number): LoggedError[] {
  const errors: LoggedError[] = [];
  for (const text of lines) {
    if (errors.length === most) break;
    const entry = entryOf(text);
    if (!entry || (entry.level !== 'warn' && entry.level !== 'error')) continue;
    const facts = FACTS.flatMap((name) => {
      const value = entry[name];
      return (typeof value === 'string' || typeof value === 'number') && CODE.test(String(value)) ? [`${name} ${value}`] : [];
    });
    if (typeof entry.recordingId === 'string') facts.push(entry.recordingId.slice(0, ID_DIGITS));
    errors.push({ timestamp: entry.timestamp, event: entry.event, facts: facts.join(', ') });
  }
  return errors;
}

function entryOf(text: string): v.InferOutput<typeof line> | undefined {
  try {
    const parsed = v.safeParse(line, JSON.parse(text));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}
