import { createHash } from 'node:crypto';
import type { Bytes } from '../../src/core/bytes.ts';

/** `size` bytes that differ from place to place and, in their first, from size to size. */
export function bytesOf(size: number): Bytes {
  const bytes = new Uint8Array(size);
  for (let i = 0; i < size; i++) bytes[i] = i * 31 + (i >> 8) + size;
  return bytes;
}

/** In hex. */
export function sha256(bytes: Bytes): string {
  return createHash('sha256').update(bytes).digest('hex');
}
