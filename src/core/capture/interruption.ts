import type { CaptureFaultCode } from './capturefault.ts';

// What can come between a microphone and a recording that goes on, and what is done about it: a state machine without clock or browser.

/** Why audio stopped coming. `asleep`: the device slept, or its clock was set. `switched`: a person chose another microphone. */
export const INTERRUPTIONS = ['muted', 'ended', 'no_data', 'recorder_failed', 'asleep', 'switched'] as const;
export type InterruptionCause = (typeof INTERRUPTIONS)[number];

/** A moment by both clocks: the one that never jumps measures, the device's tells the time. */
export interface Moment {
  monotonicMs: number;
  nowMs: number;
}

/** What is heard from the microphone, the page and the recorder. */
export type Signal =
  | { is: 'mute' | 'unmute' | 'ended' | 'recorder_failed' | 'switch' }
  /** The list of microphones has changed, or the page is visible again: `live` says whether ours still delivers. */
  | { is: 'devices' | 'visible'; live: boolean }
  /** The running take holds `mediaMs` of audio, counted from its container. */
  | { is: 'audio'; mediaMs: number }
  /** About once a second. */
  | { is: 'tick' }
  /** A new take runs on a newly opened microphone. */
  | { is: 'opened' }
  /** The microphone could not be opened again. */
  | { is: 'refused'; code: CaptureFaultCode };

/** What is to be done. `cut`: end the running take; when the flow is then `opening`, open the microphone for a new one. `open`: try that again. */
export type Action = 'none' | 'cut' | 'open' | 'give_up';

/** Audio flows into a take. */
interface Flowing {
  name: 'flowing';
  startedAt: Moment;
  /** How many takes in a row, up to this one, did not last. */
  brief: number;
  lastTickAt: Moment;
  mutedAt: Moment | null;
  lastAudioAt: Moment;
  /** The last sign of life before the page stood still, until audio shows whether any is missing. */
  stoodStillFrom: Moment | null;
  /** The watchdog counts from here: later than the last audio when the page itself stood still. */
  watchedFromMs: number;
  /** How far the audio lagged behind the clock when some was last heard in this take, and the least so far: what this browser holds back. */
  lagMs: number;
  leastLagMs: number;
  /** Since when it lags further behind than that can be, and where what is missing then began. */
  late: { since: Moment; from: Moment } | null;
}

/** Nothing flows: the microphone is being opened, or waited for. */
interface Interrupted {
  name: 'opening' | 'waiting';
  cause: InterruptionCause;
  since: Moment;
  /** When that was found out (monotonic): a sleep is no time in which anybody has tried. */
  knownSinceMs: number;
  brief: number;
  tries: number;
  nextTryAtMs: number;
  /** Why the last try failed. */
  code: CaptureFaultCode | null;
}

/** It does not go on by itself any more; a person may. */
interface GivenUp {
  name: 'given_up';
  cause: InterruptionCause;
  since: Moment;
  code: CaptureFaultCode;
}

export type Flow = Flowing | Interrupted | GivenUp;

/** A mute that is over sooner is nothing: notification sounds do that. */
const MUTE_PATIENCE_MS = 2_000;
/** A recorder that delivers nothing for so long has stopped, whatever its state says. */
const DATA_PATIENCE_MS = 5_000;
/** Ticks further apart mean that the page stood still. */
const TICK_PATIENCE_MS = 4_000;
/** So much audio missing, for as long, is a gap and no late delivery. */
const LAG_MS = 2_000;
const WAITS_MS = [1_000, 2_000, 5_000];
/** A take shorter than this did not last: the next one but one is waited for, so that a broken microphone makes no takes without end. */
const BRIEF_MS = 10_000;
/** A call may take long. After that the recording waits for its person, paused. */
const GIVE_UP_AFTER_MS = 30 * 60_000;

/** Trying again does not help these: a person has to do something first. */
const FINAL: ReadonlySet<CaptureFaultCode> = new Set(['microphone_refused', 'recorder_unsupported', 'no_key', 'storage_full', 'storage_failed']);

