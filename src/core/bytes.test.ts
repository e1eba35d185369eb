import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ascii, concat, fromBase64, toBase64, toHex } from './bytes.ts';

test('[BYT1] the vectors of RFC 4648 hold', () => {
  const vectors = { '': '', f: 'Zg==', fo: 'Zm8=', foo: 'Zm9v', foob: 'Zm9vYg==', fooba: 'Zm9vYmE=', foobar: 'Zm9vYmFy' };
  for (const [plain, encoded] of Object.entries(vectors)) {
    expect(toBase64(ascii(plain))).toBe(encoded);
    expect(fromBase64(encoded)).toEqual(ascii(plain));
  }
  for (const bad of ['Zg', 'Zg=', '====', 'Zm9v!', 'Zm9vY']) expect(() => fromBase64(bad)).toThrow(RangeError);
  expect(() => ascii('ä')).toThrow(RangeError);
});

test('[BYT1] any bytes survive hex and base64 as the platform has them', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (any) => {
      const bytes = concat([any]);
      expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
      expect(toHex(bytes)).toBe(Buffer.from(bytes).toString('hex'));
      expect(fromBase64(toBase64(bytes))).toEqual(bytes);
    }),
  );
});
