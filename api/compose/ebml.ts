import { concat, type Bytes } from '../../src/core/bytes.ts';

// Elements of Matroska's binary form (RFC 8794).

/** How many bytes `openElement` leaves for a size. */
const FIXED_SIZE_BYTES = 8;

/** An element: `id` as the specification writes it, in hex, and its content. */
export function element(id: number, ...content: Uint8Array[]): Bytes {
  const bytes = content.reduce((sum, { byteLength }) => sum + byteLength, 0);
  return concat([plain(id), size(bytes), ...content]);
}

/** The start of an element whose size is filled in later, with `fixedSize`, at `sizeAt` bytes from its start. */
export function openElement(id: number): { start: Bytes; sizeAt: number } {
  const idBytes = plain(id);
  return { start: concat([idBytes, fixedSize(0)]), sizeAt: idBytes.byteLength };
}

/** A size in as many bytes as `openElement` left for it. */
export function fixedSize(bytes: number): Bytes {
  const size = new Uint8Array(FIXED_SIZE_BYTES);
  new DataView(size.buffer).setBigUint64(0, (1n << 56n) | BigInt(bytes));
  return size;
}

/** An unsigned integer in as few bytes as it needs, or in `width`. */
export function unsigned(value: number, width = 0): Bytes {
  const digits: number[] = [];
  for (let rest = value; rest > 0 || digits.length < Math.max(1, width); rest = Math.floor(rest / 256)) digits.unshift(rest % 256);
  return new Uint8Array(digits);
}

/** A 64-bit float. */
export function float(value: number): Bytes {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value);
  return bytes;
}

function plain(id: number): Bytes {
  return unsigned(id);
}

/** A size in as few bytes as it needs: a byte has 7 bits for it, and all of them set means "unknown". */
function size(bytes: number): Bytes {
  let width = 1;
  while (bytes >= 2 ** (7 * width) - 1) width++;
  const encoded = unsigned(bytes, width);
  encoded[0]! |= 0x80 >> (width - 1);
  return encoded;
}
