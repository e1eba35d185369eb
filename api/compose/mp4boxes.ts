import { ascii, concat, type Bytes } from '../../src/core/bytes.ts';

// Boxes of ISO/IEC 14496-12, big-endian.

/** A box of `type` around `content`. */
export function box(type: string, ...content: Uint8Array[]): Bytes {
  return openBox(type, 0, ...content);
}

/** A box whose last `bytesToCome` bytes follow `content` later. */
export function openBox(type: string, bytesToCome: number, ...content: Uint8Array[]): Bytes {
  const bytes = content.reduce((sum, { byteLength }) => sum + byteLength, 0);
  return concat([u32(8 + bytes + bytesToCome), ascii(type), ...content]);
}

/** A box that begins with a version and flags. */
export function fullBox(type: string, version: number, flags: number, ...content: Uint8Array[]): Bytes {
  return box(type, u32(version * 2 ** 24 + flags), ...content);
}

/** A descriptor of ISO/IEC 14496-1 §8.3.3; its size in four bytes, whatever it is. */
export function descriptor(tag: number, ...content: Uint8Array[]): Bytes {
  const bytes = concat(content);
  const size = [21, 14, 7, 0].map((shift) => ((bytes.byteLength >> shift) & 127) | (shift > 0 ? 128 : 0));
  return concat([new Uint8Array([tag, ...size]), bytes]);
}

export function u16(value: number): Bytes {
  return new Uint8Array([value >> 8, value & 255]);
}

export function u32(value: number): Bytes {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

export function u64(value: number): Bytes {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return bytes;
}
