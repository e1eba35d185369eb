import type { MediaReader } from '../../src/core/capture/mediareader.ts';
import { createMp4Reader, type Mp4Fragment } from '../../src/core/capture/mp4reader.ts';
import { createWebmReader } from '../../src/core/capture/webmreader.ts';
import { ComposeFault } from './composefault.ts';

/** A stretch of a take's plain bytes, from `start` up to and without `end`. */
export interface Piece {
  start: number;
  end: number;
}

/** What of a take is complete: its `pieces`, one after the other, are a container of `packets` packets. */
export interface TakeLayout {
  container: 'webm' | 'mp4';
  pieces: Piece[];
  packets: number;
}

/** Finds the layout of a take while its plain bytes go by. */
export interface LayoutReader {
  /** The take's next bytes, cut anywhere. */
  push(bytes: Uint8Array): void;
  /** @throws ComposeFault `audio_unreadable` when bytes made no sense, as opposed to merely ending early. */
  layout(): TakeLayout;
}

/** @throws ComposeFault `audio_unreadable` for a type that is not read. */
export function createLayoutReader(take: number, mimeType: string): LayoutReader {
  const container = mimeType.split(';', 1)[0]!.trim().toLowerCase();
  const { reader, layout } = container.endsWith('/webm') ? webmLayout() : container.endsWith('/mp4') ? mp4Layout() : unknown(take);
  return {
    push: (bytes) => reader.push(bytes),
    layout() {
      if (!reader.intact()) throw new ComposeFault('audio_unreadable', `take ${take}: its bytes are no ${container}`);
      return layout();
    },
  };
}

interface Reading {
  reader: MediaReader;
  layout: () => TakeLayout;
}

function unknown(take: number): Reading {
  throw new ComposeFault('audio_unreadable', `take ${take}: its type is not read`);
}

/** WebM may end behind any block. */
function webmLayout(): Reading {
  let packets = 0;
  let end = 0;
  const reader = createWebmReader((block) => {
    packets += block.packets;
    end = block.endOffset;
  });
  return { reader, layout: () => ({ container: 'webm', packets, pieces: end > 0 ? [{ start: 0, end }] : [] }) };
}

/**
 * WebKit writes its last `moof` a second time without `mdat`, so that its samples would be heard twice:
 * only complete fragments are taken, in the order of their decode times, each once.
 */
function mp4Layout(): Reading {
  let headerEnd = 0;
  const fragments: Mp4Fragment[] = [];
  const reader = createMp4Reader(
    (fragment) => {
      if (fragment.samples > 0) fragments.push(fragment);
    },
    (end) => (headerEnd = end),
  );
  return { reader, layout: () => layoutOf(headerEnd, fragments) };
}

function layoutOf(headerEnd: number, fragments: Mp4Fragment[]): TakeLayout {
  if (fragments.length === 0) return { container: 'mp4', packets: 0, pieces: [] };
  // A fragment whose samples are found by their place in the whole file has to stay there.
  if (!fragments.every((fragment) => fragment.movable)) {
    return { container: 'mp4', packets: packetsIn(fragments), pieces: [{ start: 0, end: fragments.at(-1)!.endOffset }] };
  }
  const timed = fragments.every((fragment) => fragment.baseTicks !== undefined);
  const ordered = timed ? fragments.toSorted((one, other) => one.baseTicks! - other.baseTicks!) : fragments;
  const kept = timed ? ordered.filter((fragment, i) => !sameFragment(fragment, ordered[i - 1])) : ordered;
  const pieces: Piece[] = [{ start: 0, end: headerEnd }];
  for (const { startOffset, endOffset } of kept) {
    const last = pieces.at(-1)!;
    if (last.end === startOffset) last.end = endOffset;
    else pieces.push({ start: startOffset, end: endOffset });
  }
  return { container: 'mp4', packets: packetsIn(kept), pieces };
}

function sameFragment(one: Mp4Fragment, other: Mp4Fragment | undefined): boolean {
  return one.baseTicks === other?.baseTicks && one.samples === other?.samples && one.ticks === other.ticks && one.bytes === other.bytes;
}

function packetsIn(fragments: readonly Mp4Fragment[]): number {
  return fragments.reduce((sum, { samples }) => sum + samples, 0);
}
