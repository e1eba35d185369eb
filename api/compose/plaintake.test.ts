import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ManifestSegment } from '../../src/core/manifest.ts';
import { createPlainTake, type Share } from './plaintake.ts';

/** A take of numbered bytes, shared out in `sizes`, of which `cuts` are the pieces. */
function setUp(sizes: readonly number[], cuts: readonly [number, number][]) {
  let start = 0;
  const shares: Share[] = sizes.map((size, seq) => ({ segment: { seq, bytes: size, sha256: '', ranges: [] }, start: (start += size) - size }));
  const whole = Uint8Array.from({ length: start }, (_, i) => i & 255);
  const pieces = cuts.map(([from, length]) => ({ start: from % start, end: Math.min(start, (from % start) + length) }));
  const opened: number[] = [];
  const open = async ({ seq }: ManifestSegment) => {
    opened.push(seq);
    const from = shares[seq]!.start;
    return [{ take: 7, data: whole.slice(from, from + sizes[seq]!) }];
  };
  const expected = pieces.flatMap((piece) => [...whole.subarray(piece.start, piece.end)]);
  return { plain: createPlainTake(7, shares, pieces, open), expected, opened };
}

test('[CMP27] any range of the pieces gives the bytes that lie there, however the take is shared out', async () => {
  const sizes = fc.array(fc.nat(40), { minLength: 1, maxLength: 12 }).filter((all) => all.some((size) => size > 0));
  const cuts = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 60 })), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(sizes, cuts, fc.nat(), fc.nat(), async (shareSizes, pieces, from, length) => {
      const { plain, expected } = setUp(shareSizes, pieces as [number, number][]);
      expect(plain.size).toBe(expected.length);
      const start = from % plain.size;
      const end = Math.min(plain.size, start + 1 + (length % 80));
      expect([...(await plain.read(start, end))]).toEqual(expected.slice(start, end));
    }),
  );
});

test('[CMP27] reading in order opens every segment once, and keeps three', async () => {
  const { plain, opened } = setUp([50, 50, 50, 50, 50, 50], [[0, 300]]);
  for (let at = 0; at < plain.size; at += 10) await plain.read(at, at + 10);
  expect(opened).toEqual([0, 1, 2, 3, 4, 5]);
  await plain.read(160, 170);
  expect(opened).toHaveLength(6);
  await plain.read(0, 10);
  expect(opened.slice(6)).toEqual([0]);
});

test('[CMP27] a segment that came back shorter than before is a fault, not silence', async () => {
  const segment = { seq: 4, bytes: 9, sha256: '', ranges: [] };
  const plain = createPlainTake(0, [{ segment, start: 0 }], [{ start: 0, end: 20 }], async () => [{ take: 0, data: new Uint8Array(10) }]);
  await expect(plain.read(5, 15)).rejects.toMatchObject({ code: 'segment_corrupt' });
});
