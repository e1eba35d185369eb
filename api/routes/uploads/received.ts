import type { OwnerId, RecordingId, Sha256Hex } from '../../../src/core/names.ts';
import { archiveProblemKey, archiveRecordKey, manifestPointerKey } from '../../../src/core/names.ts';
import type { Receipt, UploadState } from '../../../src/wire/api.ts';
import { archiveProblem, archiveRecord, manifestPointer, type ManifestPointer } from '../../../src/wire/archive.ts';
import type { ObjectStore } from '../../ports.ts';
import { storedJson } from '../../storedjson.ts';

/** The pointer that decides which manifest of a recording counts, or undefined when none was received. @throws StoreError */
export function received(store: ObjectStore, ownerId: OwnerId, recordingId: RecordingId): Promise<ManifestPointer | undefined> {
  return storedJson(store, manifestPointerKey(ownerId, recordingId), manifestPointer);
}

/** What the client compares before it calls a recording sent. */
export function receiptOf(recordingId: RecordingId, { manifestSha256, receivedAtMs }: ManifestPointer): Receipt {
  return { holdfast: 'receipt', recordingId, manifestSha256, receivedAtMs };
}

/**
 * How far compose came with the manifest that counts; both null when it has not answered yet.
 * What it wrote for another manifest does not count: the client may delete audio on the strength of this. @throws StoreError
 */
export async function composed(
  store: ObjectStore,
  ownerId: OwnerId,
  recordingId: RecordingId,
  manifestSha256: Sha256Hex,
): Promise<Pick<UploadState, 'archived' | 'problem'>> {
  const record = await storedJson(store, archiveRecordKey(ownerId, recordingId), archiveRecord);
  const file = record?.files[0];
  if (record?.manifestSha256 === manifestSha256 && file) {
    const { seconds, archivedAtMs } = record;
    return { archived: { sha256: file.sha256, seconds, archivedAtMs }, problem: null };
  }
  const problem = await storedJson(store, archiveProblemKey(ownerId, recordingId), archiveProblem);
  if (problem?.manifestSha256 !== manifestSha256) return { archived: null, problem: null };
  return { archived: null, problem: { code: problem.code, detail: problem.detail } };
}
