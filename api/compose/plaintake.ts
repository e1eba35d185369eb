import { concat, type Bytes } from '../../src/core/bytes.ts';
import type { ManifestSegment } from '../../src/core/manifest.ts';
import { ComposeFault } from './composefault.ts';
import type { OpenSegment } from './sealedsegments.ts';
import type { Piece } from './takelayout.ts';

/** Where in a take's plain bytes a segment's share of it begins. */
export interface Share {
  segment: ManifestSegment;
  start: number;
}

/** Bytes of a take by their place, opened when they are asked for, so that plain audio lies neither on disk nor whole in memory. */
export interface PlainTake {
  /** Bytes in all. */
  size: number;
  /** The bytes from `start` up to and without `end`. @throws like OpenSegment. */
  read(start: number, end: number): Promise<Bytes>;
}

/** Shares kept open at once. They are read in order, so two would do; a share is 8 MiB at the most. */
const MAX_OPEN_SHARES = 3;

/** The bytes of `take` that lie in `pieces`, one after the other. `shares` are in order. */
export function createPlainTake(take: number, shares: readonly Share[], pieces: readonly Piece[], openSegment: OpenSegment): PlainTake {
  const opened = new Map<Share, Promise<Bytes>>();

  async function load(share: Share): Promise<Bytes> {
    return concat((await openSegment(share.segment, take)).map(({ data }) => data));
  }

  function bytesOf(share: Share): Promise<Bytes> {
    const bytes = opened.get(share) ?? load(share);
    opened.delete(share);
    opened.set(share, bytes); // Now the last in order, so the first is the one used longest ago.
    if (opened.size > MAX_OPEN_SHARES) opened.delete(opened.keys().next().value!);
    return bytes;
  }

  /** By place in the take, before pieces were chosen. */
  async function readTake(start: number, end: number): Promise<Bytes[]> {
    const parts: Bytes[] = [];
    for (let at = start; at < end; ) {
      const share = shares[lastAtOrBefore(shares, at)]!;
      const bytes = await bytesOf(share);
      const part = bytes.subarray(at - share.start, end - share.start);
      if (part.byteLength === 0) throw new ComposeFault('segment_corrupt', `segment ${share.segment.seq} changed while it was read`);
      parts.push(part);
      at += part.byteLength;
    }
    return parts;
  }

  const starts: { start: number; piece: Piece }[] = [];
  let size = 0;
  for (const piece of pieces) {
    starts.push({ start: size, piece });
    size += piece.end - piece.start;
  }

  return {
    size,
    async read(start, end) {
      const parts: Bytes[] = [];
      for (let at = start; at < end; ) {
        const { start: pieceStart, piece } = starts[lastAtOrBefore(starts, at)]!;
        const from = piece.start + at - pieceStart;
        const to = Math.min(piece.end, from + end - at);
        parts.push(...(await readTake(from, to)));
        at += to - from;
      }
      return concat(parts);
    },
  };
}

/** Index of the last entry that starts at or before `at`. */
function lastAtOrBefore(entries: readonly { start: number }[], at: number): number {
  let low = 0;
  let high = entries.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (entries[middle]!.start <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}
