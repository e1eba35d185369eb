import { expect, test } from 'vitest';
import { isHeld } from './holds.ts';
import type { Flag } from './evaluate.ts';

const document = (flag: Partial<Flag>) => ({ flags: { enableOfflineRecording: { kill: false, default: true, ...flag } } });
const ANA = { email: 'ana@example.org' };

test('R32 [FLD6] what waits is held while the feature is off for its person, unless the flag says drain', () => {
  expect(isHeld(document({}), ANA)).toBe(false);
  expect(isHeld(document({ kill: true }), ANA)).toBe(true);
  expect(isHeld(document({ kill: true, whenOff: 'drain' }), ANA)).toBe(false);
  expect(isHeld(document({ percent: 0 }), ANA)).toBe(true);
  expect(isHeld(document({ percent: 0, internalUsers: ['ab'] }), { ...ANA, internalHmac: 'ab' })).toBe(false);
});

test('R32 [FLD6] a person who is not signed in is held by a kill and by no percentage', () => {
  expect(isHeld(document({ kill: true }), undefined)).toBe(true);
  expect(isHeld(document({ default: false }), undefined)).toBe(true);
  expect(isHeld(document({ percent: 10 }), undefined)).toBe(false);
});

test('R32 [FLD6] without a document nothing is held', () => {
  expect(isHeld(undefined, ANA)).toBe(false);
  expect(isHeld(undefined, undefined)).toBe(false);
});
