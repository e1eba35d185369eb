import { Failure } from '../failures.ts';
import type { OwnerId, RecordingId } from '../names.ts';
import { isAmending, isRunning, isUnsent, type Recording, type Segment, type Retry } from '../recording.ts';
import { backoffMs, nextRetry } from './backoff.ts';
import { execute, type Grants, type OutboxDeps } from './executor.ts';
import { actionKey, nextDueAtMs, plan, type Action, type Observation } from './planner.ts';

export interface DrainOptions {
  ownerId: OwnerId;
  /** What set it off, for the log. */
  trigger: string;
  /** Try now whatever the rows say: the network is back, or a person asks. */
  hurry: boolean;
  /** By the monotonic clock: nothing new is begun after it. */
  deadlineMs: number;
  /** Recordings that are not to be sent now, because they are to wait for another network. What they need on the device is done. */
  holds?(recording: Recording): boolean;
  /** Called before every step, so that others see that this drain lives. */
  onStep?(): void;
}

export interface DrainResult {
  /** Recordings whose audio the server has not confirmed, running ones included. */
  unsent: number;
  /** Recordings whose audio the server has, and not all that was written about them since. */
  amending: number;
  /** When something becomes due by itself (Unix ms). */
  nextDueAtMs: number | null;
  /** Sending stopped because nobody, or somebody else, is signed in. */
  signIn: boolean;
}

/**
 * Sends what there is to send of one owner, until nothing can be done now. Used by page and worker alike.
 * Everything it does is idempotent, so two at once do no harm. Rejects only when the database itself is out of order.
 */