/** The flow of a take that has just begun, after `brief` that did not last. */
export function flowing(at: Moment, brief = 0): Flow {
  return {
    name: 'flowing',
    startedAt: at,
    brief,
    lastTickAt: at,
    mutedAt: null,
    lastAudioAt: at,
    stoodStillFrom: null,
    watchedFromMs: at.monotonicMs,
    lagMs: 0,
    // A browser that held back more would not be waited for.
    leastLagMs: DATA_PATIENCE_MS,
    late: null,
  };
}

/** What becomes of a flow, and what is to be done, when `signal` is heard at `at`. What a state has no use for changes nothing. */
export function follow(flow: Flow, signal: Signal, at: Moment): { flow: Flow; action: Action } {
  if (flow.name === 'flowing') return whileFlowing(flow, signal, at);
  if (flow.name === 'given_up') return { flow, action: 'none' };
  return flow.name === 'opening' ? whileOpening(flow, signal, at) : whileWaiting(flow, signal, at);
}

/** Where in the audio of a flowing take the moment `at` is, in milliseconds: time that brought none does not count. */
export function audioMsAt(flow: Flowing, at: Moment): number {
  const missingMs = Math.max(0, flow.lagMs - flow.leastLagMs);
  const sinceAudioMs = Math.min(at.monotonicMs - flow.lastAudioAt.monotonicMs, DATA_PATIENCE_MS);
  return Math.max(0, flow.lastAudioAt.monotonicMs - flow.startedAt.monotonicMs - missingMs + sinceAudioMs);
}

function whileFlowing(flow: Flowing, signal: Signal, at: Moment): { flow: Flow; action: Action } {
  switch (signal.is) {
    case 'mute':
      return on({ ...flow, mutedAt: flow.mutedAt ?? missingSince(flow, at) });
    case 'unmute':
      return on({ ...flow, mutedAt: null });
    case 'ended':
      return cut(flow, 'ended', missingSince(flow, at), at);
    case 'recorder_failed':
      return cut(flow, 'recorder_failed', missingSince(flow, at), at);
    case 'switch':
      return cut(flow, 'switched', missingSince(flow, at), at);
    case 'devices':
    case 'visible':
      // A track that is not live may still be only muted; its patience applies.
      return on(signal.live ? flow : { ...flow, mutedAt: flow.mutedAt ?? missingSince(flow, at) });
    case 'audio':
      return heard(flow, signal.mediaMs, at);
    case 'tick':
      return looked(flow, at);
    default:
      return on(flow);
  }
}

/** The page stood still when its timer was late, or when the device's clock ran ahead of the other one: that one may rest in sleep. */
function looked(flow: Flowing, at: Moment): { flow: Flow; action: Action } {
  if (flow.mutedAt && at.monotonicMs - flow.mutedAt.monotonicMs >= MUTE_PATIENCE_MS) return cut(flow, 'muted', flow.mutedAt, at);
  const passedMs = at.monotonicMs - flow.lastTickAt.monotonicMs;
  const sleptMs = at.nowMs - flow.lastTickAt.nowMs - passedMs;
  if (sleptMs > TICK_PATIENCE_MS) return cut(flow, 'asleep', lastSignOfLife(flow), at);
  const stoodStill = passedMs > TICK_PATIENCE_MS;
  const watchedFromMs = stoodStill ? at.monotonicMs : flow.watchedFromMs;
  if (at.monotonicMs - watchedFromMs >= DATA_PATIENCE_MS) return cut(flow, 'no_data', flow.lastAudioAt, at);
  return on({ ...flow, lastTickAt: at, watchedFromMs, stoodStillFrom: flow.stoodStillFrom ?? (stoodStill ? lastSignOfLife(flow) : null) });
}

