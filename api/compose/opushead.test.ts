import { expect, test } from 'vitest';
import { uprightOpusHead } from './opushead.ts';

const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const MAGIC = '4f707573 48656164 01 01';

test('[ENG3] the Opus header that comes of a dOps box with its numbers the wrong way round is put right', () => {
  const reversed = bytes(`${MAGIC} 0138 0000bb80 0000 00`);
  expect(uprightOpusHead(reversed)).toEqual(bytes(`${MAGIC} 3801 80bb0000 0000 00`));
});

test('[ENG3] an Opus header that is right, says no rate, or is none, stays as it is', () => {
  for (const hex of [`${MAGIC} 3801 80bb0000 0000 00`, `${MAGIC} 3801 44ac0000 0000 00`, `${MAGIC} 3801 00000000 0000 00`, `${MAGIC} 3801`, '']) {
    const head = bytes(hex);
    expect(uprightOpusHead(head)).toBe(head);
  }
});
