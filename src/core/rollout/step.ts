import type { Cause, Metrics, RolloutState, Running } from './rollout.ts';
import { GUILTY, isSick, NO_SUSPICION, suspect } from './suspicion.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Without an upload for so long, what is known is too old to go on from. */
export const STALE_MS = DAY_MS;
/** The users' criteria of success: more than 95 % of uploads arrive, fewer than 1 % of recordings end with a fault. */
const MOST_UPLOADS_FAILED = 0.05;
const MOST_RECORDINGS_FAILED = 0.01;

// Problems of the archive in which bytes are gone, or are not what was recorded. The others (a key that is not there,
// a recording stopped before its first sound) lose none.
const LOST = ['segment_missing', 'chunks_incomplete'];
const CORRUPT = ['manifest_unreadable', 'segment_corrupt', 'seal_broken', 'audio_unreadable'];

/** What keeps the next phase from being proposed. */
export type HoldReason = 'rolled_back' | 'no_data' | 'stale_data' | 'too_early' | 'too_few_uploads' | 'uploads_failing' | 'recordings_failing' | 'suspicion';

/** What a person should look at, though it decides nothing. */
export type Warning = 'recordings_absent' | 'archive_problem' | 'uploads_failing_for_few';

export type RolloutAction =
  | { readonly type: 'hold'; readonly because: readonly HoldReason[] }
  /** The phase has passed: a person may begin `phase`, an index. */
  | { readonly type: 'propose'; readonly phase: number }
  /** The last phase has passed. */
  | { readonly type: 'finish' }
  /** The feature is to be killed now. */
  | { readonly type: 'roll_back'; readonly because: readonly Cause[] };

/** The figures behind an action, for the record and for the person who reads it. */
export interface Evidence {
  readonly phase: string;
  readonly dwellMs: number;
  readonly leastDwellMs: number;
  readonly uploads: number;
  readonly uploadsFailed: number;
  readonly leastUploads: number;
  readonly recordings: number;
  readonly recordingsFailed: number;
  /** How many times likelier sick than healthy. */
  readonly ratio: number;
  readonly usersAffected: number;
  readonly absent: number;
  readonly problems: readonly string[];
  readonly warnings: readonly Warning[];
}

export interface Step {
  readonly state: RolloutState;
  readonly action: RolloutAction;
  readonly evidence: Evidence;
}

/**
 * One look at the rollout: `metrics` since the last one, undefined when they could not be had. Pure: the caller stores
 * the state and carries the action out. It rolls back by itself, proposes the next phase when the present one has
 * passed, and holds in any doubt; it never goes forward.
 */
export function step(state: RolloutState, metrics: Metrics | undefined, nowMs: number): Step {
  if (state.status === 'rolled_back') {
    const before = { ...NO_COUNTS, sinceMs: state.atMs, phases: state.phases, phase: state.phase };
    return { state, action: { type: 'hold', because: ['rolled_back'] }, evidence: evidenceOf(before, metrics, nowMs) };
  }
  const after = metrics ? counted(state, metrics, nowMs) : state;
  const evidence = evidenceOf(after, metrics, nowMs);
  const causes = causesOf(after, metrics);
  if (causes.length > 0) {
    const { phases, phase } = after;
    return { state: { status: 'rolled_back', phases, phase, atMs: nowMs, causes }, action: { type: 'roll_back', because: causes }, evidence };
  }
  const because = doubts(after, metrics, evidence, nowMs);
  if (because.length > 0) return { state: after, action: { type: 'hold', because }, evidence };
  const next = after.phase + 1;
  return { state: after, action: next < after.phases.length ? { type: 'propose', phase: next } : { type: 'finish' }, evidence };
}

function counted(state: Running, { uploads, recordings }: Metrics, nowMs: number): Running {
  return {
    ...state,
    uploads: state.uploads + uploads.length,
    uploadsFailed: state.uploadsFailed + uploads.filter(({ ok }) => !ok).length,
    recordings: state.recordings + recordings.started,
    recordingsFailed: state.recordingsFailed + recordings.failed,
    suspicion: suspect(state.suspicion, uploads),
    heardAtMs: uploads.length > 0 ? nowMs : state.heardAtMs,
  };
}

function causesOf({ suspicion }: Running, metrics: Metrics | undefined): Cause[] {
  const causes: Cause[] = isSick(suspicion) ? [{ code: 'uploads_failing', usersAffected: suspicion.users.length }] : [];
  for (const { recordingId, code: problem } of metrics?.problems ?? []) {
    if (LOST.includes(problem)) causes.push({ code: 'audio_lost', recordingId, problem });
    else if (CORRUPT.includes(problem)) causes.push({ code: 'audio_corrupt', recordingId, problem });
  }
  for (const recordingId of metrics?.missingAudio ?? []) causes.push({ code: 'audio_missing', recordingId });
  return causes;
}

function doubts(state: Running, metrics: Metrics | undefined, evidence: Evidence, nowMs: number): HoldReason[] {
  const { uploads, uploadsFailed, recordings, recordingsFailed, suspicion, heardAtMs } = state;
  const found: [HoldReason, boolean][] = [
    ['no_data', metrics === undefined],
    ['stale_data', nowMs - heardAtMs > STALE_MS],
    ['too_early', evidence.dwellMs < evidence.leastDwellMs],
    ['too_few_uploads', uploads < evidence.leastUploads],
    ['uploads_failing', uploadsFailed > 0 && uploadsFailed >= uploads * MOST_UPLOADS_FAILED],
    ['recordings_failing', recordingsFailed > 0 && recordingsFailed >= recordings * MOST_RECORDINGS_FAILED],
    // All of the phase may look well when its last hours do not.
    ['suspicion', suspicion.logRatio > 0],
  ];
  return found.flatMap(([reason, applies]) => (applies ? [reason] : []));
}

type Counts = Omit<Running, 'status' | 'heardAtMs'>;
const NO_COUNTS = { uploads: 0, uploadsFailed: 0, recordings: 0, recordingsFailed: 0, suspicion: NO_SUSPICION };

function evidenceOf(state: Counts, metrics: Metrics | undefined, nowMs: number): Evidence {
  const phase = state.phases[state.phase];
  const { logRatio, users } = state.suspicion;
  const problems = (metrics?.problems ?? []).map(({ code }) => code);
  const found: [Warning, boolean][] = [
    ['recordings_absent', (metrics?.absent ?? 0) > 0],
    ['archive_problem', problems.length > 0],
    ['uploads_failing_for_few', logRatio >= GUILTY && !isSick(state.suspicion)],
  ];
  return {
    phase: phase?.name ?? '',
    // A clock that was set back makes no time pass.
    dwellMs: Math.max(0, nowMs - state.sinceMs),
    leastDwellMs: (phase?.leastDays ?? 0) * DAY_MS,
    uploads: state.uploads,
    uploadsFailed: state.uploadsFailed,
    leastUploads: phase?.leastUploads ?? 0,
    recordings: state.recordings,
    recordingsFailed: state.recordingsFailed,
    ratio: Math.exp(logRatio),
    usersAffected: users.length,
    absent: metrics?.absent ?? 0,
    problems,
    warnings: found.flatMap(([warning, applies]) => (applies ? [warning] : [])),
  };
}
