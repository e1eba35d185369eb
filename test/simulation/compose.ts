import { createHash } from 'node:crypto';
import { concat, type Bytes } from '../../src/core/bytes.ts';
import type { Manifest } from '../../src/core/manifest.ts';
import { segmentKey, type OwnerId, type RecordingId, type Sha256Hex } from '../../src/core/names.ts';
import { chunkAad, chunkIv } from '../../src/core/seal/format.ts';
import { decodeSegment, rangesOf, SegmentError, type SealedChunk } from '../../src/core/segment.ts';
import { openFakeSeal } from './sealing.ts';

interface Made {
  ownerId: OwnerId;
  recordingId: RecordingId;
  manifest: Manifest;
  archivedAtMs: number;
}

/** What compose made of a recording: the plain bytes of its takes, or why it could not. */
export type Archive = Made & ({ takes: ReadonlyMap<number, Bytes>; sha256: Sha256Hex } | { problem: string });

/** Opens every chunk in its place and joins each take, as the real compose does before it looks at the audio. */
export function composeInMemory(manifest: Manifest, objects: ReadonlyMap<string, Bytes>, atMs: number): Archive {
  const { ownerId, recordingId } = manifest;
  const made: Made = { ownerId, recordingId, manifest, archivedAtMs: atMs };
  const parts = new Map<number, Bytes[]>(manifest.takes.map(({ take }) => [take, []]));
  for (const { seq, sha256, ranges } of manifest.segments) {
    const file = objects.get(segmentKey(ownerId, recordingId, seq, sha256));
    if (!file) return { ...made, problem: 'segment_missing' };
    if (createHash('sha256').update(file).digest('hex') !== sha256) return { ...made, problem: 'segment_corrupt' };
    const chunks = chunksIn(file);
    if (!chunks || JSON.stringify(rangesOf(chunks)) !== JSON.stringify(ranges)) return { ...made, problem: 'chunks_incomplete' };
    for (const { take, chunk, sealed } of chunks) {
      const { mimeType, wrappedKeys } = manifest.takes.find((one) => one.take === take)!;
      const plain = openFakeSeal(wrappedKeys, chunkIv(chunk), chunkAad({ ownerId, recordingId, take, chunk, mimeType }), sealed.slice());
      if (!plain) return { ...made, problem: 'seal_broken' };
      parts.get(take)!.push(plain);
    }
  }
  const takes = new Map([...parts].map(([take, pieces]) => [take, concat(pieces)]));
  return { ...made, takes, sha256: createHash('sha256').update(concat([...takes.values()])).digest('hex') };
}

/** The chunks of a segment file, or undefined when it is none or they are out of order. */
function chunksIn(file: Bytes): SealedChunk[] | undefined {
  try {
    const chunks = decodeSegment(file);
    rangesOf(chunks);
    return chunks;
  } catch (error) {
    if (error instanceof SegmentError) return undefined;
    throw error;
  }
}
