import { Failure, Fenced } from '../failures.ts';
import type { TakeEnd } from '../manifest.ts';
import type { OwnerId, RecordingId } from '../names.ts';
import type { AudioInput, HeldLock, Locks, Microphone, PublicKey, Random, Sealing, TakeCapture, TakeKey, Timers } from '../ports.ts';
import type { Fence } from '../recording.ts';
import { CaptureFault, type CaptureFaultCode } from './capturefault.ts';
import { createCutter, type Cutter, type CutterDeps } from './cutter.ts';
import { recordingLock } from './recovery.ts';
import { createTakeWriter, type TakeWriter } from './takewriter.ts';

export interface RecorderDeps extends CutterDeps {
  ownerId: OwnerId;
  random: Random;
  timers: Timers;
  locks: Locks;
  sealing: Sealing;
  microphone: Microphone;
  /** The organisation's keys as cached on this device. */
  publicKeys(): Promise<readonly PublicKey[]>;
  /** What is decided when a recording starts and stays for all of it. */
  settings(): { sliceMs: number; bitsPerSecond: number; appVersion: string; flags: { version: number; variant: string } };
  serverOffsetMs(): number | null;
  onChange(view: RecorderView): void;
}

export type RecorderPhase = 'idle' | 'starting' | 'recording' | 'pausing' | 'paused' | 'resuming' | 'stopping';

/** What the screen shows of a recorder. */
export interface RecorderView {
  phase: RecorderPhase;
  recordingId: RecordingId | null;
  takes: { take: number; savedMs: number; running: boolean }[];
  /** Audio that is on the disk, without a gap from the beginning. */
  savedMs: number;
  /** What was heard: earlier takes, and since when (monotonic) the running one. */
  heardBeforeMs: number;
  runningSinceMs: number | null;
  /** Why the last recording did not begin, did not resume, or ended by itself. */
  fault: CaptureFaultCode | null;
}

export interface Recorder {
  view(): RecorderView;
  start(): Promise<void>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  stop(): Promise<void>;
}

/** A recording in progress, from its first transaction until it is closed. */
interface Session {
  fence: Fence;
  lock: HeldLock;
  stopBeating: () => void;
  cutter: Cutter;
  /** A number is used once, also when it is not known whether its take was stored. */
  nextTake: number;
  running: { take: number; capture: TakeCapture; writer: TakeWriter } | null;
  /** The first thing that went wrong and ends it. */
  fault: unknown;
}

/** How often a recorder shows that it lives, for browsers without locks; a paused one writes nothing else. */
const BEAT_MS = 10_000;

export const IDLE: RecorderView = { phase: 'idle', recordingId: null, takes: [], savedMs: 0, heardBeforeMs: 0, runningSinceMs: null, fault: null };

