import fc from 'fast-check';
import { expect, test } from 'vitest';
import golden from '../../../test/flags/seed32.json' with { type: 'json' };
import { evaluateFlag } from './evaluate.ts';
import { bucketOf, normalEmail, seed32 } from './seed32.ts';

test('[FLA3] R30 hash and bucket of a text are the golden vectors, the edge of 32 bits included', () => {
  expect(golden.texts.map(({ text }) => ({ text, hash: seed32(text), bucket: seed32(text) % 100 }))).toEqual(golden.texts);
  expect([seed32('polygenelubricants'), seed32('')]).toEqual([2 ** 31, 0]);
});

test('[FLA3] R30 fifty addresses are in the buckets that the golden vectors give them', () => {
  expect(golden.emails).toHaveLength(50);
  expect(golden.emails.map(({ email }) => ({ email, bucket: bucketOf(email) }))).toEqual(golden.emails);
});

test('[FLA3] R30 an address has one bucket, however it is typed', () => {
  expect(golden.typed.map(({ email }) => ({ email, normal: normalEmail(email), bucket: bucketOf(email) }))).toEqual(golden.typed);
  expect(golden.noEmail.map((email) => bucketOf(email))).toEqual(golden.noEmail.map(() => undefined));
  expect(bucketOf(undefined)).toBeUndefined();
});

test('[FLA3] R30 any text is hashed as exact arithmetic says', () => {
  const exact = (text: string) => {
    let hash = 0n;
    for (let i = 0; i < text.length; i++) hash = BigInt.asIntN(32, hash * 31n + BigInt(text.charCodeAt(i)));
    return Number(hash < 0n ? -hash : hash);
  };
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      expect(seed32(text)).toBe(exact(text));
    }),
    { numRuns: 2_000 },
  );
});

test('[FLA4] R30 whoever is in at 10 % is in at 50 %, and whoever is in at 50 % is in at 100 %', () => {
  const isIn = (email: string, percent: number) =>
    evaluateFlag({ flags: { enableOfflineRecording: { kill: false, default: false, percent } } }, 'enableOfflineRecording', { email }, { crashLoop: false }, false).enabled;
  const seen = { 10: 0, 50: 0, 100: 0 };
  const address = fc.oneof(fc.emailAddress(), fc.string({ unit: 'grapheme' }));
  fc.assert(
    fc.property(address, fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 }), (email, a, b) => {
      for (const percent of [10, 50, 100] as const) if (isIn(email, percent)) seen[percent]++;
      expect(isIn(email, 10) && !isIn(email, 50)).toBe(false);
      expect(isIn(email, 100)).toBe(true);
      expect(isIn(email, Math.min(a, b)) && !isIn(email, Math.max(a, b))).toBe(false);
    }),
    { numRuns: 2_000 },
  );
  // Each set is really larger than the one before.
  expect(seen[10]).toBeGreaterThan(0);
  expect(seen[50]).toBeGreaterThan(seen[10]);
  expect(seen[100]).toBeGreaterThan(seen[50]);
});
