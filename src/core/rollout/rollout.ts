import type { Phase } from '../flags/phases.ts';
import { NO_SUSPICION, type Suspicion, type UploadOutcome } from './suspicion.ts';

/** What has happened since the last step. Nothing is given twice. */
export interface Metrics {
  /** One outcome per recording, oldest first: it arrived, or it is parked or keeps failing. */
  readonly uploads: readonly UploadOutcome[];
  /** Recordings that were begun, and those that ended with a fault. */
  readonly recordings: { readonly started: number; readonly failed: number };
  /** Recordings that could not be archived, with the code in their `problem.json`. */
  readonly problems: readonly { readonly recordingId: string; readonly code: string }[];
  /** Recordings of which a device has said itself that audio is missing. */
  readonly missingAudio: readonly string[];
  /** Recordings that were announced and have not come for long. Phones lie in drawers: this alone proves nothing. */
  readonly absent: number;
}

/** Why a rollout was taken back. */
export type Cause =
  | { readonly code: 'uploads_failing'; readonly usersAffected: number }
  | { readonly code: 'audio_lost' | 'audio_corrupt'; readonly recordingId: string; readonly problem: string }
  | { readonly code: 'audio_missing'; readonly recordingId: string };

/** A phase under guard. Plain JSON, to be stored between two steps. */
export interface Running {
  readonly status: 'running';
  readonly phases: readonly Phase[];
  /** Index of the present phase. */
  readonly phase: number;
  readonly sinceMs: number;
  /** In this phase so far. */
  readonly uploads: number;
  readonly uploadsFailed: number;
  readonly recordings: number;
  readonly recordingsFailed: number;
  readonly suspicion: Suspicion;
  /** When an upload was last heard of. */
  readonly heardAtMs: number;
}

/** Taken back. Only a person begins again, by `beginPhase`. */
export interface RolledBack {
  readonly status: 'rolled_back';
  readonly phases: readonly Phase[];
  /** The phase that it was in. */
  readonly phase: number;
  readonly atMs: number;
  readonly causes: readonly Cause[];
}

export type RolloutState = Running | RolledBack;

/**
 * A person puts the rollout into a phase, the first, the next or any other: counting starts anew. Nothing else moves it forward.
 * Throws RangeError for a phase that is not there.
 */
export function beginPhase(phases: readonly Phase[], phase: number, nowMs: number): Running {
  if (!phases[phase]) throw new RangeError(`phase ${phase} of ${phases.length}`);
  return {
    status: 'running',
    phases,
    phase,
    sinceMs: nowMs,
    uploads: 0,
    uploadsFailed: 0,
    recordings: 0,
    recordingsFailed: 0,
    suspicion: NO_SUSPICION,
    heardAtMs: nowMs,
  };
}
