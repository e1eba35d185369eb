import { expect, test } from 'vitest';
import { CAPTURE_FAULTS } from '../../core/capture/capturefault.ts';
import { IDLE, type RecorderView } from '../../core/capture/recorderview.ts';
import { FAILURES, type FailureCode } from '../../core/failures.ts';
import type { Recording } from '../../core/recording.ts';
import type { Surroundings } from '../library/progress.ts';
import { captureMessage } from '../faults/capturemessage.ts';
import { words } from '../i18n/words.ts';
import { headline } from './headline.ts';
import { heardMs } from './heard.ts';

const ID = '00000000-0000-4000-8000-000000000001';
const ENDED: RecorderView = { ...IDLE, recordingId: ID, savedMs: 42_900 };
const HERE = { online: true, signIn: 'in', mayRecord: true, storageBroken: false } as const;
const row = (change: Partial<Recording> = {}) => ({ id: ID, state: 'waiting', retry: null, ...change }) as Recording;
const retry = (code: FailureCode) => ({ attempts: 1, atMs: 0, code, remedy: FAILURES[code] });

test('[SCR15] the clock tells what was heard, ticks only while a take runs, and is never behind what is saved', () => {
  const running: RecorderView = { ...IDLE, phase: 'recording', heardBeforeMs: 10_000, runningSinceMs: 500, savedMs: 11_000 };
  expect(heardMs(running, 3500)).toBe(13_000);
  expect(heardMs({ ...running, runningSinceMs: null }, 99_000)).toBe(11_000);
  expect(heardMs({ ...running, runningSinceMs: 5000 }, 3500)).toBe(11_000);
});

test('[SCR16] every fault says what happened, what is safe and what to do', () => {
  expect(captureMessage(IDLE, 'chrome')).toBeNull();
  for (const fault of CAPTURE_FAULTS) {
    const message = captureMessage({ ...IDLE, fault }, 'chrome');
    expect(message).toMatchObject({ what: words.faults.capture[fault].what, safe: 'Nothing new was recorded. What was saved before is safe.' });
    expect(message?.todo).toMatch(/\.$/);
  }
});

test('[SCR16] what is safe after a fault depends on what had been saved', () => {
  const safe = (change: Partial<RecorderView>) => captureMessage({ ...ENDED, fault: 'microphone_lost', ...change }, 'other')?.safe;
  expect(safe({})).toBe('The recording has ended. What was saved is safe: 0:42.');
  expect(safe({ phase: 'paused' })).toBe('What you recorded so far is safe: 0:42.');
  expect(safe({ savedMs: 0 })).toBe('The recording has ended before anything was saved.');
});

test('R6 B1 [RSC12] a recording that waits for its person tells the ways on after what to do', () => {
  const todo = (change: Partial<RecorderView>) => captureMessage({ ...ENDED, fault: 'microphone_lost', ...change }, 'other')?.todo;
  expect(todo({ phase: 'paused' })).toBe('End any call and check the headset. Resume goes on with the recording, Stop ends it.');
  expect(todo({})).toBe('End any call and check the headset.');
});

test('R5 [RSC6] after Stop a recording without a sound is told as such, and not as one that could not be sent', () => {
  const failed = (code: FailureCode) => headline(ENDED, row({ state: 'failed', failure: { code, detail: '' } }), HERE)?.hint;
  expect(failed('no_sound')).toBe('There is no sound in it. It is kept on this device and is not sent.');
  expect(failed('archive_problem')).toBe(words.stopped.failed);
});

test('[SCR17] after Stop the exact saved time is summed up, and nothing before', () => {
  expect(headline({ ...ENDED, phase: 'stopping' }, row(), HERE)).toBeNull();
  expect(headline(ENDED, row(), HERE)).toEqual({ title: 'Saved 0:42 on this device', hint: words.stopped.soon, savedMs: 42_900 });
  expect(headline({ ...ENDED, savedMs: 0 }, row({ state: 'empty' }), HERE)).toMatchObject({ title: 'No sound was saved', savedMs: 0 });
  expect(headline(IDLE, undefined, HERE)?.savedMs).toBeNull();
});

test('[SCR18] after Stop it is said what happens next, as it is now', () => {
  const next = (of: Recording | undefined, around: Partial<Surroundings> = {}) => headline(ENDED, of, { ...HERE, ...around })?.hint;
  expect(next(row())).toBe(words.stopped.soon);
  expect(next(row({ state: 'uploading' }))).toBe(words.stopped.sending);
  expect(next(row(), { online: false, signIn: 'in' })).toBe(words.stopped.waitsForNetwork);
  expect(next(row(), { online: false, signIn: 'out' })).toBe(words.stopped.signIn);
  expect(next(row(), { online: true, signIn: 'other' })).toBe(words.stopped.signIn);
  expect(next(row({ retry: retry('network') }))).toBe(words.stopped.waitsForNetwork);
  expect(next(row({ retry: retry('server_error') }))).toBe(words.stopped.waitsForTime);
  expect(next(row({ retry: retry('not_signed_in') }))).toBe(words.stopped.signIn);
  expect(next(row({ state: 'sent' }))).toBe(words.stopped.sent);
  expect(next(row({ state: 'archived' }))).toBe(words.stopped.archived);
  expect(next(row({ state: 'failed' }))).toBe(words.stopped.failed);
  expect(next(row({ state: 'recording' }))).toBe(words.stopped.kept);
  expect(next(undefined)).toBe(words.stopped.kept);
});

test('[SCR25] the screen says that it is ready only when a recording can be made and kept', () => {
  const title = (change: Partial<typeof HERE> | { mayRecord: boolean } | { storageBroken: boolean }) => headline(IDLE, undefined, { ...HERE, ...change })?.title;
  expect(title({})).toBe('Ready to record');
  expect(title({ mayRecord: false })).toBe('Recording is switched off');
  expect(title({ storageBroken: true })).toBe('Not ready to record');
});
