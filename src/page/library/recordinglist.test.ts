import { effect } from '@preact/signals';
import { expect, test } from 'vitest';
import type { Recording } from '../../core/recording.ts';
import { createRecordingList } from './recordinglist.ts';

const one = (id: string, order: number, change: Partial<Recording> = {}) => ({ id, order, state: 'waiting', savedMs: 0, ...change }) as Recording;
const change = (rows: Recording[], more: { all?: boolean; corrupt?: string[]; gone?: string[] } = {}) => ({ all: false, corrupt: [], gone: [], rows, ...more });

test('R10 [LIB4] a recording that only grows does not change the list, and one that changes its state does', () => {
  const list = createRecordingList();
  const told: string[] = [];
  effect(() => void told.push((list.listed.value ?? []).map(({ id, state }) => `${id} ${state}`).join()));
  list.apply(change([one('a', 1), one('b', 2, { state: 'recording' })], { all: true }));
  list.apply(change([one('b', 2, { state: 'recording', savedMs: 250 })]));
  list.apply(change([one('b', 2, { state: 'recording', savedMs: 500 })]));
  expect(list.of('b')?.savedMs).toBe(500);
  expect(list.recordings.value?.at(-1)?.savedMs).toBe(500);
  list.apply(change([one('b', 2, { state: 'waiting', savedMs: 500 })]));
  expect(told).toEqual(['', 'a waiting,b recording', 'a waiting,b waiting']);
});

test('R10 [LIB4] changes are put in their place, in local order; what is gone or damaged is not listed', () => {
  const list = createRecordingList();
  const ids = () => list.recordings.value?.map(({ id }) => id);
  list.apply(change([one('a', 1), one('c', 3)], { all: true, corrupt: ['x'] }));
  list.apply(change([one('b', 2), one('d', 4)]));
  expect(ids()).toEqual(['a', 'b', 'c', 'd']);
  list.apply(change([one('b', 2, { state: 'sent' })], { gone: ['d'], corrupt: ['c'] }));
  expect(ids()).toEqual(['a', 'b']);
  expect(list.damaged.value).toEqual(['x', 'c']);
  expect(list.of('d')).toBeUndefined();
  list.apply(change([one('c', 3)], { gone: ['x'] }));
  expect([ids(), list.damaged.value]).toEqual([['a', 'b', 'c'], []]);
});
