import { expect, test } from 'vitest';
import { createJsonLog } from './jsonlog.ts';

function logged(...args: Parameters<ReturnType<typeof createJsonLog>>): Record<string, unknown> {
  const lines: string[] = [];
  createJsonLog({ write: (line) => lines.push(line), clock: () => Date.UTC(2026, 0, 2, 3, 4, 5, 6) })(...args);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^\{"timestamp":.*\}\n$/);
  return JSON.parse(lines[0]!) as Record<string, unknown>;
}

test('[API21] a line of the log is one JSON object with time, level and event first', () => {
  expect(logged('warn', 'something', { ms: 3 })).toEqual({ timestamp: '2026-01-02T03:04:05.006Z', level: 'warn', event: 'something', ms: 3 });
});

test('[API21] a field cannot pass for the time, the level or the event', () => {
  expect(logged('error', 'real', { event: 'forged', level: 'info', timestamp: 'x' })).toMatchObject({ level: 'error', event: 'real', timestamp: '2026-01-02T03:04:05.006Z' });
});

test('[API21] an error is logged by its kind, without what it says', () => {
  expect(logged('error', 'failed', { error: new TypeError('Ana Perez, ward 3') })).toMatchObject({ error: 'TypeError' });
});

test('[API21] what JSON cannot say does not stop the log', () => {
  const loop: Record<string, unknown> = {};
  loop['loop'] = loop;
  expect(logged('info', 'looped', loop)).toMatchObject({ event: 'looped' });
  expect(logged('info', 'large', { bytes: 10n })).toMatchObject({ bytes: '10' });
});
