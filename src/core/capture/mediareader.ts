/**
 * Reads a growing container and says what lies complete in it. Holds a few kilobytes at the most, whatever the stream's length.
 */
export interface MediaReader {
  /** The stream's next bytes, cut anywhere. Never throws: on bytes that make no sense it stops reading. */
  push(bytes: Uint8Array): void;
  /** False once the bytes made no sense, from where on nothing is read. A stream that merely ends early is intact. */
  intact(): boolean;
}

/** Takes the bytes one after the other: `read` returns how many it used of `bytes` from `at`, and throws on nonsense. */
export function createMediaReader(read: (bytes: Uint8Array, at: number) => number): MediaReader {
  let intact = true;
  return {
    push(bytes) {
      try {
        for (let at = 0; intact && at < bytes.byteLength; ) at += read(bytes, at);
      } catch {
        intact = false;
      }
    },
    intact: () => intact,
  };
}

/** What a reader throws to `createMediaReader` on bytes that make no sense. */
export class MediaNonsense extends Error {
  override readonly name = 'MediaNonsense';
}

/** Gathers a known number of bytes that may come in many parts. */
export interface Gatherer {
  /** Forgets what was gathered and wants `bytes` bytes. */
  want(bytes: number): void;
  /** Keeps what was gathered and wants `bytes` bytes in all. */
  more(bytes: number): void;
  /** Takes from `source` at `at` up to `limit` bytes of what is still wanted; returns how many it took. */
  take(source: Uint8Array, at: number, limit?: number): number;
  /** Whether all is there. */
  full(): boolean;
  /** What was gathered so far; valid until the next `want`. */
  bytes(): Uint8Array;
}

/** @param maxBytes more than this is never gathered: `want` throws MediaNonsense. */
export function createGatherer(maxBytes: number): Gatherer {
  let buffer = new Uint8Array(0);
  let wanted = 0;
  let have = 0;
  function more(bytes: number): void {
    if (bytes > maxBytes) throw new MediaNonsense('more than is ever gathered');
    if (bytes > buffer.byteLength) {
      const larger = new Uint8Array(bytes);
      larger.set(buffer.subarray(0, have));
      buffer = larger;
    }
    wanted = bytes;
  }
  return {
    want(bytes) {
      have = 0;
      more(bytes);
    },
    more,
    take(source, at, limit = Infinity) {
      const count = Math.min(wanted - have, source.byteLength - at, limit);
      buffer.set(source.subarray(at, at + count), have);
      have += count;
      return count;
    },
    full: () => have === wanted,
    bytes: () => buffer.subarray(0, have),
  };
}
