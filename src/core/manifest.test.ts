import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { manifest as manifestSchema } from '../wire/api.ts';
import { manifestFault, manifestText, type Manifest } from './manifest.ts';

const wrappedKeys = [{ kid: 'k1', wrapped: 'AAAA' }];
const golden: Manifest = {
  version: 1,
  ownerId: '0123456789abcdef0123456789abcdef',
  recordingId: '6f1d3c52-0b0e-4a55-9f0e-3a4f5b6c7d8e',
  startedAtMs: 1_700_000_000_000,
  endedAtMs: 1_700_000_042_000,
  serverOffsetMs: -250,
  partial: false,
  takes: [
    { take: 0, mimeType: 'audio/webm;codecs=opus', codec: 'opus', firstChunk: 0, lastChunk: 9, durationMs: 2_400, startedAtMs: 1_700_000_000_000, ended: 'pause', wrappedKeys },
    { take: 2, mimeType: 'audio/webm;codecs=opus', codec: 'opus', firstChunk: 0, lastChunk: 3, durationMs: 900, startedAtMs: 1_700_000_041_000, ended: 'stop', wrappedKeys },
  ],
  gaps: [],
  marks: [],
  segments: [
    { seq: 0, bytes: 1_000, sha256: 'ab'.repeat(32), ranges: [{ take: 0, firstChunk: 0, lastChunk: 5 }] },
    { seq: 1, bytes: 900, sha256: 'cd'.repeat(32), ranges: [{ take: 0, firstChunk: 6, lastChunk: 9 }, { take: 2, firstChunk: 0, lastChunk: 3 }] },
  ],
  texts: [],
  consent: null,
  appVersion: '0.1.0',
  flags: { version: 1, variant: 'offline' },
};

const withDetails: Manifest = {
  ...golden,
  takes: [{ take: 0, mimeType: 'audio/webm;codecs=opus', codec: 'opus', firstChunk: 0, lastChunk: 9, durationMs: 2_400, startedAtMs: 1_700_000_000_000, ended: 'fault', cause: 'muted', wrappedKeys }, golden.takes[1]!],
  gaps: [{ afterTake: 0, startedAtMs: 1_700_000_002_400, endedAtMs: 1_700_000_041_000, cause: 'muted' }],
  marks: [{ mark: 0, take: 2, atMs: 450 }],
  texts: [
    { kind: 'mark', mark: 0, version: 1, iv: 'AAAAAAAAAAAAAAAA', sealed: 'AAAA', wrappedKeys },
    { kind: 'title', version: 3, iv: 'AAAAAAAAAAAAAAAB', sealed: 'BBBB', wrappedKeys },
  ],
  consent: { textVersion: '2026-01', atMs: 1_699_999_990_000 },
  flags: { version: 1, variant: 'offline' },
  quality: { preset: 'speech', bitsPerSecond: 32_000, processing: 'raw' },
};

test('[MAN1] the golden manifest has these bytes', () => {
  const text = manifestText(golden);
  expect(text.startsWith('{"version":1,"ownerId":"0123456789abcdef0123456789abcdef","recordingId":"6f1d3c52-')).toBe(true);
  expect(createHash('sha256').update(text).digest('hex')).toBe('cfa95a184c7039652f4cffe0dcd8634dfa047ef6f2c1d1b912ad5ba37766c06c');
});

test('[MAN4] the golden manifest with all that a person and interruptions add has these bytes', () => {
  const text = manifestText(withDetails);
  expect(text).toContain('"ended":"fault","cause":"muted","wrappedKeys"');
  expect(createHash('sha256').update(text).digest('hex')).toBe('b329845a6d339ef774ef854f87dcb635047c2fafd77bc89dfc76e936971a1926');
  expect(manifestFault(withDetails)).toBeUndefined();
  expect(v.parse(manifestSchema, JSON.parse(text))).toEqual(withDetails);
});

test('[MAN2] segments that cover the takes add up; a hole, an overlap, a stray take or a wrong number do not', () => {
  expect(manifestFault(golden)).toBeUndefined();
  const broken = (change: (manifest: Manifest) => void) => {
    const copy = structuredClone(golden);
    change(copy);
    return manifestFault(copy);
  };
  expect(broken((m) => (m.segments[1]!.ranges[0]!.firstChunk = 7))).toContain('segment 1');
  expect(broken((m) => (m.segments[1]!.ranges[0]!.firstChunk = 5))).toContain('segment 1');
  expect(broken((m) => (m.segments[1]!.seq = 2))).toContain('numbered');
  expect(broken((m) => m.segments.pop())).toContain('take 0');
  expect(broken((m) => m.takes.pop())).toContain('take 2');
  expect(broken((m) => m.takes.reverse())).toContain('out of order');
  expect(broken((m) => (m.takes[0]!.lastChunk = 8))).toContain('take 0');
});

test('[MAN3] the schema takes the golden manifest and keeps what it does not know', () => {
  const newer = { ...golden, mood: 'calm' };
  expect(v.parse(manifestSchema, newer)).toEqual(newer);
  expect(v.safeParse(manifestSchema, { ...golden, ownerId: 'a@b.example' }).success).toBe(false);
  expect(v.safeParse(manifestSchema, { ...golden, version: 2 }).success).toBe(false);
});
