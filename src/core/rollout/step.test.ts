import { expect, test } from 'vitest';
import { SCHEDULE } from '../flags/phases.ts';
import { beginPhase, type Metrics, type Running } from './rollout.ts';
import { step } from './step.ts';

const HOUR_MS = 3_600_000;
const START_MS = 1_700_000_000_000;
const QUIET: Metrics = { uploads: [], recordings: { started: 0, failed: 0 }, problems: [], missingAudio: [], absent: 0 };

/** `bad` failures, evenly among the others. */
const uploads = (good: number, bad = 0) => {
  const every = bad === 0 ? Number.POSITIVE_INFINITY : (good + bad) / bad;
  return Array.from({ length: good + bad }, (_, i) => ({ userId: `user ${i % 40}`, ok: i % every !== every - 1 }));
};
const happened = (parts: Partial<Metrics>): Metrics => ({ ...QUIET, ...parts });

/** The phase at 10 % (four days, 100 uploads), as it stands after `parts` and `hours`, with an upload an hour ago. */
function at({ hours = 96, good = 100, bad = 0, recordings = { started: 100, failed: 0 } } = {}) {
  const state = beginPhase(SCHEDULE, 1, START_MS);
  const nowMs = START_MS + hours * HOUR_MS;
  const { state: before } = step(state, happened({ uploads: uploads(good, bad), recordings }), nowMs - HOUR_MS);
  return { state: before as Running, nowMs };
}

test('[ROL4] B30 a phase that lasted long enough with enough good uploads proposes the next', () => {
  const { state, nowMs } = at();
  const { action, evidence, state: after } = step(state, QUIET, nowMs);
  expect(action).toEqual({ type: 'propose', phase: 2 });
  expect(evidence).toMatchObject({ phase: '10', dwellMs: 96 * HOUR_MS, uploads: 100, uploadsFailed: 0, warnings: [] });
  // Proposing is all: the phase is the same, and so is the proposal at the next look.
  expect(after).toMatchObject({ status: 'running', phase: 1 });
  expect(step(after, QUIET, nowMs + HOUR_MS).action).toEqual(action);
});

test('[ROL4] B30 the last phase that has passed finishes', () => {
  const state = beginPhase(SCHEDULE, 3, START_MS);
  const nowMs = START_MS + 7 * 24 * HOUR_MS;
  expect(step(state, happened({ uploads: uploads(500), recordings: { started: 500, failed: 1 } }), nowMs).action).toEqual({ type: 'finish' });
});

test.each([
  ['no metrics', at(), undefined, ['no_data']],
  ['a day without an upload', { ...at(), nowMs: at().nowMs + 24 * HOUR_MS }, QUIET, ['stale_data']],
  ['too short a time', at({ hours: 95 }), QUIET, ['too_early']],
  ['a clock that was set back', { ...at(), nowMs: START_MS - HOUR_MS }, QUIET, ['too_early']],
  ['too few uploads', at({ good: 99 }), QUIET, ['too_few_uploads']],
  ['no uploads at all', at({ good: 0 }), QUIET, ['stale_data', 'too_few_uploads']],
  ['5 % of uploads failing', at({ good: 190, bad: 10 }), QUIET, ['uploads_failing']],
  ['1 % of recordings failing', at({ recordings: { started: 100, failed: 1 } }), QUIET, ['recordings_failing']],
  ['failures in the last hour', at({ good: 1_000 }), happened({ uploads: [1, 2, 3].map((n) => ({ userId: `${n}`, ok: false })) }), ['suspicion']],
])('[ROL5] B30 with %s the phase holds', (_, { state, nowMs }, metrics, because) => {
  const { action, state: after } = step(state, metrics, nowMs);
  expect(action).toEqual({ type: 'hold', because });
  expect(after).toMatchObject({ status: 'running', phase: 1 });
});

test('[ROL5] B30 a look without metrics changes nothing that is known', () => {
  const { state, nowMs } = at();
  expect(step(state, undefined, nowMs).state).toEqual(state);
});

