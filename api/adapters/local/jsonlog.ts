import type { Clock, Log } from '../../ports.ts';

/**
 * A log that writes one JSON object per line: `timestamp` (ISO 8601, UTC), `level`, `event`, then the fields.
 * It never throws, and a field cannot pass for one of the first three.
 */
export function createJsonLog({ write, clock }: { write(line: string): void; clock: Clock }): Log {
  return (level, event, fields = {}) => {
    const head = { timestamp: new Date(clock()).toISOString(), level, event };
    write(`${lineOf({ ...head, ...fields, ...head }) ?? lineOf(head)}\n`);
  };
}

function lineOf(entry: object): string | undefined {
  try {
    return JSON.stringify(entry, (_key, value: unknown) => {
      // Only the kind of an error: its message may quote what is private.
      if (value instanceof Error) return value.name;
      return typeof value === 'bigint' ? String(value) : value;
    });
  } catch {
    return undefined;
  }
}
