import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RECORDING_STATES, type Recording, type RecordingState } from '../recording.ts';
import { mayRemove, planEmptying, planRetention, purgeable, serverNowMs, UNDO_MS, type RetentionMoment } from './retention.ts';

const DAY_MS = 86_400_000;
const NOW_MS = 1_700_000_000_000;
const SETTINGS = { retentionDays: 7, minFreeBytes: 100 };

function row(id: string, change: Partial<Recording> = {}): Recording {
  return {
    id,
    ownerId: '0'.repeat(32),
    order: 1,
    epoch: 'e',
    state: 'archived',
    partial: false,
    startedAtMs: NOW_MS,
    endedAtMs: NOW_MS,
    heartbeatAtMs: NOW_MS,
    savedMs: 1_000,
    chunkCount: 0,
    chunkBytes: 0,
    segmentCount: 1,
    segmentBytes: 40,
    segmentsSent: 1,
    bytesSent: 40,
    manifestSha256: 'ab'.repeat(32),
    receivedAtMs: NOW_MS,
    archived: change.state === undefined || change.state === 'archived' ? { sha256: 'ab'.repeat(32), seconds: 1, archivedAtMs: NOW_MS } : null,
    pollAtMs: null,
    polls: 0,
    failure: null,
    retry: null,
    serverOffsetMs: null,
    appVersion: 'test',
    flags: { version: 1, variant: 'offline' },
    ...change,
  };
}
const archivedAt = (archivedAtMs: number) => ({ archived: { sha256: 'ab'.repeat(32), seconds: 1, archivedAtMs } });
const at = (change: Partial<RetentionMoment> = {}): RetentionMoment => ({ nowMs: NOW_MS, serverOffsetMs: 0, freeBytes: null, ...change });
const planned = (recordings: Recording[], moment: RetentionMoment, settings = SETTINGS) => planRetention(recordings, settings, moment).map(({ id, why }) => `${id} ${why}`);

test('R13 [RET2] archived audio goes when the period is over by the clock of the server, and not a moment before', () => {
  const recordings = [row('old', archivedAt(NOW_MS - 7 * DAY_MS)), row('young', archivedAt(NOW_MS - 7 * DAY_MS + 1))];
  expect(planned(recordings, at())).toEqual(['old expired']);
  expect(planned(recordings, at(), { ...SETTINGS, retentionDays: 8 })).toEqual([]);
  // The device's date is a year ahead, and the server has said so now, or had when the recording began.
  const ahead = { nowMs: NOW_MS + 365 * DAY_MS };
  expect(planned(recordings, at({ ...ahead, serverOffsetMs: -365 * DAY_MS }))).toEqual(['old expired']);
  expect(planned(recordings.map((one) => ({ ...one, serverOffsetMs: -365 * DAY_MS })), at({ ...ahead, serverOffsetMs: null }))).toEqual(['old expired']);
  expect(serverNowMs(at({ serverOffsetMs: null }), row('a'))).toBe(NOW_MS);
});

test('R13 [RET3] under the limit the oldest archived goes first, and no more than is needed', () => {
  const recordings = [row('b', archivedAt(NOW_MS - 2)), row('a', archivedAt(NOW_MS - 3)), row('c', archivedAt(NOW_MS - 1))];
  expect(planned(recordings, at({ freeBytes: 100 }))).toEqual([]);
  expect(planned(recordings, at({ freeBytes: 99 }))).toEqual(['a space']);
  expect(planned(recordings, at({ freeBytes: 21 }))).toEqual(['a space', 'b space']);
  expect(planned(recordings, at({ freeBytes: 0 }), { ...SETTINGS, minFreeBytes: 0 })).toEqual([]);
  // What is over anyway makes room too; where the browser tells nothing, nothing goes for room.
  expect(planned([...recordings, row('old', archivedAt(1))], at({ freeBytes: 61 }))).toEqual(['old expired']);
  expect(planned(recordings, at({ freeBytes: null }))).toEqual([]);
});