/** Audio is missing when it lags behind the clock for longer than slices that wait in a queue would. */
function heard(flow: Flowing, mediaMs: number, at: Moment): { flow: Flow; action: Action } {
  const lagMs = at.monotonicMs - flow.startedAt.monotonicMs - mediaMs;
  const leastLagMs = Math.min(flow.leastLagMs, lagMs);
  const next = { ...flow, lastAudioAt: at, stoodStillFrom: null, watchedFromMs: at.monotonicMs, lagMs, leastLagMs };
  const missingMs = lagMs - leastLagMs;
  if (missingMs <= LAG_MS) return on({ ...next, late: null });
  const backMs = Math.min(missingMs, at.monotonicMs - flow.startedAt.monotonicMs);
  const late = flow.late ?? { since: at, from: { monotonicMs: at.monotonicMs - backMs, nowMs: at.nowMs - backMs } };
  if (at.monotonicMs - late.since.monotonicMs < LAG_MS) return on({ ...next, late });
  return cut(flow, 'asleep', late.from, at);
}

/** When audio that stops at `at` went missing: earlier when the page stood still until then, or when some is missing already. What wakes up is often told first that its microphone has ended. */
function missingSince(flow: Flowing, at: Moment): Moment {
  if (flow.late) return flow.late.from;
  if (flow.stoodStillFrom) return flow.stoodStillFrom;
  const last = lastSignOfLife(flow);
  return Math.max(at.monotonicMs - last.monotonicMs, at.nowMs - last.nowMs) > TICK_PATIENCE_MS ? last : at;
}

/** The last audio or tick before the device's clock ran ahead: audio may come before the tick that finds that out. */
function lastSignOfLife({ lastTickAt, lastAudioAt }: Flowing): Moment {
  const aheadMs = lastAudioAt.nowMs - lastTickAt.nowMs - (lastAudioAt.monotonicMs - lastTickAt.monotonicMs);
  return lastAudioAt.monotonicMs > lastTickAt.monotonicMs && Math.abs(aheadMs) <= TICK_PATIENCE_MS ? lastAudioAt : lastTickAt;
}

function whileOpening(flow: Interrupted, signal: Signal, at: Moment): { flow: Flow; action: Action } {
  if (signal.is === 'opened') return on(flowing(at, flow.brief));
  if (signal.is !== 'refused') return on(flow);
  const { cause, since } = flow;
  if (FINAL.has(signal.code) || at.monotonicMs - flow.knownSinceMs >= GIVE_UP_AFTER_MS) {
    return { flow: { name: 'given_up', cause, since, code: signal.code }, action: 'give_up' };
  }
  const waitMs = WAITS_MS[Math.min(flow.tries, WAITS_MS.length - 1)]!;
  return on({ ...flow, name: 'waiting', tries: flow.tries + 1, nextTryAtMs: at.monotonicMs + waitMs, code: signal.code });
}

/** Whatever may mean that the microphone is back is a reason to try; and so is time. */
function whileWaiting(flow: Interrupted, signal: Signal, at: Moment): { flow: Flow; action: Action } {
  const hint = signal.is === 'unmute' || signal.is === 'visible' || signal.is === 'devices' || signal.is === 'switch';
  const due = signal.is === 'tick' && at.monotonicMs >= flow.nextTryAtMs;
  if (!hint && !due) return on(flow);
  return { flow: { ...flow, name: 'opening', tries: hint ? 0 : flow.tries }, action: 'open' };
}

function cut(flow: Flowing, cause: InterruptionCause, since: Moment, at: Moment): { flow: Flow; action: Action } {
  const lasted = at.monotonicMs - flow.startedAt.monotonicMs >= BRIEF_MS || cause === 'switched';
  const brief = lasted ? 0 : flow.brief + 1;
  const waitMs = brief < 2 ? 0 : WAITS_MS[Math.min(brief - 2, WAITS_MS.length - 1)]!;
  return { flow: { name: waitMs === 0 ? 'opening' : 'waiting', cause, since, knownSinceMs: at.monotonicMs, brief, tries: 0, nextTryAtMs: at.monotonicMs + waitMs, code: null }, action: 'cut' };
}

function on(flow: Flow): { flow: Flow; action: Action } {
  return { flow, action: 'none' };
}
