import { expect, test } from 'vitest';
import { RECORDING_STATES, type Recording } from '../../core/recording.ts';
import { countsOf, filterOf, folded, sameList, select, type Wish } from './select.ts';

const one = (id: string, change: Partial<Recording> = {}) => ({ id, state: 'waiting', savedMs: 0, ...change }) as Recording;
const ALL: Wish = { filter: 'all', order: 'newest', query: '' };

test('R10 [LIB1] every state is under one filter at most, and nothing in the trash is anywhere', () => {
  expect(Object.fromEntries(RECORDING_STATES.map((state) => [state, filterOf(one('a', { state }))]))).toEqual({
    recording: null, paused: null, waiting: 'waiting', uploading: 'waiting', sent: 'sent', archived: 'sent', failed: 'failed', empty: null,
  });
  const recordings = [...RECORDING_STATES.map((state) => one(state, { state })), one('gone', { deletedAtMs: 1 }), one('gone too', { state: 'archived', deletedAtMs: 1 })];
  expect(countsOf(recordings)).toEqual({ all: 8, waiting: 2, sent: 2, failed: 1 });
  expect(select(recordings, { ...ALL, filter: 'sent' }, () => '')).toEqual(['archived', 'sent']);
  expect(select(recordings, ALL, () => '')).toHaveLength(8);
});

test('R10 [LIB2] the list is sorted by time or by length, the newest first among equals', () => {
  const recordings = [one('a', { savedMs: 5 }), one('b', { savedMs: 9 }), one('c', { savedMs: 5 })];
  expect(select(recordings, ALL, () => '')).toEqual(['c', 'b', 'a']);
  expect(select(recordings, { ...ALL, order: 'oldest' }, () => '')).toEqual(['a', 'b', 'c']);
  expect(select(recordings, { ...ALL, order: 'longest' }, () => '')).toEqual(['b', 'c', 'a']);
  expect(recordings.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
});

test('R10 [LIB3] every word of a query has to be there, whatever its capitals and accents', () => {
  const recordings = [one('a'), one('b')];
  const textOf = ({ id }: Recording) => folded(id === 'a' ? 'Señor Núñez 12:47' : 'Left ear 12:47');
  const found = (query: string) => select(recordings, { ...ALL, query }, textOf);
  expect(found('nunez')).toEqual(['a']);
  expect(found('12:47 SEÑOR')).toEqual(['a']);
  expect(found(' 12:4 ')).toEqual(['b', 'a']);
  expect(found('ear nunez')).toEqual([]);
});

test('R10 [LIB4] a list of the same recordings is the same list', () => {
  const before = ['a', 'b'];
  expect(sameList(before, ['a', 'b'])).toBe(before);
  expect(sameList(before, ['b', 'a'])).toEqual(['b', 'a']);
});
