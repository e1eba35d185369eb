import { expect, test } from 'vitest';
import type { Recording, RecordingState } from '../../core/recording.ts';
import { heldHere } from './held.ts';

test('B10 [TRA7] what is in the trash is not among what a sign-out would lose, nor waited for', () => {
  const one = (id: string, state: RecordingState, deletedAtMs: number | null = null) => ({ id, state, deletedAtMs, savedMs: 60_000 }) as Recording;
  const held = heldHere([one('a', 'waiting'), one('b', 'waiting', 5), one('c', 'failed', 5), one('d', 'failed'), one('e', 'uploading', 5)]);
  expect({ ...held, recordings: held.recordings.map(({ id }) => id) }).toEqual({ recordings: ['a', 'd'], sendable: 1, written: 0, minutes: 2 });
});
