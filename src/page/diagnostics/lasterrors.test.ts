import { expect, test } from 'vitest';
import { eventLine } from '../../core/telemetry/events.ts';
import { lastErrors } from './lasterrors.ts';

const ID = '5b2ad759-0000-4000-8000-000000000000';
const AT_MS = Date.UTC(2026, 0, 2, 3, 4, 5);

test('[DIA4] only warnings and errors are told, newest first and no more than asked for', () => {
  const lines = [
    eventLine({ event: 'upload_failed', level: 'warn', recordingId: ID, userId: 'a'.repeat(32), code: 'network', attempt: 3 }, AT_MS),
    eventLine({ event: 'flags_loaded', level: 'info', version: 2 }, AT_MS),
    eventLine({ event: 'storage_write_failed', level: 'error', userId: 'a'.repeat(32), code: 'storage_full' }, AT_MS),
    eventLine({ event: 'recording_fenced', level: 'warn', recordingId: ID, userId: 'a'.repeat(32) }, AT_MS),
  ];
  expect(lastErrors(lines, 2)).toEqual([
    { timestamp: '2026-01-02T03:04:05.000Z', event: 'upload_failed', facts: 'code network, attempt 3, 5b2ad759' },
    { timestamp: '2026-01-02T03:04:05.000Z', event: 'storage_write_failed', facts: 'code storage_full' },
  ]);
  expect(lastErrors(lines, 10)).toHaveLength(3);
});

test('[DIA4, DIA5] fields that might hold a text, whole ids and lines that cannot be read are left out', () => {
  const lines = [
    eventLine({ event: 'upload_parked', level: 'error', recordingId: ID, userId: 'a'.repeat(32), code: 'invalid_manifest', detail: 'Mrs Example' }, AT_MS),
    JSON.stringify({ timestamp: 't', level: 'error', event: 'x', message: 'a text with blanks', code: { an: 'object' }, cause: 'y'.repeat(41) }),
    'not JSON',
    '{"level":"error"}',
  ];
  expect(lastErrors(lines, 10).map(({ facts }) => facts)).toEqual(['code invalid_manifest, 5b2ad759', '']);
});
