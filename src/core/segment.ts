import { ascii, concat, type Bytes } from './bytes.ts';

// The segment file (FORMATS: Segment file): `HFS1`, then per chunk
// u32 length of what follows · u16 take · u32 chunk · ciphertext with tag. All big-endian.

/** One sealed chunk as it lies in a segment. `sealed` is the ciphertext with its 16-byte tag. */
export interface SealedChunk {
  take: number;
  chunk: number;
  sealed: Bytes;
}

/** The chunks of one take that a segment holds, both ends included. */
export interface ChunkRange {
  take: number;
  firstChunk: number;
  lastChunk: number;
}

export const SEGMENT_MIME_TYPE = 'application/octet-stream';
const MAGIC = ascii('HFS1');
const NUMBERS_BYTES = 6;
/** What a chunk costs in a segment beyond its sealed bytes. */
export const CHUNK_OVERHEAD_BYTES = 4 + NUMBERS_BYTES;
const TAG_BYTES = 16;

/** What `decodeSegment` throws. `reason` says what is wrong and holds nothing of the content. */
export class SegmentError extends Error {
  override readonly name = 'SegmentError';
}

/** The bytes of a segment that holds `chunks` in this order. @throws RangeError on a number out of range. */
export function encodeSegment(chunks: readonly SealedChunk[]): Bytes {
  return concat([MAGIC, ...chunks.flatMap((chunk) => [header(chunk), chunk.sealed])]);
}

function header({ take, chunk, sealed }: SealedChunk): Bytes {
  if (take < 0 || take > 0xffff || chunk < 0 || chunk > 0xffff_ffff) throw new RangeError(`chunk ${take}/${chunk}`);
  const bytes = new Uint8Array(CHUNK_OVERHEAD_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, NUMBERS_BYTES + sealed.byteLength);
  view.setUint16(4, take);
  view.setUint32(6, chunk);
  return bytes;
}

/** The chunks of a segment, in file order, as views into `file`. @throws SegmentError when it is not a whole segment. */
export function decodeSegment(file: Bytes): SealedChunk[] {
  if (file.byteLength < MAGIC.byteLength || MAGIC.some((byte, i) => file[i] !== byte)) throw new SegmentError('no HFS1 at its start');
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const chunks: SealedChunk[] = [];
  for (let at = MAGIC.byteLength; at < file.byteLength; ) {
    if (at + CHUNK_OVERHEAD_BYTES > file.byteLength) throw new SegmentError('ends inside a chunk header');
    const length = view.getUint32(at);
    const end = at + 4 + length;
    if (length < NUMBERS_BYTES + TAG_BYTES) throw new SegmentError('a chunk too short to be sealed');
    if (end > file.byteLength) throw new SegmentError('ends inside a chunk');
    chunks.push({ take: view.getUint16(at + 4), chunk: view.getUint32(at + 6), sealed: file.subarray(at + CHUNK_OVERHEAD_BYTES, end) });
    at = end;
  }
  return chunks;
}

/** The ranges that `chunks` make up, in order. @throws SegmentError when chunks of a take are out of order or leave one out. */
export function rangesOf(chunks: readonly Pick<SealedChunk, 'take' | 'chunk'>[]): ChunkRange[] {
  const ranges: ChunkRange[] = [];
  for (const { take, chunk } of chunks) {
    const last = ranges.at(-1);
    if (last?.take === take) {
      if (chunk !== last.lastChunk + 1) throw new SegmentError(`take ${take}: chunk ${chunk} after ${last.lastChunk}`);
      last.lastChunk = chunk;
    } else {
      if (last && take < last.take) throw new SegmentError(`take ${take} after ${last.take}`);
      ranges.push({ take, firstChunk: chunk, lastChunk: chunk });
    }
  }
  return ranges;
}
