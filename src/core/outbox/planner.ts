import type { RecordingId, Sha256Hex } from '../names.ts';
import { isAmending, isRunning, isUnsent, type Recording, type Retry, type Segment } from '../recording.ts';
import { isDue } from './backoff.ts';

/** Oldest first, and no more than this at a time: a phone's uplink is narrow. */
export const MAX_RECORDINGS = 2;
export const MAX_PUTS = 6;
/** Amendments are small and nobody waits for them: audio comes first. */
export const MAX_AMENDS = 2;
/** Segments signed at a time: as many as can be sent within the life of a signature on a slow link. */
export const MAX_PRESIGNED = 24;

/** What the executor sees of one recording. */
export interface Observation {
  recording: Recording;
  /** Segments that the server is not known to have, in order. */
  pending: readonly Pick<Segment, 'seq' | 'bytes' | 'sha256'>[];
  /** Segments for which a signed PUT is at hand. */
  granted: ReadonlySet<number>;
  /** Whether its retry time is to be ignored: a person or the network asks, and it has not failed since. */
  hurry: boolean;
  /** It waits for another network. */
  held?: boolean;
}

export type Action =
  | { do: 'cut'; id: RecordingId }
  | { do: 'freeze'; id: RecordingId }
  | { do: 'presign'; id: RecordingId; seqs: number[] }
  | { do: 'put'; id: RecordingId; seq: number; sha256: Sha256Hex }
  | { do: 'complete'; id: RecordingId }
  | { do: 'amend'; id: RecordingId }
  | { do: 'poll'; id: RecordingId };

/** The name under which an action is in flight. A recording presigns one batch at a time. */
export function actionKey(action: Action): string {
  return action.do === 'put' ? `put:${action.id}:${action.seq}` : `${action.do}:${action.id}`;
}

/**
 * What to do next: a pure function of what is seen and of what is under way. An empty plan with nothing under way
 * means that nothing can be done now. `observations` are in local order.
 */
export function plan(observations: readonly Observation[], inFlight: ReadonlySet<string>, nowMs: number): Action[] {
  const actions: Action[] = [];
  let recordings = 0;
  let puts = [...inFlight].filter((key) => key.startsWith('put:')).length;
  let amends = [...inFlight].filter((key) => key.startsWith('amend:')).length;
  const start = (action: Action): boolean => {
    if (inFlight.has(actionKey(action))) return false;
    actions.push(action);
    return true;
  };

  for (const { recording, pending, granted, hurry, held = false } of observations) {
    const { id } = recording;
    if (amends < MAX_AMENDS && isAmending(recording) && (hurry || isDue(recording.amending?.retry?.atMs, nowMs))) {
      if (start({ do: 'amend', id })) amends += 1;
    }
    if (recording.state === 'sent') {
      if (isDue(recording.pollAtMs, nowMs) || hurry) start({ do: 'poll', id });
      continue;
    }
    if (!isUnsent(recording)) continue;
    const running = isRunning(recording);
    const due = hurry || isDue(recording.retry?.atMs, nowMs);
    if (!running && recording.manifestSha256 === null && (due || !isOfDevice(recording.retry))) {
      // Chunks become segments and segments a manifest without any network, so only the device's own trouble holds them up.
      start(recording.chunkCount > 0 ? { do: 'cut', id } : { do: 'freeze', id });
    }
    if (!due || held) continue;
    if (pending.length === 0 && (running || recording.manifestSha256 === null)) continue;
    if (recordings === MAX_RECORDINGS) continue;
    recordings += 1;
    if (pending.length === 0) {
      start({ do: 'complete', id });
      continue;
    }
    const bare = pending.filter(({ seq }) => !granted.has(seq));
    // The next batch is asked for while the last of this one is being sent.
    if (bare.length > 0 && pending.length - bare.length < MAX_PUTS) {
      start({ do: 'presign', id, seqs: bare.slice(0, MAX_PRESIGNED).map(({ seq }) => seq) });
    }
    for (const { seq, sha256 } of pending) {
      if (puts === MAX_PUTS) break;
      if (granted.has(seq) && start({ do: 'put', id, seq, sha256 })) puts += 1;
    }
  }
  return actions;
}

function isOfDevice(retry: Retry | null): boolean {
  return retry?.code === 'storage_full' || retry?.code === 'storage_failed';
}

/** When something becomes due by itself, in Unix milliseconds, or null when nothing will. */
export function nextDueAtMs(recordings: readonly Recording[]): number | null {
  const times = recordings.flatMap((recording) => {
    const amending = isAmending(recording) ? [recording.amending?.retry?.atMs ?? 0] : [];
    if (recording.state === 'sent') return [...amending, recording.pollAtMs ?? 0];
    if (recording.state === 'archived') return amending;
    return isUnsent(recording) && !isRunning(recording) ? [recording.retry?.atMs ?? 0] : [];
  });
  return times.length === 0 ? null : Math.min(...times);
}
