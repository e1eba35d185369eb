import { expect, test } from 'vitest';
import type { Recording } from '../../core/recording.ts';
import { isAtWork, nextBatch, NO_BATCH, waitingOf } from './sending.ts';
import { sendPanel } from './sendpanel.ts';
import { networkLine } from '../shell/networkline.ts';

const one = (id: string, change: Partial<Recording> = {}) => ({ id, state: 'waiting', segmentBytes: 100, chunkBytes: 0, bytesSent: 0, ...change }) as Recording;
const HERE = { online: true, signIn: 'in', backgroundSync: true } as const;

test('[SCR10] waiting is what is finished and not confirmed by the server', () => {
  const states = ['recording', 'paused', 'waiting', 'uploading', 'sent', 'archived', 'failed', 'empty'] as const;
  expect(waitingOf(states.map((state) => one(state, { state }))).map(({ id }) => id)).toEqual(['waiting', 'uploading']);
});

test('[SCR11] a batch counts what was there when sending began and what joined it, and ends with the sending', () => {
  const first = nextBatch(NO_BATCH, [one('a'), one('b', { state: 'uploading', bytesSent: 50 })], true);
  expect({ ...first, ids: [...first.ids] }).toEqual({ ids: ['a', 'b'], done: 0, percent: 25 });
  const second = nextBatch(first, [one('a', { state: 'sent', bytesSent: 100 }), one('b'), one('c')], true);
  expect({ ...second, ids: [...second.ids] }).toEqual({ ids: ['a', 'b', 'c'], done: 1, percent: 33 });
  expect(networkLine('online', 2, second)).toBe('Sending 2 of 3');
  const last = nextBatch(second, ['a', 'b', 'c'].map((id) => one(id, { state: 'sent' })), true);
  expect(isAtWork(last)).toBe(false);
  expect(networkLine('online', 0, last)).toBe('Online');
  expect(nextBatch(second, [one('b')], false)).toBe(NO_BATCH);
});

test('[SCR12] the header tells the network and how many wait', () => {
  expect(networkLine('online', 0, NO_BATCH)).toBe('Online');
  expect(networkLine('offline', 0, NO_BATCH)).toBe('Offline');
  expect(networkLine('offline', 2, NO_BATCH)).toBe('Offline · 2 waiting');
  expect(networkLine('online', 1, NO_BATCH)).toBe('Online · 1 waiting');
  expect(networkLine('online', 1, nextBatch(NO_BATCH, [one('a')], true))).toBe('Sending');
});

test('R23 [RSC14] a slow network is told as such, beside what waits and what is being sent, and only where there is one', () => {
  expect(networkLine('online', 0, NO_BATCH, true)).toBe('Slow network');
  expect(networkLine('online', 2, NO_BATCH, true)).toBe('Slow network · 2 waiting');
  expect(networkLine('online', 1, nextBatch(NO_BATCH, [one('a')], true), true)).toBe('Sending · Slow network');
  expect(networkLine('offline', 2, NO_BATCH, true)).toBe('Offline · 2 waiting');
  expect(networkLine('blocked', 0, NO_BATCH, true)).toBe('Server out of reach');
});

test('[SCR13] Send now is there when something waits, and off with its reason in words when it could do nothing', () => {
  expect(sendPanel(0, NO_BATCH, HERE)).toBeNull();
  expect(sendPanel(2, NO_BATCH, HERE)).toEqual({ enabled: true, text: '2 recordings wait to be sent.', percent: null });
  expect(sendPanel(1, NO_BATCH, { ...HERE, online: false })).toMatchObject({ enabled: false, text: expect.stringContaining('no network') as string });
  expect(sendPanel(1, NO_BATCH, { ...HERE, signIn: 'out' })).toMatchObject({ enabled: false, text: expect.stringContaining('sign in') as string });
  expect(sendPanel(1, nextBatch(NO_BATCH, [one('a', { bytesSent: 70 })], true), HERE)).toEqual({ enabled: false, text: 'Sending.', percent: 70 });
});

test('[SCR14] where the browser does not send with the app closed, the person is told to keep it open', () => {
  const hint = 'Keep the app open to send.';
  expect(sendPanel(1, NO_BATCH, { ...HERE, backgroundSync: false })?.text).toContain(hint);
  expect(sendPanel(1, NO_BATCH, { ...HERE, backgroundSync: false, online: false })?.text).toContain(hint);
  expect(sendPanel(1, NO_BATCH, HERE)?.text).not.toContain(hint);
});
