import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ascii, concat, toHex } from './bytes.ts';
import { decodeSegment, encodeSegment, rangesOf, SegmentError } from './segment.ts';

const sealed = (fill: number, length = 17) => new Uint8Array(length).fill(fill);

test('[SEG1] the golden vector', () => {
  const file = encodeSegment([
    { take: 0, chunk: 0, sealed: sealed(0xaa) },
    { take: 1, chunk: 65_536, sealed: sealed(0xbb, 18) },
  ]);
  expect(toHex(file)).toBe(
    '48465331' + '00000017' + '0000' + '00000000' + 'aa'.repeat(17) + '00000018' + '0001' + '00010000' + 'bb'.repeat(18),
  );
});

test('[SEG1] any chunks are read back', () => {
  const chunk = fc.record({ take: fc.nat(0xffff), chunk: fc.nat(0xffff_ffff), sealed: fc.uint8Array({ minLength: 16, maxLength: 64 }).map((bytes) => concat([bytes])) });
  fc.assert(
    fc.property(fc.array(chunk, { maxLength: 20 }), (chunks) => {
      expect(decodeSegment(encodeSegment(chunks))).toEqual(chunks);
    }),
  );
});

test('[SEG2] every proper prefix that ends inside a chunk is refused', () => {
  const file = encodeSegment([{ take: 0, chunk: 0, sealed: sealed(1) }]);
  expect(decodeSegment(file.slice(0, 4))).toEqual([]);
  for (let length = 0; length < file.length; length++) if (length !== 4) expect(() => decodeSegment(file.slice(0, length))).toThrow(SegmentError);
});

test('[SEG2] another magic and a chunk without room for its tag are refused', () => {
  expect(() => decodeSegment(concat([ascii('HFS2'), sealed(0, 40)]))).toThrow('no HFS1');
  expect(() => decodeSegment(encodeSegment([{ take: 0, chunk: 0, sealed: sealed(0, 15) }]))).toThrow('too short');
});

test('[SEG3] ranges go take by take, and a hole or a step back is refused', () => {
  const at = (take: number, chunk: number) => ({ take, chunk });
  expect(rangesOf([at(0, 3), at(0, 4), at(1, 0)])).toEqual([
    { take: 0, firstChunk: 3, lastChunk: 4 },
    { take: 1, firstChunk: 0, lastChunk: 0 },
  ]);
  expect(() => rangesOf([at(0, 3), at(0, 5)])).toThrow(SegmentError);
  expect(() => rangesOf([at(0, 3), at(0, 3)])).toThrow(SegmentError);
  expect(() => rangesOf([at(1, 0), at(0, 0)])).toThrow(SegmentError);
});
