import { Failure, Fenced } from '../failures.ts';
import type { TakeEnd } from '../manifest.ts';
import type { AudioInput } from '../ports.ts';
import { CaptureFault, type CaptureFaultCode } from './capturefault.ts';
import { audioMsAt, flowing, follow, type Moment, type Signal } from './interruption.ts';
import type { RecorderDeps } from './recorderdeps.ts';
import { IDLE, type RecorderView } from './recorderview.ts';
import { endTake, gapUntil, openSession, prepareTake, releaseSession, runTake, type PreparedTake, type Session } from './session.ts';
import { isSilent, listen, listenAnew } from './sound.ts';

export interface Recorder {
  view(): RecorderView;
  start(): Promise<void>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  stop(): Promise<void>;
  /** Sets a mark at what is heard now. Resolves false when nothing is being heard. */
  mark(): Promise<boolean>;
  /** The page is visible again, or the list of microphones has changed: looks whether ours still delivers. */
  look(because: 'visible' | 'devices'): void;
  /** Another microphone was chosen: a running recording goes on with it, in a new take. */
  changeMicrophone(): void;
}

/** How often a recorder shows that it lives, for browsers without locks; a paused one writes nothing else. */
const BEAT_MS = 10_000;
const TICK_MS = 1_000;
/** The samples are looked at this often for silence: each look covers a little more. */
const LISTEN_MS = 500;
/** A recording shorter than this is not called silent: its microphone may just have begun. */
const SILENT_FROM_MS = 1_000;

