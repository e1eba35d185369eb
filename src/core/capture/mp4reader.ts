import { createGatherer, createMediaReader, MediaNonsense, type MediaReader } from './mediareader.ts';
import { readMoof, readMoov, type Mp4Run, type Mp4Track } from './mp4boxes.ts';

/** One complete fragment: a `moof` followed by the `mdat` with all its samples. */
export interface Mp4Fragment extends Mp4Run {
  /** Ticks per second of all its times. */
  timescale: number;
  /** From the first byte of its `moof` to behind the last of its `mdat`, in bytes of the stream. */
  startOffset: number;
  endOffset: number;
}

const HEADER_BYTES = 8;
const LARGE_HEADER_BYTES = 16;
/** A fragment of an hour has a `moof` of about 1.4 MB; recorders write seconds. */
const MAX_BOX_BYTES = 4 * 1024 * 1024;

/**
 * Reads a fragmented MP4 stream (ISO/IEC 14496-12 §8.8) and calls `onFragment` for every fragment as soon as it is complete.
 * A `moof` that no `mdat` follows, which WebKit writes at its end, is no fragment.
 * `onHeader` gets the offset behind `moov`, where the fragments begin.
 */
export function createMp4Reader(onFragment: (fragment: Mp4Fragment) => void, onHeader?: (endOffset: number) => void): MediaReader {
  const header = createGatherer(LARGE_HEADER_BYTES);
  const content = createGatherer(MAX_BOX_BYTES);
  header.want(HEADER_BYTES);
  let offset = 0;
  let box = { type: '', startOffset: 0, contentBytes: 0 };
  let left = 0;
  let track: Mp4Track | undefined;
  let pending: (Mp4Run & { startOffset: number }) | undefined;

  function open(bytes: Uint8Array): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const type = String.fromCharCode(...bytes.subarray(4, HEADER_BYTES));
    const startOffset = offset - bytes.byteLength;
    if (startOffset === 0 && type !== 'ftyp') throw new MediaNonsense('no ftyp at its start');
    let size = view.getUint32(0);
    if (size === 1) {
      if (bytes.byteLength < LARGE_HEADER_BYTES) return header.more(LARGE_HEADER_BYTES);
      size = view.getUint32(8) * 2 ** 32 + view.getUint32(12);
    } else if (size === 0) {
      size = Number.MAX_SAFE_INTEGER; // Goes on to the end of the file, so it is never complete.
    }
    left = size - bytes.byteLength;
    if (left < 0) throw new MediaNonsense('a box smaller than its header');
    box = { type, startOffset, contentBytes: left };
    content.want(type === 'moov' || type === 'moof' ? left : 0);
    if (left === 0) close();
  }

  function close(): void {
    if (box.type === 'moov') {
      track = readMoov(content.bytes());
      onHeader?.(offset);
    } else if (box.type === 'moof') {
      if (!track) throw new MediaNonsense('a fragment before the header');
      pending = { ...readMoof(content.bytes(), track), startOffset: box.startOffset };
    } else if (box.type === 'mdat' && track && pending) {
      if (pending.bytes <= box.contentBytes) onFragment({ ...pending, timescale: track.timescale, endOffset: offset });
      pending = undefined;
    }
    header.want(HEADER_BYTES);
  }

  return createMediaReader((bytes, at) => {
    if (left > 0) {
      const count = Math.min(left, bytes.byteLength - at);
      content.take(bytes, at, count);
      left -= count;
      offset += count;
      if (left === 0) close();
      return count;
    }
    const count = header.take(bytes, at);
    offset += count;
    if (header.full()) open(header.bytes());
    return count;
  });
}
