import { archivePrefix, manifestPointerKey, OWNER_ID, RECORDING_ID, type OwnerId, type RecordingId } from '../../src/core/names.ts';
import type { ObjectStore } from '../ports.ts';

const DECIDED = new Set(['recording.json', 'problem.json']);

/** Every recording that was completed but has neither `recording.json` nor `problem.json`, in key order. @throws StoreError */
export async function* uncomposedRecordings(store: ObjectStore): AsyncGenerator<{ ownerId: OwnerId; recordingId: RecordingId }> {
  const decided = new Set<string>();
  for await (const { key } of store.list('archive/')) {
    const [, ownerId, recordingId, name] = key.split('/');
    if (name !== undefined && DECIDED.has(name)) decided.add(archivePrefix(ownerId!, recordingId!));
  }
  for await (const { key } of store.list('ingest/')) {
    const [, ownerId = '', recordingId = ''] = key.split('/');
    if (!OWNER_ID.test(ownerId) || !RECORDING_ID.test(recordingId)) continue;
    if (key !== manifestPointerKey(ownerId, recordingId)) continue;
    if (!decided.has(archivePrefix(ownerId, recordingId))) yield { ownerId, recordingId };
  }
}