/** The recorder of one owner: at most one recording at a time; a call that does not fit its phase is ignored. */
export function createRecorder(deps: RecorderDeps): Recorder {
  const { clock, store, telemetry, ownerId } = deps;
  let view = IDLE;
  let input: AudioInput | null = null;
  let session: Session | null = null;

  const about = (of: Session) => ({ recordingId: of.fence.recordingId, userId: ownerId });
  const moment = (): Moment => ({ monotonicMs: clock.monotonicMs(), nowMs: clock.nowMs() });

  function show(change: Partial<RecorderView>): void {
    view = { ...view, ...change };
    deps.onChange(view);
  }

  /** Opens the microphone, unless `wanted` says afterwards that nobody needs it any more. */
  async function openInput(wanted: () => boolean): Promise<AudioInput | null> {
    const opened = await deps.microphone.open(deps.choice());
    if (!wanted()) {
      opened.close();
      return null;
    }
    input = opened;
    opened.onSignal((is) => {
      if (input === opened && session) hear(session, { is });
    });
    return opened;
  }

  function closeInput(): void {
    input?.close();
    input = null;
  }

  async function begin(from: AudioInput): Promise<void> {
    try {
      const { session: of, first } = await openSession(deps, from);
      session = of;
      of.timers.push(
        deps.timers.every(BEAT_MS, () => void store.beat(of.fence, clock.nowMs()).catch(() => undefined)),
        deps.timers.every(TICK_MS, () => hear(of, { is: 'tick' })),
        deps.timers.every(LISTEN_MS, () => listenTo(of)),
      );
      show({ ...IDLE, recordingId: of.fence.recordingId });
      run(of, from, first);
      telemetry.record({ event: 'recording_started', level: 'info', ...about(of), mimeType: first.row.mimeType, flagsVersion: deps.settings().flags.version, online: deps.online() });
    } catch (error) {
      closeInput();
      const code = faultCode(error);
      telemetry.record({ event: 'recording_failed', level: 'error', recordingId: null, userId: ownerId, code });
      show({ ...IDLE, fault: code });
    }
  }

  function run(of: Session, from: AudioInput, prepared: PreparedTake): void {
    const { take } = prepared.row;
    const savedBeforeMs = view.savedMs;
    // Opened by the machine or by a person: either way audio flows from now on.
    of.flow = of.flow?.name === 'opening' ? follow(of.flow, { is: 'opened' }, moment()).flow : flowing(moment());
    of.gap = null;
    of.sound = listenAnew(of.sound);
    runTake(deps, of, prepared, {
      saved: (durationMs) => show({ savedMs: savedBeforeMs + durationMs, takes: view.takes.map((t) => (t.take === take ? { ...t, savedMs: durationMs } : t)) }),
      audio: (mediaMs) => hear(of, { is: 'audio', mediaMs }),
      failed: (error) => onFault(of, error),
      broken: () => hear(of, { is: 'recorder_failed' }),
    });
    const takes = [...view.takes, { take, savedMs: 0, running: true }];
    show({ phase: 'recording', fault: null, interruption: null, silent: false, microphone: from.label, runningSinceMs: clock.monotonicMs(), takes });
  }

  async function endRunningTake(of: Session): Promise<number | null> {
    // What came since the last look has been heard by nobody yet.
    if (of.running && !of.running.ending) of.sound = listen(of.sound, input?.peak() ?? null, clock.monotonicMs());
    const take = await endTake(of);
    stopClock();
    return take;
  }

  function stopClock(): void {
    if (view.runningSinceMs === null) return;
    const heardBeforeMs = view.heardBeforeMs + clock.monotonicMs() - view.runningSinceMs;
    show({ heardBeforeMs, runningSinceMs: null, silent: false, takes: view.takes.map((t) => ({ ...t, running: false })) });
  }

  /** Opens a further take of the session, when it is still wanted after all that has to be waited for. */
  async function addTake(of: Session, from: AudioInput, wanted: () => boolean): Promise<boolean> {
    const prepared = await prepareTake(deps, from, of.nextTake++);
    await store.beginTake(of.fence, prepared.row, gapUntil(of, clock.nowMs()));
    if (!wanted()) return false;
    run(of, from, prepared);
    return true;
  }

  // Interruptions: what happens to the microphone is heard, the machine says what that means, and it is done.

  function hear(of: Session, signal: Signal): void {
    if (session !== of || !of.flow || of.fault !== null) return;
    const { flow, action } = follow(of.flow, signal, moment());
    of.flow = flow;
    if (action === 'cut') void interrupt(of);
    // While the take is still being ended, its end sees to that.
    if (action === 'open' && !of.cutting) void reopen(of);
    if (action === 'give_up') giveUp(of);
  }

  function listenTo(of: Session): void {
    if (session !== of || view.phase !== 'recording') return;
    of.sound = listen(of.sound, input?.peak() ?? null, clock.monotonicMs());
    const silent = isSilent(of.sound, clock.monotonicMs());
    if (silent !== view.silent) show({ silent });
  }

  /** Ends the take that hears nothing any more and opens the microphone for the next. */
  async function interrupt(of: Session): Promise<void> {
    if (of.flow?.name !== 'opening' && of.flow?.name !== 'waiting') return;
    const { cause, since } = of.flow;
    const cut = {};
    of.cutting = cut;
    of.reopening = null;
    stopClock();
    show({ phase: 'interrupted', interruption: { cause, sinceMs: since.nowMs } });
    telemetry.record({ event: 'recording_interrupted', level: 'warn', ...about(of), cause });
    const take = await endRunningTake(of);
    if (take === null || of.fault !== null) return;
    of.gap = { afterTake: take, cause, sinceMs: since.nowMs };
    try {
      await store.endTake(of.fence, take, 'fault', clock.nowMs());
    } catch (error) {
      return onFault(of, error);
    }
    void of.cutter.flush();
    if (of.cutting !== cut) return;
    of.cutting = null;
    if (isInterrupted(of) && of.flow.name === 'opening') void reopen(of);
  }

  async function reopen(of: Session): Promise<void> {
    const attempt = {};
    of.reopening = attempt;
    const wanted = () => isInterrupted(of) && of.reopening === attempt;
    closeInput();
    try {
      const opened = await openInput(wanted);
      if (!opened) return;
      // A call that goes on gives out microphones that deliver nothing.
      if (!opened.isLive()) throw new CaptureFault('microphone_busy');
      if (await addTake(of, opened, wanted)) telemetry.record({ event: 'recording_resumed', level: 'info', ...about(of) });
      else if (input === opened) closeInput();
    } catch (error) {
      // After Stop the recording is closed to everybody, its own recorder too.
      if (!wanted()) return;
      if (error instanceof Fenced) return goOnElsewhere(of, true);
      closeInput();
      hear(of, { is: 'refused', code: faultCode(error) });
    }
  }

  /** The recording waits, paused, for its person. */
  function giveUp(of: Session): void {
    const code = of.flow?.name === 'given_up' ? of.flow.code : 'microphone_lost';
    of.flow = null;
    show({ phase: 'paused', fault: code });
  }

  function isInterrupted(of: Session): boolean {
    return session === of && view.phase === 'interrupted' && of.fault === null;
  }

  // Ends.

  /** Ends the running take and the recording. What cannot be closed now is recovered later. */
  async function finish(of: Session): Promise<void> {
    show({ phase: 'stopping' });
    of.flow = null;
    try {
      await endRunningTake(of);
      const ended: TakeEnd = of.fault ? 'fault' : 'stop';
      const silent = of.sound.heard === 'nothing' && view.savedMs >= SILENT_FROM_MS;
      const closed = await store.close(of.fence, { atMs: clock.nowMs(), ended, partial: ended === 'fault', gap: gapUntil(of, clock.nowMs()), silent });
      const status = closed.state === 'waiting' ? 'pending_upload' : closed.state;
      telemetry.record({ event: 'recording_saved', level: 'info', ...about(of), ...amount(closed), status, takes: view.takes.length });
    } catch (error) {
      of.fault ??= error;
    }
    release(of);
    closeInput();
    const fault = of.fault instanceof Fenced || of.fault === null ? null : faultCode(of.fault);
    if (fault) telemetry.record({ event: 'recording_failed', level: 'error', ...about(of), code: fault });
    show({ phase: 'idle', fault, interruption: null, silent: false });
    deps.onSegment();
  }

  function release(of: Session): void {
    releaseSession(of);
    if (session === of) session = null;
  }

  /** The first fault of a session decides how it ends; while it is ending anyway, that end takes note of it. */
  function onFault(of: Session, error: unknown): void {
    if (session !== of || of.fault !== null) return;
    of.fault = error;
    if (view.phase === 'stopping') return;
    if (error instanceof Fenced) void goOnElsewhere(of);
    else void finish(of);
  }

  /** Somebody took this recording for an orphan. It is safe with them; what is heard from here on is a new one. */
  async function goOnElsewhere(of: Session, goOn = of.running !== null): Promise<void> {
    show({ phase: 'starting' });
    of.flow = null;
    telemetry.record({ event: 'recording_fenced', level: 'warn', ...about(of) });
    await endRunningTake(of);
    release(of);
    if (goOn && input) return begin(input);
    closeInput();
    show(IDLE);
  }

  return {
    view: () => view,

    async start() {
      if (view.phase !== 'idle') return;
      show({ ...IDLE, phase: 'starting' });
      try {
        const opened = await openInput(() => true);
        if (opened) await begin(opened);
      } catch (error) {
        show({ ...IDLE, fault: faultCode(error) });
      }
    },

    async pause() {
      const of = session;
      if (!of || (view.phase !== 'recording' && view.phase !== 'interrupted')) return;
      show({ phase: 'pausing' });
      of.flow = of.cutting = of.reopening = null;
      const take = await endRunningTake(of);
      if (of.fault !== null) return;
      try {
        if (take !== null) await store.endTake(of.fence, take, 'pause', clock.nowMs());
      } catch (error) {
        return onFault(of, error);
      }
      show({ phase: 'paused' });
      telemetry.record({ event: 'recording_paused', level: 'info', ...about(of), duration: Math.round(view.savedMs / 1000) });
      await of.cutter.flush();
    },

    async resume() {
      const of = session;
      if (!of || view.phase !== 'paused') return;
      show({ phase: 'resuming', fault: null });
      const wanted = () => session === of && view.phase === 'resuming';
      try {
        if (!input?.isLive()) closeInput();
        const from = input ?? (await openInput(wanted));
        if (from && (await addTake(of, from, wanted))) telemetry.record({ event: 'recording_resumed', level: 'info', ...about(of) });
      } catch (error) {
        if (!wanted()) return;
        if (error instanceof Fenced) return goOnElsewhere(of, true);
        // The microphone may be back at the next try; the recording waits, paused.
        show({ phase: 'paused', fault: faultCode(error) });
      }
    },

    async stop() {
      if (session && (view.phase === 'recording' || view.phase === 'paused' || view.phase === 'interrupted')) await finish(session);
    },

    async mark() {
      const of = session;
      if (!of?.running || view.phase !== 'recording' || of.flow?.name !== 'flowing') return false;
      const { take } = of.running;
      const atMs = Math.round(audioMsAt(of.flow, moment()));
      try {
        const mark = await store.addMark(of.fence, { take, atMs });
        // Two taps at the same moment are one mark; one that was thought to have failed may be there.
        if (view.recordingId === of.fence.recordingId) show({ marks: Math.max(view.marks, mark + 1) });
        return true;
      } catch (error) {
        telemetry.record({ event: 'storage_write_failed', level: 'error', userId: ownerId, code: faultCode(error) });
        return false;
      }
    },

    look(because) {
      if (session) hear(session, { is: because, live: input?.isLive() ?? false });
    },

    changeMicrophone() {
      if (session && view.phase === 'paused') closeInput();
      else if (session) hear(session, { is: 'switch' });
    },
  };
}

function amount(recording: { savedMs: number; chunkBytes: number; segmentBytes: number }) {
  return { duration: Math.round(recording.savedMs / 1000), size: recording.chunkBytes + recording.segmentBytes };
}

function faultCode(error: unknown): CaptureFaultCode {
  if (error instanceof CaptureFault) return error.code;
  if (error instanceof Failure) return error.code === 'storage_full' ? 'storage_full' : 'storage_failed';
  return 'recorder_failed';
}
