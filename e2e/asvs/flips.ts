import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMemoryStore } from '../../api/adapters/memorystore.ts';
import { composeRecording } from '../../api/compose/compose.ts';
import { manifestText, type Manifest } from '../../src/core/manifest.ts';
import { archivePrefix, manifestKey, manifestPointerKey, segmentKey } from '../../src/core/names.ts';
import { CHUNK_OVERHEAD_BYTES, decodeSegment, SEGMENT_MIME_TYPE } from '../../src/core/segment.ts';
import { createTestKeyRing } from '../../test/build/keyring.ts';
import { mediaFixture } from '../../test/build/mediafixture.ts';
import { buildRecording, storeRecording } from '../../test/build/recording.ts';

// A received recording of which somebody who can write to the bucket changes one bit.

type Bytes = Uint8Array<ArrayBuffer>;

/** A bit of the segment, and what lies there. */
export interface Place {
  region: string;
  bit: number;
}

export interface FlipBench {
  /** Every bit of what is short, and one in every few bytes of the sealed audio. */
  places: Place[];
  manifestBits: number;
  /** Flips a bit of the segment. `covered`: names the segment after what it is now, and has a new manifest and pointer say so. */
  flipSegment(bit: number, covered: boolean): Promise<void>;
  flipManifest(bit: number): Promise<void>;
  /** Composes what is stored now, and puts everything back: the code of the refusal, or undefined when there is an archive. */
  composed(): Promise<string | undefined>;
  dispose(): Promise<void>;
}

const OWNER_ID = 'c0'.repeat(16);
const JSON_TYPE = { contentType: 'application/json' };
/** Of sealed audio, one byte in so many. */
const STRIDE_BYTES = 97;

/** One segment of two chunks of what Chromium recorded. */
export async function createFlipBench(): Promise<FlipBench> {
  const ring = await createTestKeyRing();
  const store = createMemoryStore({ clock: Date.now });
  const workDir = await mkdtemp(join(tmpdir(), 'holdfast-flips-'));
  const { mimeType, chunks } = mediaFixture('chromium-opus.webm');
  const recording = await buildRecording({ ownerId: OWNER_ID, recordingId: randomUUID(), takes: [{ mimeType, chunks: chunks.slice(0, 2) }], sealTo: [ring] });
  const { manifest, manifestBytes, manifestSha256 } = recording;
  const { recordingId } = manifest;
  const [{ data, sha256 }] = recording.segments as [(typeof recording.segments)[number]];
  await storeRecording(store, recording);

  const storeManifest = async (changed: Manifest): Promise<void> => {
    const bytes = new TextEncoder().encode(manifestText(changed));
    await store.put(manifestKey(OWNER_ID, recordingId, hashOf(bytes)), bytes, JSON_TYPE);
    await store.put(manifestPointerKey(OWNER_ID, recordingId), new TextEncoder().encode(JSON.stringify({ manifestSha256: hashOf(bytes), receivedAtMs: 1 })), JSON_TYPE);
  };

  return {
    places: placesIn(data),
    manifestBits: manifestBytes.byteLength * 8,
    async flipSegment(bit, covered) {
      const bytes = flipped(data, bit);
      await store.put(segmentKey(OWNER_ID, recordingId, 0, covered ? hashOf(bytes) : sha256), bytes, { contentType: SEGMENT_MIME_TYPE });
      if (covered) await storeManifest({ ...manifest, segments: manifest.segments.map((segment) => ({ ...segment, sha256: hashOf(bytes) })) });
    },
    async flipManifest(bit) {
      await store.put(manifestKey(OWNER_ID, recordingId, manifestSha256), flipped(manifestBytes, bit), JSON_TYPE);
    },
    async composed() {
      const result = await composeRecording({ store, keys: ring.keys, clock: Date.now, log: () => undefined, workDir }, OWNER_ID, recordingId);
      for await (const { key } of store.list(archivePrefix(OWNER_ID, recordingId))) {
        if ('code' in result && !key.endsWith('/problem.json')) throw new Error(`${key} was stored for a recording that was refused`);
        await store.delete(key);
      }
      await storeRecording(store, recording);
      return 'code' in result ? String(result.code) : undefined;
    },
    dispose: () => rm(workDir, { recursive: true, force: true }),
  };
}

function placesIn(segment: Bytes): Place[] {
  const places: Place[] = [];
  const add = (region: string, from: number, to: number, stride = 1): void => {
    for (let byte = from; byte < to; byte += stride) for (let bit = 0; bit < 8; bit++) if (stride === 1 || bit === byte % 8) places.push({ region, bit: byte * 8 + bit });
  };
  add('magic', 0, 4);
  for (const { sealed } of decodeSegment(segment)) {
    const at = sealed.byteOffset - segment.byteOffset;
    const end = at + sealed.byteLength;
    const header = at - CHUNK_OVERHEAD_BYTES;
    add('length', header, header + 4);
    add('take', header + 4, header + 6);
    add('chunk', header + 6, at);
    add('ciphertext', at, at + 4);
    add('ciphertext', at + 4, end - 16, STRIDE_BYTES);
    add('tag', end - 16, end);
  }
  return places;
}

function flipped(bytes: Bytes, bit: number): Bytes {
  return bytes.with(bit >> 3, bytes[bit >> 3]! ^ (1 << (bit & 7)));
}

function hashOf(bytes: Bytes): string {
  return createHash('sha256').update(bytes).digest('hex');
}
