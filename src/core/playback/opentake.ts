import type { Bytes } from '../bytes.ts';
import { Failure } from '../failures.ts';
import type { OwnerId, RecordingId } from '../names.ts';
import type { LocalKeys, OpeningKey, RecordingStore } from '../ports.ts';
import type { Segment, Take } from '../recording.ts';
import { chunkAad, chunkIv } from '../seal/format.ts';
import { decodeSegment, SegmentError, type SealedChunk } from '../segment.ts';

/**
 * A piece of a take in plain, or what is missing in its place: both ends included. `gone`: not on this device;
 * `broken`: what is there is not what was sealed. After a missing piece a player needs luck; before it, none.
 */
export type OpenedPiece = { is: 'audio'; chunk: number; bytes: Bytes } | { is: 'missing'; firstChunk: number; lastChunk: number; why: 'gone' | 'broken' };

/** Bounds what one look at the chunks that are in no segment brings into memory. */
const MAX_READ_BYTES = 256 * 1024;

interface PlaybackDeps {
  ownerId: OwnerId;
  store: RecordingStore;
  localKeys: LocalKeys;
}

/**
 * The plain bytes of a take on this device, piece by piece in order, up to what was committed when it was opened.
 * Every tag is verified. One segment at a time is in memory, and nothing plain is written anywhere.
 * Resolves undefined when this device has no key to it, or no such take. Rejects with a Failure of the store.
 */
export async function openTake(deps: PlaybackDeps, recordingId: RecordingId, take: number): Promise<AsyncGenerator<OpenedPiece, void> | undefined> {
  const wrap = await deps.store.deviceWrap(recordingId, take);
  const key = wrap && (await deps.localKeys.unwrap(wrap));
  const row = (await deps.store.takes(recordingId)).find((one) => one.take === take);
  return key && row && openPieces(deps, key, row);
}

async function* openPieces({ ownerId, store }: PlaybackDeps, key: OpeningKey, { recordingId, take, mimeType, chunkCount }: Take): AsyncGenerator<OpenedPiece, void> {
  const sealedFrom = createReader(store, recordingId, take, chunkCount);
  let next = 0;
  while (next < chunkCount) {
    const found = await sealedFrom(next);
    for (const { chunk, sealed } of found.chunks) {
      if (chunk !== next) break;
      const bytes = await key.open(chunkIv(chunk), chunkAad({ ownerId, recordingId, take, chunk, mimeType }), sealed);
      yield bytes ? { is: 'audio', chunk, bytes } : { is: 'missing', firstChunk: chunk, lastChunk: chunk, why: 'broken' };
      next += 1;
    }
    if (found.missing && next < found.missing.end) {
      yield { is: 'missing', firstChunk: next, lastChunk: found.missing.end - 1, why: found.missing.why };
      next = found.missing.end;
    }
  }
}

/** Chunks in order, the first of them the one asked for; then, up to and without `end`, what is not there to be had. */
interface Found {
  chunks: SealedChunk[];
  missing?: { end: number; why: 'gone' | 'broken' };
}

/** Finds the chunks of a take from a number on. They may move from chunks into a segment at any time, so a miss is looked at again. */
function createReader(store: RecordingStore, id: RecordingId, take: number, chunkCount: number): (next: number) => Promise<Found> {
  let segments: Segment[] | undefined;

  async function inSegment(next: number): Promise<Found | undefined> {
    const of = segments?.flatMap(({ seq, ranges }) => ranges.filter((range) => range.take === take).map((range) => ({ seq, ...range })));
    const range = of?.find(({ firstChunk, lastChunk }) => firstChunk <= next && next <= lastChunk);
    if (!range) return undefined;
    const end = Math.min(range.lastChunk + 1, chunkCount);
    const data = await store.segmentData(id, range.seq);
    if (!data) return { chunks: [], missing: { end, why: 'gone' } };
    try {
      const chunks = decodeSegment(data).filter((one) => one.take === take && one.chunk >= next && one.chunk < end);
      return { chunks, missing: { end, why: 'broken' } };
    } catch (error) {
      if (!(error instanceof SegmentError)) throw error;
      return { chunks: [], missing: { end, why: 'broken' } };
    }
  }

  async function uncut(next: number): Promise<SealedChunk[]> {
    const chunks = await store.unsegmented(id, MAX_READ_BYTES, { take, chunk: next });
    return chunks.filter((one) => one.take === take && one.chunk < chunkCount);
  }

  return async (next) => {
    segments ??= await store.segments(id);
    for (let look = 0; ; look++) {
      const found = await inSegment(next);
      if (found) return found;
      const chunks = await uncut(next);
      if (chunks[0]?.chunk === next) return { chunks };
      if (look > 0) {
        const known = segments.flatMap(({ ranges }) => ranges).filter((range) => range.take === take && range.firstChunk > next);
        const end = Math.min(chunkCount, chunks[0]?.chunk ?? chunkCount, ...known.map(({ firstChunk }) => firstChunk));
        return { chunks: [], missing: { end, why: 'gone' } };
      }
      segments = await store.segments(id);
    }
  };
}

/** All of a take in plain, for a file that its person asks for. Rejects with Failure('data_corrupt') unless every piece is there. */
export async function wholeTake(pieces: AsyncIterable<OpenedPiece>): Promise<Bytes[]> {
  const parts: Bytes[] = [];
  for await (const piece of pieces) {
    if (piece.is === 'missing') throw new Failure('data_corrupt', { detail: `chunks ${piece.firstChunk} to ${piece.lastChunk} are ${piece.why}` });
    parts.push(piece.bytes);
  }
  return parts;
}
