import type { Settings } from '../flags/settings.ts';
import type { RecordingId } from '../names.ts';
import { bytesHere, isAmending, isTrashed, type Recording } from '../recording.ts';

const DAY_MS = 86_400_000;
/** How long a delete can be undone. */
export const UNDO_MS = 7 * DAY_MS;

export type RetentionSettings = Pick<Settings, 'retentionDays' | 'minFreeBytes'>;

/** What decides besides the recordings. */
export interface RetentionMoment {
  /** The device's clock. */
  nowMs: number;
  /** The server's clock minus the device's, when an answer has told it in this session. */
  serverOffsetMs: number | null;
  /** What this app may still store; null when the browser does not say. */
  freeBytes: number | null;
}

/** A recording whose audio leaves the device, and why: it was kept long enough, room is needed, or its person asks. */
export interface Purge {
  id: RecordingId;
  bytes: number;
  archivedAtMs: number;
  why: 'expired' | 'space' | 'asked';
}

/** Now by the server's clock, as far as this device knows it: recordings remember what it was when they began. */
export function serverNowMs(moment: Pick<RetentionMoment, 'nowMs' | 'serverOffsetMs'>, recording: Pick<Recording, 'serverOffsetMs'>): number {
  return moment.nowMs + (moment.serverOffsetMs ?? recording.serverOffsetMs ?? 0);
}

/** Every recording of which the audio may go, archived first comes first: the archive has confirmed it and the audio is here. */
export function purgeable(recordings: readonly Recording[]): Omit<Purge, 'why'>[] {
  return recordings
    .flatMap((recording) => {
      const { id, state, archived, purgedAtMs } = recording;
      if (state !== 'archived' || archived === null || typeof purgedAtMs === 'number') return [];
      return [{ id, bytes: bytesHere(recording), archivedAtMs: archived.archivedAtMs }];
    })
    .sort((a, z) => a.archivedAtMs - z.archivedAtMs);
}

/**
 * Whose audio goes now, in the order in which it goes: what has been archived for longer than the retention period,
 * then, as long as less than the limit is free, the oldest archived. Anything that the archive has not confirmed stays.
 */
export function planRetention(recordings: readonly Recording[], settings: RetentionSettings, moment: RetentionMoment): Purge[] {
  const offsets = new Map(recordings.map((recording) => [recording.id, serverNowMs(moment, recording)]));
  const plan: Purge[] = [];
  let freeBytes = moment.freeBytes ?? Infinity;
  const rest: Omit<Purge, 'why'>[] = [];
  for (const one of purgeable(recordings)) {
    if ((offsets.get(one.id) ?? 0) - one.archivedAtMs < settings.retentionDays * DAY_MS) {
      rest.push(one);
      continue;
    }
    plan.push({ ...one, why: 'expired' });
    freeBytes += one.bytes;
  }
  for (const one of rest) {
    if (freeBytes >= settings.minFreeBytes) break;
    plan.push({ ...one, why: 'space' });
    freeBytes += one.bytes;
  }
  return plan;
}

/**
 * What leaves the trash for good now, with the time at which it was put there. What only this device has waits until
 * the server's clock is known: a phone with a wrong date would cut the time for an undo short.
 */
export function planEmptying(recordings: readonly Recording[], moment: RetentionMoment): { id: RecordingId; deletedAtMs: number }[] {
  return recordings.flatMap((recording) => {
    const { id, deletedAtMs } = recording;
    if (typeof deletedAtMs !== 'number' || !mayRemove(recording)) return [];
    if (recording.state !== 'archived' && moment.serverOffsetMs === null) return [];
    return serverNowMs(moment, recording) - deletedAtMs >= UNDO_MS ? [{ id, deletedAtMs }] : [];
  });
}

/**
 * Whether a recording in the trash may be removed for good. One that is sent waits for the archive: whoever threw it
 * away relied on that, and it leaves the trash when the archive cannot take it; so it is with what was written since.
 */
export function mayRemove(recording: Pick<Recording, 'state' | 'deletedAtMs'> & Partial<Pick<Recording, 'manifestSha256' | 'edits' | 'editsSettled' | 'amending'>>): boolean {
  return isTrashed(recording) && recording.state !== 'sent' && !isAmending({ manifestSha256: null, ...recording });
}