const anyRow = fc.record({
  state: fc.constantFrom<string>(...RECORDING_STATES, 'stored_in_orbit'),
  confirmed: fc.boolean(),
  purged: fc.boolean(),
  trashed: fc.boolean(),
  ageMs: fc.integer({ min: -DAY_MS, max: 20 * DAY_MS }),
  bytes: fc.nat({ max: 500 }),
});
const anyRows = fc.array(anyRow, { maxLength: 30 }).map((all) =>
  all.map(({ state, confirmed, purged, trashed, ageMs, bytes }, i) =>
    row(`r${i}`, {
      state: state as RecordingState,
      segmentBytes: bytes,
      ...(confirmed ? archivedAt(NOW_MS - ageMs) : { archived: null }),
      ...(purged ? { purgedAtMs: NOW_MS } : {}),
      ...(trashed ? { deletedAtMs: NOW_MS - ageMs } : {}),
    }),
  ),
);
const anyMoment = fc.record({ nowMs: fc.constant(NOW_MS), serverOffsetMs: fc.option(fc.integer({ min: -400 * DAY_MS, max: 400 * DAY_MS })), freeBytes: fc.option(fc.nat({ max: 2_000 })) });
const anySettings = fc.record({ retentionDays: fc.integer({ min: 1, max: 365 }), minFreeBytes: fc.nat({ max: 2_000 }) });

test('R13 [RET1] whatever the rows, the settings, the clock and the space: only audio that the archive has confirmed goes, each once', () => {
  fc.assert(
    fc.property(anyRows, anySettings, anyMoment, (recordings, settings, moment) => {
      const plan = planRetention(recordings, settings, moment);
      expect(new Set(plan.map(({ id }) => id)).size).toBe(plan.length);
      for (const { id } of plan) {
        const one = recordings.find((recording) => recording.id === id)!;
        expect([one.state, one.archived === null, one.purgedAtMs]).toEqual(['archived', false, undefined]);
      }
    }),
  );
});

test('R13 [RET3] whatever the rows: what goes for room is older than what stays, enough if there is enough, and without its last too little', () => {
  fc.assert(
    fc.property(anyRows, anySettings, anyMoment, (recordings, settings, moment) => {
      const plan = planRetention(recordings, settings, moment);
      const gone = new Set(plan.map(({ id }) => id));
      const stays = purgeable(recordings).filter(({ id }) => !gone.has(id));
      const forRoom = plan.filter(({ why }) => why === 'space');
      for (const one of forRoom) for (const other of stays) expect(one.archivedAtMs).toBeLessThanOrEqual(other.archivedAtMs);
      if (moment.freeBytes === null) expect(forRoom).toEqual([]);
      if (moment.freeBytes === null) return;
      const free = (purges: typeof plan) => purges.reduce((sum, { bytes }) => sum + bytes, moment.freeBytes!);
      if (stays.length > 0) expect(free(plan)).toBeGreaterThanOrEqual(settings.minFreeBytes);
      if (forRoom.length > 0) expect(free(plan.slice(0, -1))).toBeLessThan(settings.minFreeBytes);
    }),
  );
});

test('B10 [TRA3] the trash is emptied after seven days, of what only this device has by the clock of the server alone', () => {
  const trashed = (id: string, state: RecordingState, ageMs: number) => row(id, { state, receivedAtMs: null, deletedAtMs: NOW_MS - ageMs });
  const recordings = [trashed('waiting', 'waiting', UNDO_MS), trashed('young', 'waiting', UNDO_MS - 1), trashed('archived', 'archived', UNDO_MS), trashed('failed', 'failed', UNDO_MS), row('kept', { state: 'waiting' })];
  const emptied = (moment: RetentionMoment) => planEmptying(recordings, moment);
  const when = NOW_MS - UNDO_MS;
  expect(emptied(at())).toEqual([
    { id: 'waiting', deletedAtMs: when },
    { id: 'archived', deletedAtMs: when },
    { id: 'failed', deletedAtMs: when },
  ]);
  expect(emptied(at({ serverOffsetMs: null })).map(({ id }) => id)).toEqual(['archived']);
  expect(emptied(at({ nowMs: NOW_MS + 365 * DAY_MS, serverOffsetMs: -365 * DAY_MS - 1 }))).toEqual([]);
});

test('B10 [TRA4] nothing is removed for good that is not in the trash, runs, or is sent and not archived', () => {
  fc.assert(
    fc.property(anyRows, anyMoment, (recordings, moment) => {
      for (const { id, deletedAtMs } of planEmptying(recordings, moment)) {
        const one = recordings.find((recording) => recording.id === id)!;
        expect(one.deletedAtMs).toBe(deletedAtMs);
        expect(['recording', 'paused', 'sent']).not.toContain(one.state);
      }
    }),
  );
  expect(mayRemove({ state: 'recording', deletedAtMs: 1 })).toBe(false);
  expect(mayRemove({ state: 'waiting', deletedAtMs: null })).toBe(false);
});
