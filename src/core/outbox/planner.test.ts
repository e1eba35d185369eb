import { expect, test } from 'vitest';
import type { Recording } from '../recording.ts';
import { actionKey, MAX_PUTS, nextDueAtMs, plan, type Observation } from './planner.ts';

const now = 1_700_000_000_000;
const none: ReadonlySet<string> = new Set();

function seen(id: string, change: Partial<Recording> = {}, more: { pending?: number; granted?: number; hurry?: boolean } = {}): Observation {
  const recording: Recording = {
    id,
    ownerId: '0'.repeat(32),
    order: 1,
    epoch: 'e',
    state: 'waiting',
    partial: false,
    startedAtMs: now,
    endedAtMs: now,
    heartbeatAtMs: now,
    savedMs: 1_000,
    chunkCount: 0,
    chunkBytes: 0,
    segmentCount: 1,
    segmentBytes: 100,
    segmentsSent: 0,
    bytesSent: 0,
    manifestSha256: 'ab'.repeat(32),
    receivedAtMs: null,
    archived: null,
    pollAtMs: null,
    polls: 0,
    failure: null,
    retry: null,
    serverOffsetMs: null,
    appVersion: 'test',
    flags: { version: 1, variant: 'offline' },
    ...change,
  };
  const pending = Array.from({ length: more.pending ?? 0 }, (_, seq) => ({ seq, bytes: 100, sha256: 'ab'.repeat(32) }));
  return { recording, pending, granted: new Set(pending.slice(0, more.granted ?? 0).map(({ seq }) => seq)), hurry: more.hurry ?? false };
}
const words = (observations: Observation[], inFlight = none) => plan(observations, inFlight, now).map(actionKey);

test('[OUT1] R20 the oldest two are worked on, the third waits', () => {
  expect(words([seen('a', {}, { pending: 2 }), seen('b', {}, { pending: 1 }), seen('c', {}, { pending: 1 })])).toEqual(['presign:a', 'presign:b']);
});

test('[OUT1] at most six PUTs, over all recordings, those under way included', () => {
  const both = [seen('a', {}, { pending: 5, granted: 5 }), seen('b', {}, { pending: 5, granted: 5 })];
  expect(words(both)).toEqual(['put:a:0', 'put:a:1', 'put:a:2', 'put:a:3', 'put:a:4', 'put:b:0']);
  expect(words(both, new Set(['put:a:0', 'put:a:1', 'put:b:0', 'put:b:1']))).toEqual(['put:a:2', 'put:a:3']);
});

test('[OUT1] signatures are asked for in batches, the next one before the last is used up', () => {
  const many = seen('a', {}, { pending: 40 });
  expect(plan([many], none, now)).toEqual([{ do: 'presign', id: 'a', seqs: Array.from({ length: 24 }, (_, i) => i) }]);
  expect(words([seen('a', {}, { pending: 40, granted: 24 })]).filter((word) => word.startsWith('presign'))).toEqual([]);
  expect(words([seen('a', {}, { pending: MAX_PUTS - 1 + 3, granted: 3 })])).toContain('presign:a');
});

test('[OUT2] chunks, segments, manifest, in this order, and no manifest is posted while a segment is pending', () => {
  expect(words([seen('a', { chunkCount: 3, manifestSha256: null })])).toEqual(['cut:a']);
  expect(words([seen('a', { manifestSha256: null })])).toEqual(['freeze:a']);
  expect(words([seen('a', {}, { pending: 1, granted: 1 })])).toEqual(['put:a:0']);
  expect(words([seen('a', {}, { pending: 1, granted: 1 })], new Set(['put:a:0']))).toEqual([]);
  expect(words([seen('a')])).toEqual(['complete:a']);
});

test('[OUT3] B3 a running recording sends its segments and nothing else', () => {
  expect(words([seen('a', { state: 'recording', chunkCount: 9, manifestSha256: null }, { pending: 1 })])).toEqual(['presign:a']);
  expect(words([seen('a', { state: 'paused', chunkCount: 9, manifestSha256: null })])).toEqual([]);
});

