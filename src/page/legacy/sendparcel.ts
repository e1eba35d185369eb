import { Failure } from '../../core/failures.ts';
import type { UploadApi } from '../../core/ports.ts';
import type { Parcel } from './parcel.ts';

/** As many as one request may ask for. */
const PRESIGNED = 50;
/** The server may miss what it has confirmed; more often than this it is in trouble. */
const ROUNDS = 3;

/**
 * Sends a parcel and resolves when the server has confirmed all of it. `arrived` holds the segments that it has, over all
 * tries; `onSent` is told the bytes after each. Rejects with a Failure; trying again sends the rest of the same bytes.
 */
export async function sendParcel(api: UploadApi, parcel: Parcel, arrived: Set<number>, onSent: () => void): Promise<void> {
  const { ownerId, recordingId, segments } = parcel;
  for (let round = 1; round <= ROUNDS; round++) {
    const missing = segments.filter(({ seq }) => !arrived.has(seq));
    for (let from = 0; from < missing.length; from += PRESIGNED) {
      for (const grant of await api.presign(ownerId, recordingId, missing.slice(from, from + PRESIGNED))) {
        const segment = segments[grant.seq];
        if (!segment) throw new Failure('foreign_answer', { detail: 'a segment that nobody asked for' });
        await api.put(grant, segment.data);
        arrived.add(grant.seq);
        onSent();
      }
    }
    const answer = await api.complete(recordingId, parcel.manifest);
    if (answer.outcome === 'receipt' && answer.manifestSha256 === parcel.manifestSha256) return;
    if (answer.outcome !== 'missing') throw new Failure('manifest_differs');
    for (const seq of answer.seqs) arrived.delete(seq);
    onSent();
  }
  throw new Failure('segments_missing');
}
