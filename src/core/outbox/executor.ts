import { Failure, Stale } from '../failures.ts';
import type { RecordingId } from '../names.ts';
import { cutSegment } from '../capture/cutsegment.ts';
import type { Clock, Digest, PutGrant, Random, RecordingStore, Telemetry, UploadApi } from '../ports.ts';
import { isTrashed, type Recording } from '../recording.ts';
import { amend } from './amend.ts';
import { backoffMs } from './backoff.ts';
import { freezeManifest } from './freezemanifest.ts';
import type { Action } from './planner.ts';

export interface OutboxDeps {
  clock: Clock;
  random: Random;
  store: RecordingStore;
  digest: Digest;
  api: UploadApi;
  telemetry: Telemetry;
}

/** Signed PUTs at hand in this drain, by recording and segment. They live for minutes and are never stored. */
export type Grants = Map<RecordingId, Map<number, PutGrant>>;

const FIRST_POLL_MS = 500;

/** Does one planned action. Idempotent: another page or the worker may do the same at the same time. Rejects with a Failure. */
export async function execute(deps: OutboxDeps, grants: Grants, action: Action, recording: Recording): Promise<void> {
  const { store, api, telemetry } = deps;
  const { id, ownerId } = recording;
  const about = { recordingId: id, userId: ownerId, level: 'info' } as const;
  const whole = { duration: Math.round(recording.savedMs / 1000), size: recording.segmentBytes };

  switch (action.do) {
    case 'cut': {
      await cutSegment(deps, id);
      return;
    }
    case 'freeze':
      return freezeManifest(deps, id);

    case 'presign': {
      const wanted = new Set(action.seqs);
      const segments = (await store.segments(id)).filter(({ seq }) => wanted.has(seq));
      const held = grants.get(id) ?? new Map<number, PutGrant>();
      for (const grant of await api.presign(ownerId, id, segments)) held.set(grant.seq, grant);
      grants.set(id, held);
      if (recording.state === 'waiting') {
        await store.markUploading(id);
        telemetry.record({ event: 'upload_started', ...about, ...whole });
      }
      return;
    }
    case 'put': {
      const grant = grants.get(id)?.get(action.seq);
      const data = await store.segmentData(id, action.seq);
      if (!grant) return;
      if (!data) throw new Failure('data_corrupt', { detail: `segment ${action.seq} is not on this device` });
      // The store would refuse it at every try; nothing but a person can help.
      if ((await deps.digest.sha256(data)) !== action.sha256) throw new Failure('data_corrupt', { detail: `segment ${action.seq} has changed on this device` });
      try {
        await api.put(grant, data);
      } finally {
        // Whatever came back, this signature has done its work: a next try asks for a new one.
        grants.get(id)?.delete(action.seq);
      }
      await store.markSegmentSent(id, action.seq);
      telemetry.record({ event: 'upload_segment_sent', ...about, seq: action.seq, size: data.byteLength });
      return;
    }
    case 'complete':
      return complete(deps, recording);

    case 'amend':
      return amend(deps, recording);

    case 'poll': {
      const { archived, problem } = await api.state(ownerId, id);
      if (archived) {
        await store.markArchived(id, archived);
        telemetry.record({ event: 'upload_archived', ...about, ...whole });
      } else if (problem) {
        await store.markFailed(id, { code: 'archive_problem', detail: problem.code });
        telemetry.record({ event: 'upload_parked', ...about, level: 'error', code: 'archive_problem', detail: problem.code });
      } else {
        await store.markPolled(id, deps.clock.nowMs() + backoffMs(recording.polls + 1, deps.random.unit()));
      }
      return;
    }
    default:
      throw new Error(`unknown action ${(action satisfies never as Action).do}`);
  }
}

/** Posts the frozen manifest and acts on what the server says of it. */
async function complete({ store, api, clock, digest, telemetry }: OutboxDeps, recording: Recording): Promise<void> {
  const { id, ownerId, manifestSha256 } = recording;
  const manifest = await store.manifestBytes(id);
  const row = await store.get(id);
  // Since it was looked at, its person has thrown it away or written what is still to be in its manifest.
  if (!row || isTrashed(row) || row.manifestSha256 !== manifestSha256) return;
  if (!manifest || !manifestSha256) throw new Failure('data_corrupt', { detail: 'the manifest is not on this device' });
  if ((await digest.sha256(manifest)) !== manifestSha256) throw new Failure('data_corrupt', { detail: 'the manifest has changed on this device' });
  const answer = await api.complete(id, manifest);
  if (answer.outcome === 'missing') {
    await store.markSegmentsPending(id, answer.seqs);
    throw new Failure('segments_missing');
  }
  // A manifest with the same segments says the same of the audio: it was ours, sent by an earlier life of this app.
  const same = answer.outcome === 'receipt' ? answer.manifestSha256 === manifestSha256 : sameSegments(answer.segments, await store.segments(id));
  if (!same) throw new Failure('manifest_differs');
  const nowMs = clock.nowMs();
  try {
    // It may have been posted before the last edit, which is sent after it then.
    if (answer.outcome === 'differs') await store.amendAll(id);
    await store.markSent(id, manifestSha256, answer.outcome === 'receipt' ? answer.receivedAtMs : nowMs, nowMs + FIRST_POLL_MS);
  } catch (error) {
    if (error instanceof Stale) return;
    throw error;
  }
  telemetry.record({
    event: 'upload_completed',
    level: 'info',
    recordingId: id,
    userId: ownerId,
    duration: Math.round(recording.savedMs / 1000),
    size: recording.segmentBytes,
    sinceStop: Math.max(0, Math.round((nowMs - (recording.endedAtMs ?? nowMs)) / 1000)),
  });
}

function sameSegments(theirs: readonly { seq: number; sha256: string }[], ours: readonly { seq: number; sha256: string }[]): boolean {
  return theirs.length === ours.length && ours.every((our) => theirs.some((their) => their.seq === our.seq && their.sha256 === our.sha256));
}
