import { ascii, concat, type Bytes } from '../../src/core/bytes.ts';

// Parts of a WebM stream, put together by hand (RFC 8794, RFC 9559).

/** An element of known size: `id` in hex as the specification writes it. */
export function element(id: string, ...content: Bytes[]): Bytes {
  const bytes = concat(content);
  const size = new Uint8Array(8);
  new DataView(size.buffer).setBigUint64(0, (1n << 56n) | BigInt(bytes.byteLength));
  return concat([hex(id), size, bytes]);
}

/** The start of an element of unknown size. */
export function endless(id: string): Bytes {
  return concat([hex(id), hex('01ffffffffffffff')]);
}

/** An unsigned integer in two bytes. */
export function unsigned(value: number): Bytes {
  return new Uint8Array([value >> 8, value & 255]);
}

/** EBML header, Segment and Tracks of one audio track. */
export function webmHeader(codecId = 'A_OPUS'): Bytes {
  const track = element('ae', element('d7', unsigned(1)), element('83', unsigned(2)), element('86', ascii(codecId)), element('e1'));
  return concat([element('1a45dfa3', element('4282', ascii('webm'))), endless('18538067'), element('1654ae6b', track)]);
}

/** The start of a Cluster of unknown size. */
export function clusterAt(timeMs: number): Bytes {
  return concat([endless('1f43b675'), element('e7', unsigned(timeMs))]);
}

/** The content of a SimpleBlock or Block of track 1. `flags` 0x02 to 0x06 say that it is laced. */
export function blockContent(ticks: number, packet: Bytes, flags = 0x80): Bytes {
  return concat([new Uint8Array([0x81]), unsigned(ticks), new Uint8Array([flags]), packet]);
}

/** A SimpleBlock with one packet. */
export function simpleBlock(ticks: number, packet: Bytes): Bytes {
  return element('a3', blockContent(ticks, packet));
}

function hex(text: string): Bytes {
  return new Uint8Array(text.match(/../g)!.map((byte) => Number.parseInt(byte, 16)));
}