test('[OUT4] a retry time is kept unless somebody hurries', () => {
  const retry = { attempts: 1, atMs: now + 60_000, code: 'server_error', remedy: 'retryAt' } as const;
  expect(words([seen('a', { retry })])).toEqual([]);
  expect(words([seen('a', { retry: { ...retry, atMs: now + 86_400_000 } })])).toEqual(['complete:a']);
  expect(words([seen('a', { retry }, { hurry: true })])).toEqual(['complete:a']);
});

test("[OUT2] sealing off needs no server: only the device's own trouble holds it up", () => {
  const retry = (code: 'server_error' | 'storage_full') => ({ attempts: 1, atMs: now + 60_000, code, remedy: 'retryAt' }) as const;
  expect(words([seen('a', { chunkCount: 3, manifestSha256: null, retry: retry('server_error') }, { pending: 2 })])).toEqual(['cut:a']);
  expect(words([seen('a', { manifestSha256: null, retry: retry('server_error') })])).toEqual(['freeze:a']);
  expect(words([seen('a', { chunkCount: 3, manifestSha256: null, retry: retry('storage_full') })])).toEqual([]);
});

test('[OUT1] a recording that waits for its retry does not hold up younger ones', () => {
  const retry = { attempts: 1, atMs: now + 60_000, code: 'server_error', remedy: 'retryAt' } as const;
  expect(words([seen('a', { retry }), seen('b', { retry }), seen('c')])).toEqual(['complete:c']);
});

test('[OUT8] a sent recording is asked about when it is due; failed, empty and archived ones are left alone', () => {
  expect(words([seen('a', { state: 'sent', pollAtMs: now + 1 })])).toEqual([]);
  expect(words([seen('a', { state: 'sent', pollAtMs: now })])).toEqual(['poll:a']);
  expect(words([seen('a', { state: 'failed' }), seen('b', { state: 'empty' }), seen('c', { state: 'archived' })])).toEqual([]);
});

test('B4 [AMD6] what was written later is sent of a recording that is sent or archived, two at a time, when it is due', () => {
  const amended = { edits: 2, editsSettled: 1 };
  const held = (atMs: number) => ({ amending: { retry: { attempts: 1, atMs, code: 'network', remedy: 'waitForNetwork' }, failure: null } }) as const;
  expect(words([seen('a', { state: 'archived', ...amended }), seen('b', { state: 'sent', pollAtMs: now + 1, ...amended }), seen('c', { state: 'archived', ...amended })])).toEqual(['amend:a', 'amend:b']);
  expect(words([seen('a', { state: 'archived', ...amended }), seen('b', { state: 'archived', ...amended }), seen('c', { state: 'archived', ...amended })], new Set(['amend:a']))).toEqual(['amend:b']);
  expect(words([seen('a', { state: 'archived', ...amended, ...held(now + 9) })])).toEqual([]);
  expect(words([seen('a', { state: 'archived', ...amended, ...held(now + 9) }, { hurry: true })])).toEqual(['amend:a']);
  for (const state of ['waiting', 'failed', 'recording'] as const) expect(words([seen('a', { state, ...amended }, { pending: 1, granted: 1 })]).filter((word) => word.startsWith('amend'))).toEqual([]);
  const refused = { amending: { retry: null, failure: { code: 'amendment_refused', detail: '' } } } as const;
  expect(words([seen('a', { state: 'archived', ...amended, ...refused }, { hurry: true })])).toEqual([]);
  expect(nextDueAtMs([seen('a', { state: 'sent', pollAtMs: now + 9, ...amended, ...held(now + 5) }).recording, seen('b', { state: 'archived' }).recording])).toBe(now + 5);
});

test('[OUT12] what becomes due by itself is known', () => {
  const retry = { attempts: 1, atMs: now + 60_000, code: 'server_error', remedy: 'retryAt' } as const;
  expect(nextDueAtMs([])).toBeNull();
  expect(nextDueAtMs([seen('a', { retry }).recording, seen('b', { state: 'sent', pollAtMs: now + 5 }).recording])).toBe(now + 5);
});
