import { expect, test } from 'vitest';
import { recordingInProgress } from './recordinginprogress.ts';

const NOW_MS = 1_700_000_000_000;
const none = () => Promise.reject(new Error('not to be asked'));
const holding = (...names: string[]) => ({ query: async () => ({ held: names.map((name) => ({ name })), pending: [{ name: 'recording:waits' }] }) }) as unknown as LockManager;

test('[UPD2] a lock of a recording that is held means that somebody records, any other lock does not', async () => {
  expect(await recordingInProgress(holding('outbox', 'recording:1'), none, NOW_MS)).toBe(true);
  expect(await recordingInProgress(holding('outbox', 'my recording:1'), none, NOW_MS)).toBe(false);
});

test('[UPD2] without locks a running recording with a fresh sign of life means that somebody records', async () => {
  const row = (state: 'recording' | 'paused' | 'waiting', agoMs: number) => async () => [{ state, heartbeatAtMs: NOW_MS - agoMs }];
  expect(await recordingInProgress(undefined, row('recording', 1_000), NOW_MS)).toBe(true);
  expect(await recordingInProgress(undefined, row('paused', 29_000), NOW_MS)).toBe(true);
  expect(await recordingInProgress(undefined, row('recording', 31_000), NOW_MS)).toBe(false);
  expect(await recordingInProgress(undefined, row('waiting', 0), NOW_MS)).toBe(false);
});
