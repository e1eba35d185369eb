import { Failure, Stale } from '../failures.ts';
import type { RecordingId } from '../names.ts';
import type { Digest, RecordingStore } from '../ports.ts';
import type { Segment } from '../recording.ts';
import { encodeSegment, rangesOf, SegmentError } from '../segment.ts';

/** A segment for a phone without a network: about a minute, few requests once there is one. Bounds the room that a cut needs. */
export const MAX_CUT_BYTES = 256 * 1024;

/**
 * Turns the first chunks of a recording that lie in no segment into one: bytes and hash are fixed before anything
 * is sent, and the chunks go in the same transaction. Resolves undefined when there were none, or somebody else was
 * quicker. Rejects with a Failure of the store.
 */
export async function cutSegment(deps: { store: RecordingStore; digest: Digest }, id: RecordingId): Promise<Omit<Segment, 'sent'> | undefined> {
  const recording = await deps.store.get(id);
  const chunks = await deps.store.unsegmented(id, MAX_CUT_BYTES);
  if (!recording || chunks.length === 0) return undefined;
  try {
    const ranges = rangesOf(chunks);
    const data = encodeSegment(chunks);
    const segment = { recordingId: id, seq: recording.segmentCount, bytes: data.byteLength, sha256: await deps.digest.sha256(data), ranges };
    await deps.store.addSegment(segment, data);
    return segment;
  } catch (error) {
    if (error instanceof Stale) return undefined;
    if (error instanceof SegmentError) throw new Failure('data_corrupt', { detail: error.message, cause: error });
    throw error;
  }
}
