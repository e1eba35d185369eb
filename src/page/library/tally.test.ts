import { expect, test } from 'vitest';
import type { Recording } from '../../core/recording.ts';
import { noticeOf } from '../notify/tellsending.ts';
import { nextTally, NO_TALLY } from './tally.ts';

const one = (id: string, state: Recording['state'], change: Partial<Recording> = {}) => ({ id, state, ...change }) as Recording;

test('R22 [LIB6] that all is sent is told once nothing waits any more, whoever sent it, and until something waits again', () => {
  const waiting = nextTally(NO_TALLY, [one('a', 'waiting'), one('b', 'uploading'), one('old', 'archived')]);
  expect(waiting).toMatchObject({ sent: 0, failed: 0, over: false });
  const half = nextTally(waiting, [one('a', 'sent'), one('b', 'uploading'), one('old', 'archived')]);
  expect(half).toMatchObject({ sent: 1, over: false });
  const done = nextTally(half, [one('a', 'archived'), one('b', 'archived'), one('old', 'archived')]);
  expect(done).toMatchObject({ sent: 2, failed: 0, over: true });
  expect(nextTally(done, [one('c', 'waiting')])).toMatchObject({ sent: 0, over: false });
});

test('R22 [LIB6] what failed is told with it, and what was thrown away is neither', () => {
  const before = nextTally(NO_TALLY, [one('a', 'waiting'), one('b', 'waiting')]);
  expect(nextTally(before, [one('a', 'failed'), one('b', 'waiting', { deletedAtMs: 1 })])).toMatchObject({ sent: 0, failed: 1, over: true });
  expect(nextTally(before, [one('a', 'waiting', { deletedAtMs: 1 })])).toMatchObject({ sent: 0, failed: 0, over: false });
});

test('B21 [LIB7] a notification is for the end of the sending and for what a person has to do', () => {
  const waiting = nextTally(NO_TALLY, [one('a', 'waiting')]);
  const done = nextTally(waiting, [one('a', 'sent')]);
  expect([noticeOf(waiting, 'in'), noticeOf(waiting, 'sending'), noticeOf(waiting, 'out'), noticeOf(waiting, 'other')]).toEqual([null, null, 'signIn', 'signIn']);
  expect([noticeOf(done, 'in'), noticeOf(done, 'out')]).toEqual(['done', 'done']);
  expect(noticeOf(nextTally(waiting, [one('a', 'failed')]), 'in')).toBe('failed');
  expect(noticeOf(NO_TALLY, 'out')).toBeNull();
});
