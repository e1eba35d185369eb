import { createHash, webcrypto } from 'node:crypto';
import { fromBase64, type Bytes } from '../../src/core/bytes.ts';
import type { Manifest, ManifestSegment, ManifestTake } from '../../src/core/manifest.ts';
import { segmentKey } from '../../src/core/names.ts';
import { chunkAad, chunkIv, TAG_BYTES } from '../../src/core/seal/format.ts';
import { decodeSegment, rangesOf, SegmentError, type ChunkRange, type SealedChunk } from '../../src/core/segment.ts';
import type { KeyRing, ObjectStore } from '../ports.ts';
import { ComposeFault } from './composefault.ts';

/** A chunk of a take, opened. `data` is the recorder's plain bytes. */
export interface OpenedChunk {
  take: number;
  data: Bytes;
}

/** Fetches one segment, proves that it is what the manifest says, and opens the chunks of all takes or of one. */
export type OpenSegment = (segment: ManifestSegment, onlyTake?: number) => Promise<OpenedChunk[]>;

/**
 * Unwraps the key of every take and returns what opens the manifest's segments.
 * The store may ignore checksums, so everything is checked here.
 * @throws ComposeFault `key_unknown`; the returned function `segment_missing`, `segment_corrupt`, `chunks_incomplete`, `seal_broken`;
 * both StoreError or what the key ring throws, when those are out of reach.
 */
export async function openSealedSegments(store: ObjectStore, keys: KeyRing, manifest: Manifest): Promise<OpenSegment> {
  const { ownerId, recordingId } = manifest;
  const takes = new Map<number, { mimeType: string; key: webcrypto.CryptoKey }>();
  for (const take of manifest.takes) takes.set(take.take, { mimeType: take.mimeType, key: await unwrapKey(keys, take) });

  async function open({ take, chunk, sealed }: SealedChunk): Promise<OpenedChunk> {
    const { mimeType, key } = takes.get(take)!;
    const additionalData = chunkAad({ ownerId, recordingId, take, chunk, mimeType });
    const algorithm = { name: 'AES-GCM', iv: chunkIv(chunk), additionalData, tagLength: TAG_BYTES * 8 };
    const data = await webcrypto.subtle.decrypt(algorithm, key, sealed).catch((cause: unknown) => {
      throw new ComposeFault('seal_broken', `take ${take}: chunk ${chunk} does not open`, cause);
    });
    return { take, data: new Uint8Array(data) };
  }

  return async (segment, onlyTake) => {
    const file = await store.get(segmentKey(ownerId, recordingId, segment.seq, segment.sha256));
    const chunks = provenChunks(segment, file);
    return Promise.all(chunks.filter(({ take }) => onlyTake === undefined || take === onlyTake).map(open));
  };
}

async function unwrapKey(keys: KeyRing, { take, wrappedKeys }: ManifestTake): Promise<webcrypto.CryptoKey> {
  const outages: unknown[] = [];
  for (const { kid, wrapped } of wrappedKeys) {
    const raw = await keys.unwrap(kid, bytesOf(wrapped)).catch((error: unknown) => void outages.push(error));
    if (raw?.byteLength === 32) return webcrypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['decrypt']);
  }
  // A problem is final, and the key that could not be asked may be the one that opens it.
  if (outages.length > 0) throw outages[0];
  throw new ComposeFault('key_unknown', `take ${take}: none of its ${wrappedKeys.length} wrapped keys opens`);
}

/** Text that is no base64 becomes no bytes, which no key ring unwraps. */
function bytesOf(base64: string): Bytes {
  try {
    return fromBase64(base64);
  } catch {
    return new Uint8Array(0);
  }
}

function provenChunks(segment: ManifestSegment, file: Bytes | undefined): SealedChunk[] {
  const { seq, bytes, sha256, ranges } = segment;
  if (!file) throw new ComposeFault('segment_missing', `segment ${seq} is missing`);
  if (file.byteLength !== bytes) throw corrupt(seq, `has ${file.byteLength} bytes instead of ${bytes}`);
  if (createHash('sha256').update(file).digest('hex') !== sha256) throw corrupt(seq, 'does not match its hash');
  const { chunks, found } = decoded(seq, file);
  const same = found.length === ranges.length && found.every((range, i) => sameRange(range, ranges[i]!));
  if (!same) throw incomplete(seq);
  return chunks;
}

function decoded(seq: number, file: Bytes): { chunks: SealedChunk[]; found: ChunkRange[] } {
  let chunks: SealedChunk[];
  try {
    chunks = decodeSegment(file);
  } catch (error) {
    if (error instanceof SegmentError) throw corrupt(seq, error.message);
    throw error;
  }
  try {
    return { chunks, found: rangesOf(chunks) };
  } catch (error) {
    if (error instanceof SegmentError) throw incomplete(seq);
    throw error;
  }
}

function sameRange(one: ChunkRange, other: ChunkRange): boolean {
  return one.take === other.take && one.firstChunk === other.firstChunk && one.lastChunk === other.lastChunk;
}

function corrupt(seq: number, what: string): ComposeFault {
  return new ComposeFault('segment_corrupt', `segment ${seq} ${what}`);
}

function incomplete(seq: number): ComposeFault {
  return new ComposeFault('chunks_incomplete', `segment ${seq} does not hold the chunks that the manifest lists`);
}
