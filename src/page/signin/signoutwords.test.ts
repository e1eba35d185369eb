import { expect, test } from 'vitest';
import type { Recording } from '../../core/recording.ts';
import { words } from '../i18n/words.ts';
import { confirms } from './confirms.ts';
import { heldHere } from './held.ts';
import { sendObstacle } from './sendobstacle.ts';

const row = (id: string, state: Recording['state'], savedMs: number) => ({ id, state, savedMs }) as Recording;

test('[ACC9] what only this device has is what is finished and not confirmed or failed, and begun minutes count', () => {
  const states: Recording['state'][] = ['recording', 'paused', 'waiting', 'uploading', 'sent', 'archived', 'failed', 'empty'];
  const held = heldHere(states.map((state) => row(state, state, 61_000)));
  expect(held.recordings.map(({ id }) => id)).toEqual(['waiting', 'uploading', 'failed']);
  expect(held).toMatchObject({ sendable: 2, minutes: 4 });
  expect(heldHere([row('x', 'waiting', 1_000)]).minutes).toBe(1);
  expect(heldHere([])).toEqual({ recordings: [], sendable: 0, minutes: 0, written: 0 });
});

test('[ACC9] what was written after sending is told of as long as it can still go out by itself', () => {
  const written = (state: Recording['state'], more: Partial<Recording> = {}) => ({ ...row('w', state, 1_000), manifestSha256: 'x', edits: 2, editsSettled: 1, ...more }) as Recording;
  const refused = { amending: { retry: null, failure: { code: 'too_large', detail: '' } } } as unknown as Partial<Recording>;
  const held = heldHere([written('sent'), written('archived'), written('waiting'), written('archived', { editsSettled: 2 }), written('archived', refused)]);
  expect(held).toMatchObject({ written: 2, sendable: 1 });
  expect(words.signOut.onlyWritten(1)).toContain('What you wrote about 1 recording has not been sent. It stays sealed');
});

test.each([
  ['delete', true],
  ['  Delete ', true],
  ['DELETE', true],
  ['', false],
  ['delet', false],
  ['delete all', false],
])('[ACC6] typing "%s" confirms a deletion: %s', (typed, sure) => {
  expect(confirms(typed, words.signOut.deleteWord, words.locale)).toBe(sure);
});

test('[ACC10] "Send now" says what is in its way', () => {
  const can = { sendable: 1, online: true, signIn: 'in' } as const;
  expect(sendObstacle(can)).toBeNull();
  expect(sendObstacle({ ...can, signIn: 'sending' })).toBeNull();
  expect(sendObstacle({ ...can, signIn: 'unknown' })).toBeNull();
  expect(sendObstacle({ ...can, signIn: 'out' })).toBe(words.signOut.sendSignedOut);
  expect(sendObstacle({ ...can, online: false })).toBe(words.signOut.sendOffline);
  expect(sendObstacle({ ...can, sendable: 0 })).toBe(words.signOut.sendFailed);
});

test('[ACC9] what would be lost is told in recordings and minutes', () => {
  expect(words.signOut.held(1, 1)).toBe('1 recording with 1 minute of sound is only on this device.');
  expect(words.signOut.held(3, 42)).toBe('3 recordings with 42 minutes of sound are only on this device.');
  expect(words.signOut.deleteText(3, 42)).toContain('42 minutes of sound in 3 recordings: lost for good');
});
