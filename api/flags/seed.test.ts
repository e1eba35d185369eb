import { expect, test } from 'vitest';
import * as v from 'valibot';
import { evaluateFlag } from '../../src/core/flags/evaluate.ts';
import { writtenFlagDocument } from '../../src/wire/writtenflags.ts';
import { createPersonHmac } from './personhmac.ts';
import { FlagsSettingsError, flagsSeedOf, seedFlags, type FlagsSeed } from './seed.ts';

const personHmac = createPersonHmac(new Uint8Array(32).fill(1));
const decided = (seed: FlagsSeed, email: string | undefined) => {
  const { enabled, reason } = evaluateFlag({ flags: seedFlags(seed, personHmac) }, 'enableOfflineRecording', { email, internalHmac: personHmac.of(email) }, { crashLoop: false }, false);
  return [enabled, reason];
};

test('[FLS13] R30 the demo begins with everybody recording offline, and its two internal users', () => {
  expect(decided('demo', 'doctor@example.org')).toEqual([true, 'percentage']);
  expect(decided('demo', undefined)).toEqual([true, 'percentage']);
  for (const email of ['admin@clinicalops.co', 'Support@ClinicalOps.co ']) expect(decided('demo', email)).toEqual([true, 'internal']);
});

test('[FLS13] R30 a real deployment begins with nobody', () => {
  for (const email of ['admin@clinicalops.co', 'doctor@example.org', undefined]) expect(decided('off', email)).toEqual([false, 'percentage']);
  expect(seedFlags('off', personHmac).enableOfflineRecording).toMatchObject({ default: false, percent: 0, internalUsers: [] });
});

test('[FLS13] R30 both may be written as they are', () => {
  for (const seed of ['demo', 'off'] as const) expect(v.is(writtenFlagDocument, { version: 1, updatedAt: '2026-01-01T00:00:00Z', flags: seedFlags(seed, personHmac) })).toBe(true);
});

test('[FLS13] FLAGS_SEED chooses; blank is as if it were missing, anything else is refused', () => {
  expect([flagsSeedOf({}, 'demo'), flagsSeedOf({ FLAGS_SEED: ' ' }, 'off'), flagsSeedOf({ FLAGS_SEED: 'off' }, 'demo')]).toEqual(['demo', 'off', 'off']);
  expect(() => flagsSeedOf({ FLAGS_SEED: 'on' }, 'demo')).toThrow(FlagsSettingsError);
});

test('[FLS14] B31 an HMAC is over the normal form of an address, under the key, and nobody has that of nobody', () => {
  expect(personHmac.of(' JOSE\u0301@Clinic.example')).toBe(personHmac.of('jos\u00e9@clinic.example'));
  expect(personHmac.of('a@b')).toMatch(/^[0-9a-f]{64}$/);
  expect([personHmac.of(''), personHmac.of(' '), personHmac.of(null), personHmac.of(undefined)]).toEqual([undefined, undefined, undefined, undefined]);
  const other = createPersonHmac(new Uint8Array(32).fill(2));
  expect(other.of('a@b')).not.toBe(personHmac.of('a@b'));
  expect(other.keyId).not.toBe(personHmac.keyId);
  expect(() => createPersonHmac(new Uint8Array(31))).toThrow(RangeError);
});

test('[FLS14] B31 the HMAC is what any other tool makes of it', () => {
  // printf '%s' ana@clinic.example | openssl dgst -sha256 -mac HMAC -macopt hexkey:0101…01
  expect(personHmac.of('ana@clinic.example')).toBe('5f5bed4128b0a0981477ea88f84e0b8cb145e684d72a661590bc58977b1a007b');
});
