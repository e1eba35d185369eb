import { createGatherer, createMediaReader, MediaNonsense, type MediaReader } from './mediareader.ts';

// WebM as recorders stream it (RFC 8794, RFC 9559): the Segment and its Clusters may have an unknown size,
// so their children are read as if they lay flat, and whatever is not needed is skipped by its size.

/** One complete SimpleBlock, or BlockGroup with its Block. */
export interface WebmBlock {
  track: number;
  startMs: number;
  /** How many packets it holds: more than one when they are laced, none when it is empty. */
  packets: number;
  /** The first packet's first two bytes, where it is not laced and has them. */
  head: [number | undefined, number | undefined];
  /** From BlockDuration. */
  durationMs: number | undefined;
  /** `CodecID` of the track, as far as it is known. */
  codecId: string | undefined;
  /** Where in the stream the block ends, in bytes. */
  endOffset: number;
}

const EBML = 0x1a45dfa3;
const SEGMENT = 0x18538067;
const CLUSTER = 0x1f43b675;
const BLOCK_GROUP = 0xa0;
const SIMPLE_BLOCK = 0xa3;
const BLOCK = 0xa1;
/** Info, Tracks, TrackEntry: entered for what is in them. */
const ENTERED = new Set([SEGMENT, CLUSTER, BLOCK_GROUP, 0x1549a966, 0x1654ae6b, 0xae]);
const TIMESTAMP_SCALE = 0x2ad7b1;
const CODEC_ID = 0x86;
const CLUSTER_TIMESTAMP = 0xe7;
const BLOCK_DURATION = 0x9b;
const VALUES = new Set([TIMESTAMP_SCALE, CODEC_ID, CLUSTER_TIMESTAMP, BLOCK_DURATION]);
const UNKNOWN = -1;
const MAX_VALUE_BYTES = 64;
/** Track number (at most 8), timecode, flags, and two bytes of the packet. */
const BLOCK_HEAD_BYTES = 13;
const DEFAULT_TICK_MS = 1;

/** Reads a WebM stream and calls `onBlock` for every block as soon as it is complete. */
export function createWebmReader(onBlock: (block: WebmBlock) => void): MediaReader {
  const header = createGatherer(12);
  const content = createGatherer(MAX_VALUE_BYTES);
  header.want(1);
  let offset = 0;
  /** The element whose content is being read, and how much of it is left. */
  let id = 0;
  let left = 0;
  let tickMs = DEFAULT_TICK_MS;
  let clusterTicks = 0;
  let codecId: string | undefined;
  /** Of the open BlockGroup. */
  let groupEnd = 0;
  let groupTicks: number | undefined;
  let groupBlock: WebmBlock | undefined;

  function open(elementId: number, size: number): void {
    if (offset === header.bytes().byteLength && elementId !== EBML) throw new MediaNonsense('no EBML at its start');
    if (size === UNKNOWN && elementId !== SEGMENT && elementId !== CLUSTER) throw new MediaNonsense('unknown size');
    if (elementId === BLOCK_GROUP) {
      groupEnd = offset + size;
      groupTicks = undefined;
      groupBlock = undefined;
    }
    id = elementId;
    left = ENTERED.has(id) ? 0 : size;
    content.want(VALUES.has(id) ? size : id === SIMPLE_BLOCK || id === BLOCK ? Math.min(size, BLOCK_HEAD_BYTES) : 0);
  }

  function close(): void {
    const bytes = content.bytes();
    if (id === TIMESTAMP_SCALE) tickMs = unsigned(bytes) / 1e6;
    else if (id === CODEC_ID) codecId ??= text(bytes);
    else if (id === CLUSTER_TIMESTAMP) clusterTicks = unsigned(bytes);
    else if (id === BLOCK_DURATION) groupTicks = unsigned(bytes);
    else if (id === SIMPLE_BLOCK) onBlock(block(bytes));
    else if (id === BLOCK) groupBlock = block(bytes);
    // A BlockDuration may follow its Block, so a group counts when all of it is there.
    if (groupBlock && offset >= groupEnd) {
      const durationMs = groupTicks === undefined ? undefined : groupTicks * tickMs;
      onBlock({ ...groupBlock, durationMs, endOffset: offset });
      groupBlock = undefined;
    }
  }

  function block(bytes: Uint8Array): WebmBlock {
    const trackBytes = lengthOf(bytes[0]);
    if (bytes.byteLength < trackBytes + 3) throw new MediaNonsense('a block too short');
    const ticks = ((bytes[trackBytes]! << 24) >> 16) | bytes[trackBytes + 1]!;
    const laced = (bytes[trackBytes + 2]! & 0x06) !== 0;
    const [first, second] = [bytes[trackBytes + 3], bytes[trackBytes + 4]];
    return {
      track: vint(bytes, 0, trackBytes),
      startMs: (clusterTicks + ticks) * tickMs,
      packets: first === undefined ? 0 : laced ? first + 1 : 1,
      head: laced ? [undefined, undefined] : [first, second],
      durationMs: undefined,
      codecId,
      endOffset: offset,
    };
  }

  return createMediaReader((bytes, at) => {
    if (left > 0) {
      const count = Math.min(left, bytes.byteLength - at);
      content.take(bytes, at, count);
      left -= count;
      offset += count;
      if (left === 0) nextHeader();
      return count;
    }
    const count = header.take(bytes, at);
    offset += count;
    if (header.full()) readHeader(header.bytes());
    return count;
  });

  function nextHeader(): void {
    close();
    header.want(1);
  }

  /** The header grows from one byte to the id's length, and by the size's, as far as its own bytes say. */
  function readHeader(bytes: Uint8Array): void {
    const idBytes = lengthOf(bytes[0]);
    if (idBytes > 4) throw new MediaNonsense('an id too long');
    const sizeAt = bytes[idBytes];
    const whole = sizeAt === undefined ? idBytes + 1 : idBytes + lengthOf(sizeAt);
    if (bytes.byteLength < whole) return header.more(whole);
    open(unsigned(bytes.subarray(0, idBytes)), vint(bytes, idBytes, whole));
    if (left === 0) nextHeader();
  }
}

/** The length that the first byte of a variable-size integer announces. */
function lengthOf(first: number | undefined): number {
  if (!first) throw new MediaNonsense('no length');
  return Math.clz32(first) - 23;
}

/** The value of the variable-size integer from `start` to `end`, or UNKNOWN when all its bits are set. */
function vint(bytes: Uint8Array, start: number, end: number): number {
  const mask = 0xff >> (end - start);
  const [first = 0, ...rest] = bytes.subarray(start, end);
  if ((first & mask) === mask && rest.every((byte) => byte === 0xff)) return UNKNOWN;
  return exact(rest.reduce((value, byte) => value * 256 + byte, first & mask));
}

function unsigned(bytes: Uint8Array): number {
  return exact(bytes.reduce((value, byte) => value * 256 + byte, 0));
}

function exact(value: number): number {
  if (!Number.isSafeInteger(value)) throw new MediaNonsense('a number too large');
  return value;
}

function text(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
