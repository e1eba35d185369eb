import { crc32, deflateSync } from 'node:zlib';

/** Shades from the one colour to the other, both included: enough for smooth edges, and half a byte each. */
export const SHADES = 16;

/**
 * A PNG (https://www.w3.org/TR/png-3/) of an image that has two colours and what lies between them, a sixth of the size that
 * browsers make of it. `shades` has one number from 0 (`ground`) to 15 (`mark`) for each pixel, row by row.
 */
export function twoColourPng(width: number, height: number, shades: Uint8Array, ground: readonly number[], mark: readonly number[]): Buffer {
  const rowBytes = Math.ceil(width / 2);
  const rows = Buffer.alloc((rowBytes + 1) * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) rows[y * (rowBytes + 1) + 1 + (x >> 1)]! |= shades[y * width + x]! << (x % 2 === 0 ? 4 : 0);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([4, 3], 8); // Four bits for each pixel, by palette.
  const palette = Array.from({ length: SHADES }, (_, shade) => ground.map((from, i) => Math.round(from + ((mark[i]! - from) * shade) / (SHADES - 1)))).flat();
  const parts = [part('IHDR', header), part('PLTE', Buffer.from(palette)), part('IDAT', deflateSync(rows, { level: 9 })), part('IEND', Buffer.alloc(0))];
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...parts]);
}

function part(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const framed = Buffer.alloc(named.byteLength + 8);
  framed.writeUInt32BE(data.byteLength, 0);
  named.copy(framed, 4);
  framed.writeUInt32BE(crc32(named), named.byteLength + 4);
  return framed;
}
