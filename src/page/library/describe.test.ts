import { expect, test } from 'vitest';
import { FAILURES, type FailureCode } from '../../core/failures.ts';
import { RECORDING_STATES, type Recording, type Retry } from '../../core/recording.ts';
import { describe } from './describe.ts';
import { percentSent } from './progress.ts';

const HERE = { online: true, signIn: 'in' } as const;
const OFFLINE = { online: false, signIn: 'in' } as const;

const RECORDING: Recording = {
  id: '00000000-0000-4000-8000-000000000001', ownerId: 'a'.repeat(32), order: 1, epoch: 'e', state: 'waiting', partial: false,
  startedAtMs: 0, endedAtMs: 60_000, heartbeatAtMs: 60_000, savedMs: 60_000, chunkCount: 0, chunkBytes: 0,
  segmentCount: 4, segmentBytes: 1000, segmentsSent: 0, bytesSent: 0, manifestSha256: null, receivedAtMs: null,
  archived: null, pollAtMs: null, polls: 0, failure: null, retry: null, serverOffsetMs: null, appVersion: '1',
  flags: { version: 1, variant: 'a' },
};

const retry = (code: FailureCode): Retry => ({ attempts: 1, atMs: new Date(2026, 4, 6, 12, 3).getTime(), code, remedy: FAILURES[code] });

test('[SCR4] every state has its words, and nothing that the server has not confirmed is called sent', () => {
  expect(Object.fromEntries(RECORDING_STATES.map((state) => [state, describe({ ...RECORDING, state }, HERE).label]))).toEqual({
    recording: 'Recording',
    paused: 'Paused',
    waiting: 'Waiting',
    uploading: 'Sending 0%',
    sent: 'Sent',
    archived: 'Sent',
    failed: 'Failed: damaged on this device',
    empty: 'Empty',
  });
});

test('[SCR4] a sent recording says whether the archive has it, an empty one that it is not sent', () => {
  expect(describe({ ...RECORDING, state: 'sent' }, HERE)).toEqual({ tone: 'ok', label: 'Sent', detail: 'Being checked by the archive' });
  expect(describe({ ...RECORDING, state: 'archived' }, OFFLINE)).toEqual({ tone: 'ok', label: 'Sent', detail: 'In the archive' });
  expect(describe({ ...RECORDING, state: 'empty' }, HERE)).toEqual({ tone: 'soft', label: 'Empty', detail: 'No sound was saved. It is not sent.' });
});

test('B4 [AMD7] a sent recording tells that what was written later waits, or was refused, and is called sent all the same', () => {
  const amended = { ...RECORDING, state: 'archived', manifestSha256: 'ab'.repeat(32), edits: 2, editsSettled: 1 } as const;
  expect(describe(amended, HERE)).toEqual({ tone: 'ok', label: 'Sent', detail: 'What you wrote later waits to be sent' });
  const amending = { retry: null, failure: { code: 'amendment_refused', detail: '' } } as const;
  expect(describe({ ...amended, amending }, HERE)).toEqual({
    tone: 'ok',
    label: 'Sent',
    detail: 'The server did not take what was written later · The recording is sent; what you wrote stays on this device. · Please tell support: amendment_refused',
  });
  expect(describe({ ...amended, amending, editsSettled: 2 }, HERE).detail).toBe('In the archive');
});

test('[SCR5] a recording on its way tells its share of bytes, and 100 % only with the receipt', () => {
  const uploading: Recording = { ...RECORDING, state: 'uploading', bytesSent: 409 };
  expect(describe(uploading, HERE)).toEqual({ tone: 'sea', label: 'Sending 40%', detail: null });
  expect(percentSent({ ...uploading, bytesSent: 1000 })).toBe(99);
  expect(percentSent({ ...uploading, bytesSent: 1001 })).toBe(99);
  expect(percentSent({ ...uploading, chunkBytes: 1000, bytesSent: 1000 })).toBe(50);
  expect(percentSent({ ...uploading, segmentBytes: 0, bytesSent: 0 })).toBe(0);
  expect(percentSent({ ...uploading, state: 'sent', bytesSent: 1000 })).toBe(100);
});

test('[SCR6] a begun recording that cannot go on is waiting, whatever was sent of it', () => {
  const uploading: Recording = { ...RECORDING, state: 'uploading', bytesSent: 400 };
  expect(describe(uploading, OFFLINE)).toEqual({ tone: 'hold', label: 'Waiting', detail: '40% sent' });
  expect(describe(uploading, { online: true, signIn: 'out' })).toEqual({ tone: 'hold', label: 'Waiting', detail: '40% sent · Sign in to send' });
  expect(describe({ ...uploading, retry: retry('server_error') }, HERE)).toEqual({ tone: 'hold', label: 'Waiting', detail: '40% sent · Safe on this device · The server had a problem · Trying again at 12:03' });
  expect(describe(uploading, { online: true, signIn: 'unknown' }).label).toBe('Sending 40%');
});

test.each<[FailureCode, string]>([
  ['not_signed_in', 'Sign in to send'],
  ['owner_mismatch', 'Sign in to send'],
  ['timeout', 'Safe on this device · The server did not answer in time · Trying again at 12:03'],
  ['network', 'Waiting for the network'],
  ['foreign_answer', 'Safe on this device · The network did not let it through · Waiting for the network'],
  ['storage_full', 'Free some space on this device to send'],
])('[SCR7] after %s a waiting recording says: %s', (code, detail) => {
  expect(describe({ ...RECORDING, retry: retry(code) }, HERE)).toEqual({ tone: 'hold', label: 'Waiting', detail });
});

test('[SCR7] a time for the next try is told only where there is a network', () => {
  expect(describe({ ...RECORDING, retry: retry('server_error') }, OFFLINE).detail).toBeNull();
});

test('[SCR7] with somebody else signed in, a recording waits for its owner', () => {
  expect(describe(RECORDING, { online: true, signIn: 'other' }).detail).toBe('Sign in to send');
});

test('[SCR8] a failed recording says why in plain words and that it is kept', () => {
  for (const code of Object.keys(FAILURES) as FailureCode[]) {
    const { tone, label, detail } = describe({ ...RECORDING, state: 'failed', failure: { code, detail: 'internal' } }, HERE);
    expect(tone).toBe('live');
    if (FAILURES[code] === 'park' && code !== 'no_sound') expect(detail).toMatch(new RegExp(`stays on this device\\. Please tell support: ${code}$`));
    expect(label).toMatch(/^Failed: [a-z][a-z ]+$/);
  }
  expect(describe({ ...RECORDING, state: 'failed', failure: { code: 'archive_problem', detail: '' } }, HERE).label).toBe('Failed: the archive could not open it');
});

test('[SCR9] that a recording is partial stays visible from waiting to archived', () => {
  const label = (state: Recording['state']) => describe({ ...RECORDING, state, partial: true }, HERE);
  expect(label('waiting')).toEqual({ tone: 'hold', label: 'Partial · waiting', detail: 'Recovered after an interruption' });
  expect(label('uploading')).toEqual({ tone: 'sea', label: 'Sending 0% · partial', detail: 'Recovered after an interruption' });
  expect(label('sent').label).toBe('Sent · partial');
  expect(label('archived').label).toBe('Sent · partial');
});