test('[ROL6] B30 uploads that fail for three people roll back, with the figures', () => {
  const { state, nowMs } = at();
  const failing = Array.from({ length: 8 }, (_, i) => ({ userId: `user ${i % 3}`, ok: false }));
  const { action, evidence, state: after } = step(state, happened({ uploads: failing }), nowMs);
  expect(action).toEqual({ type: 'roll_back', because: [{ code: 'uploads_failing', usersAffected: 3 }] });
  expect(evidence).toMatchObject({ uploads: 108, uploadsFailed: 8, usersAffected: 3, warnings: [] });
  expect(evidence.ratio).toBeGreaterThanOrEqual(999.999);
  expect(after).toEqual({ status: 'rolled_back', phases: SCHEDULE, phase: 1, atMs: nowMs, causes: [{ code: 'uploads_failing', usersAffected: 3 }] });
});

test('[ROL6] B30 uploads that fail for two people are a warning', () => {
  const { state, nowMs } = at();
  const failing = Array.from({ length: 50 }, (_, i) => ({ userId: `user ${i % 2}`, ok: false }));
  expect(step(state, happened({ uploads: failing }), nowMs)).toMatchObject({
    action: { type: 'hold', because: ['uploads_failing', 'suspicion'] },
    evidence: { warnings: ['uploads_failing_for_few'], usersAffected: 2 },
  });
});

const ID = '6f1d3c52-0b0e-4a55-9f0e-3a4f5b6c7d8e';

test.each([
  ['segment_missing', 'audio_lost'],
  ['chunks_incomplete', 'audio_lost'],
  ['segment_corrupt', 'audio_corrupt'],
  ['seal_broken', 'audio_corrupt'],
  ['manifest_unreadable', 'audio_corrupt'],
  ['audio_unreadable', 'audio_corrupt'],
])('[ROL7] B30 one %s of the archive rolls back at once', (problem, code) => {
  const state = beginPhase(SCHEDULE, 0, START_MS);
  const { action, evidence } = step(state, happened({ problems: [{ recordingId: ID, code: problem }] }), START_MS + 1);
  expect(action).toEqual({ type: 'roll_back', because: [{ code, recordingId: ID, problem }] });
  expect(evidence.problems).toEqual([problem]);
});

test('[ROL7] B30 one recording of which a device says that audio is missing rolls back at once', () => {
  const state = beginPhase(SCHEDULE, 0, START_MS);
  expect(step(state, happened({ missingAudio: [ID] }), START_MS + 1)).toMatchObject({
    action: { type: 'roll_back', because: [{ code: 'audio_missing', recordingId: ID }] },
    state: { status: 'rolled_back' },
  });
});

test.each(['key_unknown', 'audio_empty', 'a_code_of_a_newer_build'])('[ROL8] B30 a %s of the archive, which loses no bytes, is a warning', (code) => {
  const { state, nowMs } = at();
  expect(step(state, happened({ problems: [{ recordingId: ID, code }] }), nowMs)).toMatchObject({
    action: { type: 'propose', phase: 2 },
    evidence: { warnings: ['archive_problem'], problems: [code] },
  });
});

test('[ROL8] B30 recordings that are only absent are a warning, however many', () => {
  const { state, nowMs } = at();
  expect(step(state, happened({ absent: 5_000 }), nowMs)).toMatchObject({
    action: { type: 'propose', phase: 2 },
    evidence: { warnings: ['recordings_absent'], absent: 5_000 },
  });
});

test('[ROL9] B30 what was rolled back stays so until a person begins a phase', () => {
  let { state } = step(beginPhase(SCHEDULE, 2, START_MS), happened({ missingAudio: [ID] }), START_MS);
  const rolledBack = state;
  for (let day = 1; day <= 60; day++) {
    const next = step(state, happened({ uploads: uploads(1_000), recordings: { started: 1_000, failed: 0 } }), START_MS + day * 24 * HOUR_MS);
    expect(next.action).toEqual({ type: 'hold', because: ['rolled_back'] });
    state = next.state;
  }
  expect(state).toEqual(rolledBack);
  const again = beginPhase(state.phases, 1, START_MS + 61 * 24 * HOUR_MS);
  expect(step(again, QUIET, START_MS + 61 * 24 * HOUR_MS).action.type).toBe('hold');
  expect(() => beginPhase(SCHEDULE, 4, START_MS)).toThrow(RangeError);
});

test('[ROL9] B30 a state survives being stored as JSON', () => {
  const { state, nowMs } = at();
  const stored = JSON.parse(JSON.stringify(state)) as Running;
  expect(step(stored, QUIET, nowMs)).toEqual(step(state, QUIET, nowMs));
});
