import { expect, test } from 'vitest';
import type { Manifest } from '../../src/core/manifest.ts';
import type { RecordingFacts } from './ledger.ts';
import { manifestAccount } from './manifestaccount.ts';
import { createNotes } from './notes.ts';
import type { Captured } from './tape.ts';

const SECOND = 1_000;

/** Two takes of ten seconds each, with ten seconds between them. */
const captured = (order: number): Captured => {
  const startedAtMs = order * 20 * SECOND;
  const spans = Array.from({ length: 10 }, (_, i) => [{ fromMs: startedAtMs + i * SECOND, toMs: startedAtMs + (i + 1) * SECOND }]);
  return { slices: [], spans, openedAtMs: startedAtMs, startedAtMs, order, lastSoundAtMs: startedAtMs + 10 * SECOND, loud: true };
};
const heard = [captured(0), captured(1)] as const;
const facts = { takes: new Map(heard.map((of, take) => [take, { captured: of, sealed: new Map<number, number>(), acknowledged: 10 }])) } as unknown as RecordingFacts;
const take = (number: number) => ({ take: number, firstChunk: 0, lastChunk: 9, ended: number === 0 ? 'fault' : 'stop' });
const GAP = { afterTake: 0, startedAtMs: 10 * SECOND, endedAtMs: 20 * SECOND, cause: 'ended' };
const manifest = (change: Partial<Manifest> = {}) => ({ takes: [take(0), take(1)], gaps: [GAP], marks: [{ mark: 0, take: 1, atMs: 4_000 }], texts: [], partial: false, ...change }) as unknown as Manifest;
const notes = (change: Partial<ReturnType<typeof createNotes>> = {}) => ({ ...createNotes(), marks: [{ of: heard[1], atMs: 4_000 }], storedMarks: [{ mark: 0, take: 1, atMs: 4_000 }], ...change });

test('[SIM15] a manifest that tells what happened has no fault', () => {
  expect(manifestAccount(facts, notes(), manifest(), 'exact')).toBeUndefined();
  expect(manifestAccount(facts, notes({ paused: new Set([0]) }), manifest({ gaps: [] }), 'exact')).toBeUndefined();
});

test.each<[string, Partial<Manifest>, Partial<ReturnType<typeof createNotes>>, string]>([
  ['no gap between two takes', { gaps: [] }, {}, 'there is no gap'],
  ['no gap at the end although it was stopped in one', {}, { stoppedInterrupted: true }, 'that is not there'],
  ['a gap that ends before it begins', { gaps: [{ ...GAP, endedAtMs: 0 }] }, {}, 'ends before it begins'],
  ['a gap that begins too late', { gaps: [{ ...GAP, startedAtMs: 19 * SECOND }] }, {}, 'after its last sound'],
  ['a gap that ends too early', { gaps: [{ ...GAP, endedAtMs: 15 * SECOND }] }, {}, 'before its microphone was opened'],
  ['a gap with audio in it', { gaps: [{ ...GAP, startedAtMs: 5 * SECOND }] }, {}, 'holds 5000 ms of audio'],
  ['a take that is said to have ended otherwise', { takes: [{ ...manifest().takes[0]!, ended: 'stop' }, manifest().takes[1]!] }, {}, 'is said to have ended by stop'],
  ['a mark that is gone', { marks: [] }, {}, 'is not there'],
  ['a mark in the wrong take', { marks: [{ mark: 0, take: 0, atMs: 4_000 }] }, { storedMarks: [] }, 'ms away'],
])('[SIM15] a fault is seen: %s', (_what, change, done, detail) => {
  expect(manifestAccount(facts, notes(done), manifest(change), 'exact')?.detail).toContain(detail);
});

test('[SIM15] a hole within a take is a fault, unless the take was over before anybody could know', () => {
  const spans = heard[0].spans.map((of, i) => of.map(({ fromMs, toMs }) => ({ fromMs: fromMs + (i < 2 ? 0 : 7 * SECOND), toMs: toMs + (i < 2 ? 0 : 7 * SECOND) })));
  const holed = (count: number) => ({ takes: new Map([[0, { captured: { ...heard[0], spans: spans.slice(0, count) }, sealed: new Map(), acknowledged: 0 }]]) }) as unknown as RecordingFacts;
  const one = manifest({ takes: [manifest().takes[0]!], gaps: [], marks: [] });
  const blank = createNotes();
  expect(manifestAccount(holed(10), blank, one, 'exact')?.detail).toContain('in take 0 7000 ms are missing');
  expect(manifestAccount(holed(6), blank, one, 'exact')).toBeUndefined();
  expect(manifestAccount(holed(10), blank, one, 'no')).toBeUndefined();
});
