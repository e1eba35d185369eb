import { expect, test } from 'vitest';
import { afterSignIn, isAbandoned, type Presence } from './presence.ts';

const MINUTE_MS = 60_000;
const A = 'a'.repeat(32);
const B = 'b'.repeat(32);
const NOW = 1_700_000_000_000;
const LOCKED: Presence = { ownerId: A, signedInAtMs: 1_000, lastActiveAtMs: NOW - 60 * MINUTE_MS, locked: true };

test('[LCK2] only a sign-in that is later than the one known ends a lock', () => {
  expect(afterSignIn(LOCKED, { ownerId: A, signedInAtMs: 1_000 }, NOW)).toBe(LOCKED);
  expect(afterSignIn(LOCKED, { ownerId: A, signedInAtMs: 999 }, NOW)).toBe(LOCKED);
  expect(afterSignIn(LOCKED, { ownerId: A, signedInAtMs: null }, NOW)).toBe(LOCKED);
  expect(afterSignIn(LOCKED, { ownerId: A, signedInAtMs: 1_001 }, NOW)).toEqual({ ownerId: A, signedInAtMs: 1_001, lastActiveAtMs: NOW, locked: false });
});

test('[LCK2] a sign-in that was known before is no sign of a person', () => {
  const idle = { ...LOCKED, locked: false };
  expect(afterSignIn(idle, { ownerId: A, signedInAtMs: 1_000 }, NOW)).toBe(idle);
});

test('[LCK2] somebody else begins anew, and so does the first on a device', () => {
  expect(afterSignIn(LOCKED, { ownerId: B, signedInAtMs: 5 }, NOW)).toEqual({ ownerId: B, signedInAtMs: 5, lastActiveAtMs: NOW, locked: false });
  expect(afterSignIn(undefined, { ownerId: B, signedInAtMs: null }, NOW)).toEqual({ ownerId: B, signedInAtMs: null, lastActiveAtMs: NOW, locked: false });
});

test('[LCK8] where no server has told when the sign-in was, there is no lock, until one tells', () => {
  const untold: Presence = { ownerId: A, signedInAtMs: null, lastActiveAtMs: NOW - 60 * MINUTE_MS, locked: false };
  expect(isAbandoned(untold, NOW, MINUTE_MS)).toBe(false);
  const told = afterSignIn(untold, { ownerId: A, signedInAtMs: 7 }, NOW);
  expect(told).toEqual({ ...untold, signedInAtMs: 7 });
  expect(isAbandoned(told, NOW, MINUTE_MS)).toBe(true);
});

test.each([
  [10 * MINUTE_MS - 1, false],
  [10 * MINUTE_MS, true],
  [-MINUTE_MS, false],
  [-MINUTE_MS - 1, true],
])('[LCK1] [LCK5] %d ms after the last touch a page counts as abandoned: %s', (ms, abandoned) => {
  expect(isAbandoned({ ...LOCKED, locked: false, lastActiveAtMs: NOW }, NOW + ms, 10 * MINUTE_MS)).toBe(abandoned);
});

test('[LCK1] a limit of 0 means never', () => {
  expect(isAbandoned({ ...LOCKED, locked: false }, NOW, 0)).toBe(false);
});