/** The recorder of one owner: at most one recording at a time; a call that does not fit its phase is ignored. */
export function createRecorder(deps: RecorderDeps): Recorder {
  const { clock, store, telemetry, ownerId } = deps;
  let view = IDLE;
  let input: AudioInput | null = null;
  let session: Session | null = null;

  function show(change: Partial<RecorderView>): void {
    view = { ...view, ...change };
    deps.onChange(view);
  }

  async function openInput(): Promise<AudioInput> {
    const opened = await deps.microphone.open();
    input = opened;
    opened.onLost(() => {
      if (input === opened && session) onFault(session, new CaptureFault('microphone_lost'));
    });
    return opened;
  }

  function closeInput(): void {
    input?.close();
    input = null;
  }

  async function prepareTake(from: AudioInput, take: number) {
    const publicKeys = await deps.publicKeys();
    if (publicKeys.length === 0) throw new CaptureFault('no_key');
    const capture = from.newTake({ bitsPerSecond: deps.settings().bitsPerSecond });
    const { key, wrappedKeys } = await deps.sealing.newTakeKey(publicKeys);
    return { row: { take, mimeType: capture.mimeType, codec: codecOf(capture.mimeType), startedAtMs: clock.nowMs(), wrappedKeys }, key, capture };
  }

  /** Opens a new recording on an open microphone: its lock first, then its row and wrapped key, then the first chunk. */
  async function openSession(from: AudioInput): Promise<void> {
    const { appVersion, flags } = deps.settings();
    const fence = { recordingId: deps.random.uuid(), epoch: deps.random.uuid() };
    const lock = await deps.locks.hold(recordingLock(fence.recordingId));
    try {
      const { row, key, capture } = await prepareTake(from, 0);
      const recording = { id: fence.recordingId, ownerId, epoch: fence.epoch, startedAtMs: row.startedAtMs, serverOffsetMs: deps.serverOffsetMs(), appVersion, flags };
      await store.begin(recording, row);
      const stopBeating = deps.timers.every(BEAT_MS, () => void store.beat(fence, clock.nowMs()).catch(() => undefined));
      session = { fence, lock, stopBeating, cutter: createCutter(deps, ownerId, fence.recordingId), nextTake: 1, running: null, fault: null };
      show({ ...IDLE, recordingId: fence.recordingId });
      run(session, row.take, key, capture);
      telemetry.record({ event: 'recording_started', level: 'info', ...about(session), mimeType: capture.mimeType, flagsVersion: flags.version, online: deps.online() });
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  /** Starts the capture of a take whose row is stored. */
  function run(of: Session, take: number, key: TakeKey, capture: TakeCapture): void {
    const savedBeforeMs = view.savedMs;
    const writer = createTakeWriter(deps, {
      ownerId,
      fence: of.fence,
      take,
      mimeType: capture.mimeType,
      key,
      onSaved(durationMs, sealedBytes) {
        show({ savedMs: savedBeforeMs + durationMs, takes: view.takes.map((t) => (t.take === take ? { ...t, savedMs: durationMs } : t)) });
        of.cutter.saved(sealedBytes);
      },
      onFault: (error) => onFault(of, error),
    });
    of.running = { take, capture, writer };
    capture.start(deps.settings().sliceMs, { slice: writer.push, failed: (error) => onFault(of, error) });
    show({ phase: 'recording', fault: null, runningSinceMs: clock.monotonicMs(), takes: [...view.takes, { take, savedMs: 0, running: true }] });
  }

  /** Ends the running take: afterwards everything it has heard is on the disk, or the session has a fault. */
  async function endTake(of: Session): Promise<number | null> {
    const running = of.running;
    if (!running) return null;
    await running.capture.stop();
    await running.writer.finish();
    of.running = null;
    const heardMs = view.runningSinceMs === null ? 0 : clock.monotonicMs() - view.runningSinceMs;
    show({ heardBeforeMs: view.heardBeforeMs + heardMs, runningSinceMs: null, takes: view.takes.map((t) => ({ ...t, running: false })) });
    return running.take;
  }

  /** Ends the running take and the recording. What cannot be closed now is recovered later. */
  async function finish(of: Session): Promise<void> {
    show({ phase: 'stopping' });
    try {
      await endTake(of);
      const ended: TakeEnd = of.fault ? 'fault' : 'stop';
      const closed = await store.close(of.fence, { atMs: clock.nowMs(), ended, partial: ended === 'fault' });
      const status = closed.state === 'waiting' ? 'pending_upload' : closed.state;
      telemetry.record({ event: 'recording_saved', level: 'info', ...about(of), ...amount(closed), status, takes: view.takes.length });
    } catch (error) {
      of.fault ??= error;
    }
    release(of);
    closeInput();
    const fault = of.fault instanceof Fenced || of.fault === null ? null : faultCode(of.fault);
    if (fault) telemetry.record({ event: 'recording_failed', level: 'error', ...about(of), code: fault });
    show({ phase: 'idle', fault });
    deps.onSegment();
  }

  function release(of: Session): void {
    of.stopBeating();
    of.lock.release();
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
    telemetry.record({ event: 'recording_fenced', level: 'warn', ...about(of) });
    await endTake(of);
    release(of);
    if (goOn && input) return begin(input);
    closeInput();
    show(IDLE);
  }

  async function begin(from: AudioInput): Promise<void> {
    try {
      await openSession(from);
    } catch (error) {
      closeInput();
      const code = faultCode(error);
      telemetry.record({ event: 'recording_failed', level: 'error', recordingId: null, userId: ownerId, code });
      show({ ...IDLE, fault: code });
    }
  }

  const about = (of: Session) => ({ recordingId: of.fence.recordingId, userId: ownerId });

  return {
    view: () => view,

    async start() {
      if (view.phase !== 'idle') return;
      show({ ...IDLE, phase: 'starting' });
      try {
        await begin(await openInput());
      } catch (error) {
        show({ ...IDLE, fault: faultCode(error) });
      }
    },

    async pause() {
      const of = session;
      if (!of || view.phase !== 'recording') return;
      show({ phase: 'pausing' });
      const take = await endTake(of);
      if (take === null || of.fault !== null) return;
      try {
        await store.endTake(of.fence, take, 'pause', clock.nowMs());
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
      try {
        if (!input?.isLive()) {
          closeInput();
          await openInput();
        }
        const { row, key, capture } = await prepareTake(input!, of.nextTake++);
        await store.beginTake(of.fence, row);
        run(of, row.take, key, capture);
        telemetry.record({ event: 'recording_resumed', level: 'info', ...about(of) });
      } catch (error) {
        if (error instanceof Fenced) return goOnElsewhere(of, true);
        // The microphone may be back at the next try; the recording waits, paused.
        show({ phase: 'paused', fault: faultCode(error) });
      }
    },

    async stop() {
      if (session && (view.phase === 'recording' || view.phase === 'paused')) await finish(session);
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

/** The codec in a MIME type's `codecs` parameter, or an empty text. */
function codecOf(mimeType: string): string {
  return /codecs="?([^";]+)"?/.exec(mimeType)?.[1] ?? '';
}