export async function drainOutbox(deps: OutboxDeps, options: DrainOptions): Promise<DrainResult> {
  const { store, clock, telemetry } = deps;
  const { ownerId, trigger } = options;
  const grants: Grants = new Map();
  const inFlight = new Map<string, Promise<void>>();
  /** Recordings that have failed or been asked about in this drain: hurrying does not mean asking without end. */
  const tried = new Set<RecordingId>();
  /** The last failure of each recording. Its row forgets it with every segment sent, also with one that the server then misses again. */
  const lastRetry = new Map<RecordingId, Retry>();
  let signIn = false;
  const holds = (recording: Recording) => isUnsent(recording) && (options.holds?.(recording) ?? false);

  async function observe(): Promise<Observation[]> {
    const { recordings, corrupt } = await store.all();
    for (const id of corrupt) if (!tried.has(id)) telemetry.record({ event: 'storage_row_corrupt', level: 'error', recordingId: id, userId: ownerId });
    for (const id of corrupt) tried.add(id);
    const observations: Observation[] = [];
    for (const recording of recordings.filter((one) => isUnsent(one) || one.state === 'sent' || isAmending(one))) {
      if (recording.retry) lastRetry.set(recording.id, recording.retry);
      const pending = await pendingOf(recording);
      if (pending) observations.push({ recording, pending, granted: liveGrants(recording.id), hurry: options.hurry && !tried.has(recording.id), held: holds(recording) });
    }
    return observations;
  }

  /** The segments that the server is not known to have. What is broken fails alone, and its neighbours go on. */
  async function pendingOf(recording: Recording): Promise<Segment[] | undefined> {
    if (recording.segmentsSent === recording.segmentCount) return [];
    try {
      const segments = await store.segments(recording.id);
      // More than were counted is no loss: one was cut since the row was read.
      if (segments.length < recording.segmentCount) throw new Failure('data_corrupt', { detail: 'a segment is not on this device' });
      return segments.filter((segment) => !segment.sent);
    } catch (error) {
      if (!tried.has(recording.id)) await fail(recording, error);
      return undefined;
    }
  }

  function liveGrants(id: RecordingId): Set<number> {
    const held = grants.get(id);
    for (const [seq, grant] of held ?? []) if (grant.expiresAtMs <= clock.nowMs() && !inFlight.has(`put:${id}:${seq}`)) held!.delete(seq);
    return new Set(held?.keys());
  }

  function start(action: Action, recording: Recording): void {
    const key = actionKey(action);
    if (action.do === 'poll') tried.add(action.id);
    const work = execute(deps, grants, action, recording)
      .catch((error: unknown) => (action.do === 'amend' ? failAmendment(recording, error) : fail(recording, error)))
      .finally(() => inFlight.delete(key));
    // When the database fails, the race below hears of the first; the others have nothing to add.
    work.catch(() => undefined);
    inFlight.set(key, work);
  }

  async function fail({ id, state, polls }: Recording, error: unknown): Promise<void> {
    const row = await store.get(id);
    // Its person has deleted it meanwhile; there is nothing left to fail.
    if (!row) return;
    if (!(error instanceof Failure)) throw error;
    const about = { recordingId: id, userId: ownerId };
    grants.delete(id);
    tried.add(id);
    if (error.remedy === 'signIn') signIn = true;
    if (state === 'sent') {
      // Only the question whether it is archived has failed; there is nothing to send again.
      await store.markPolled(id, clock.nowMs() + backoffMs(polls + 1, deps.random.unit()));
      return;
    }
    // A running one is not parked: that would fence off its recorder. What is wrong with it can wait until it has ended.
    if (error.remedy === 'park' && !(row && isRunning(row))) {
      await store.markFailed(id, { code: error.code, detail: error.message });
      telemetry.record({ event: 'upload_parked', level: 'error', ...about, code: error.code, detail: error.message });
      return;
    }
    const last = lastRetry.get(id);
    const earlier = last?.code === 'segments_missing' && error.code === last.code ? last : (row?.retry ?? null);
    const retry = nextRetry(error, earlier, clock.nowMs(), deps.random.unit());
    lastRetry.set(id, retry);
    await store.markRetry(id, retry);
    telemetry.record({ event: 'upload_failed', level: 'warn', ...about, code: error.code, attempt: retry.attempts });
  }

  /** The recording itself is with the server whatever becomes of what was written since. */
  async function failAmendment({ id }: Recording, error: unknown): Promise<void> {
    const row = await store.get(id);
    if (!row) return;
    if (!(error instanceof Failure)) throw error;
    const { code, message: detail } = error;
    const about = { recordingId: id, userId: ownerId, code };
    tried.add(id);
    if (error.remedy === 'signIn') signIn = true;
    if (error.remedy === 'park') {
      await store.markAmendmentHeld(id, { retry: null, failure: { code, detail } });
      telemetry.record({ event: 'amendment_refused', level: 'error', ...about, detail });
      return;
    }
    const retry = nextRetry(error, row.amending?.retry ?? null, clock.nowMs(), deps.random.unit());
    await store.markAmendmentHeld(id, { retry, failure: null });
    telemetry.record({ event: 'amendment_failed', level: 'warn', ...about, attempt: retry.attempts });
  }

  const startedMs = clock.monotonicMs();
  let observations = await observe();
  const queued = () => observations.filter(({ recording }) => isUnsent(recording)).length;
  telemetry.record({ event: 'sync_started', level: 'info', userId: ownerId, trigger, queueLength: queued() });
  for (;;) {
    options.onStep?.();
    const late = clock.monotonicMs() >= options.deadlineMs;
    // With nobody signed in, what needs no server still gets done.
    const actions = late ? [] : plan(observations, new Set(inFlight.keys()), clock.nowMs()).filter((action) => !signIn || action.do === 'cut' || action.do === 'freeze');
    for (const action of actions) start(action, observations.find(({ recording }) => recording.id === action.id)!.recording);
    if (inFlight.size === 0) break;
    await Promise.race(inFlight.values());
    observations = await observe();
  }
  const rest = observations.map(({ recording }) => recording);
  telemetry.record({ event: 'sync_finished', level: 'info', userId: ownerId, trigger, queueLength: queued(), ms: Math.round(clock.monotonicMs() - startedMs) });
  return { unsent: queued(), amending: rest.filter(isAmending).length, nextDueAtMs: nextDueAtMs(rest.filter((one) => !isRunning(one) && !holds(one))), signIn };
}
