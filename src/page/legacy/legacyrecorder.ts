import { signal, type ReadonlySignal } from '@preact/signals';
import { concat, type Bytes } from '../../core/bytes.ts';
import { CaptureFault, type CaptureFaultCode } from '../../core/capture/capturefault.ts';
import { Failure } from '../../core/failures.ts';
import { MAX_RECORDING_MS, type Consent } from '../../core/manifest.ts';
import type { AudioInput, Clock, Digest, Microphone, PublicKey, Random, Sealing, TakeCapture, Telemetry, UploadApi } from '../../core/ports.ts';
import { sealParcel, type Parcel, type Tape } from './parcel.ts';
import { sendParcel } from './sendparcel.ts';

const SLICE_MS = 1_000;
const BITS_PER_SECOND = 32_000;
/** It stops by itself before it is too long to be taken in. */
const MAX_MS = MAX_RECORDING_MS - 5 * 60_000;

/** Why it could not begin, or not be sent. */
export type LegacyFault = CaptureFaultCode | 'offline' | 'sign_in' | 'refused' | 'not_sent';

export interface LegacyView {
  /** `kept`: it could not be sent and is only in this page. */
  phase: 'idle' | 'opening' | 'recording' | 'stopping' | 'sending' | 'kept' | 'sent';
  /** By the monotonic clock; null while nothing is recorded. */
  runningSinceMs: number | null;
  /** In whole percent, while sending. */
  percent: number;
  /** Of the recording that ended last. */
  durationMs: number;
  fault: LegacyFault | null;
  /** It was saved as a file: leaving loses nothing. */
  saved: boolean;
}

export interface LegacyDeps {
  clock: Clock;
  random: Random;
  microphone: Microphone;
  sealing: Sealing;
  digest: Digest;
  api: UploadApi;
  telemetry: Telemetry;
  /** Who is signed in: null for nobody, undefined when the server could not be asked. */
  session(): Promise<{ ownerId: string } | null | undefined>;
  /** Rejects with a Failure. */
  publicKeys(): Promise<readonly PublicKey[]>;
  consent(): Consent | null;
  flagsVersion: number;
  appVersion: string;
  saveFile(name: string, bytes: Bytes): void;
}

/** Records into the memory of this page and sends on Stop. Nothing is written to the device. A call that does not fit its phase is ignored. */
export interface LegacyRecorder {
  view: ReadonlySignal<LegacyView>;
  record(): Promise<void>;
  stop(): Promise<void>;
  tryAgain(): Promise<void>;
  saveAsFile(): void;
  /** Lets go of a recording that was saved as a file. */
  discard(): void;
}

const IDLE: LegacyView = { phase: 'idle', runningSinceMs: null, percent: 0, durationMs: 0, fault: null, saved: false };

/** The recorder as it was before the offline one. */
export function createLegacyRecorder(deps: LegacyDeps): LegacyRecorder {
  const { clock, telemetry } = deps;
  const view = signal(IDLE);
  const show = (change: Partial<LegacyView>) => (view.value = { ...view.value, ...change });
  let input: AudioInput | null = null;
  let capture: TakeCapture | null = null;
  let keys: readonly PublicKey[] = [];
  let tape: (Tape & { slices: Bytes[] }) | null = null;
  let pending: Promise<unknown> = Promise.resolve();
  let parcel: Parcel | null = null;
  let arrived = new Set<number>();
  let attempt = 0;
  let watch: ReturnType<typeof setInterval> | undefined;

  async function open(): Promise<void> {
    const who = await deps.session();
    if (who === undefined) throw new Failure('network');
    if (who === null) throw new Failure('not_signed_in');
    keys = await deps.publicKeys();
    input = await deps.microphone.open({ deviceId: null, processing: 'voice' });
    capture = input.newTake({ bitsPerSecond: BITS_PER_SECOND });
    const slices: Bytes[] = [];
    tape = {
      ownerId: who.ownerId,
      recordingId: deps.random.uuid(),
      mimeType: capture.mimeType,
      slices,
      startedAtMs: clock.nowMs(),
      endedAtMs: 0,
      bitsPerSecond: BITS_PER_SECOND,
      fault: false,
      consent: deps.consent(),
      flagsVersion: deps.flagsVersion,
      appVersion: deps.appVersion,
    };
    input.onSignal((is) => is === 'ended' && void end(true));
    capture.start(SLICE_MS, {
      slice: (bytes) => (pending = pending.then(async () => slices.push(await bytes)).catch(() => end(true))),
      failed: () => void end(true),
    });
    const { recordingId, ownerId: userId, mimeType } = tape;
    telemetry.record({ event: 'recording_started', level: 'info', recordingId, userId, mimeType, flagsVersion: deps.flagsVersion, online: true });
    const sinceMs = clock.monotonicMs();
    watch = setInterval(() => clock.monotonicMs() - sinceMs >= MAX_MS && void end(false), SLICE_MS);
    show({ phase: 'recording', runningSinceMs: sinceMs });
  }

  function release(): void {
    clearInterval(watch);
    input?.close();
    input = capture = null;
  }

  async function end(fault: boolean): Promise<void> {
    if (view.value.phase !== 'recording' || !tape) return;
    show({ phase: 'stopping', runningSinceMs: null, durationMs: Math.round(clock.monotonicMs() - (view.value.runningSinceMs ?? 0)) });
    await capture?.stop();
    await pending;
    release();
    tape = { ...tape, endedAtMs: clock.nowMs(), fault };
    parcel = null;
    arrived = new Set();
    attempt = 0;
    if (tape.slices.length === 0) {
      tape = null;
      return void show({ ...IDLE, fault: 'recorder_failed' });
    }
    await deliver();
  }

  async function deliver(): Promise<void> {
    if (!tape) return;
    attempt += 1;
    show({ phase: 'sending', fault: null, percent: 0 });
    const about = { recordingId: tape.recordingId, userId: tape.ownerId };
    try {
      // Sealed once: the same recording sent twice is one recording.
      const sealed = (parcel ??= await sealParcel(deps, tape, keys));
      const amount = { duration: Math.round(sealed.durationMs / 1000), size: sealed.bytes };
      telemetry.record({ event: 'upload_started', level: 'info', ...about, ...amount });
      const sent = () => sealed.segments.reduce((sum, { seq, bytes }) => sum + (arrived.has(seq) ? bytes : 0), 0);
      await sendParcel(deps.api, sealed, arrived, () => show({ percent: Math.floor((sent() / sealed.bytes) * 100) }));
      telemetry.record({ event: 'upload_completed', level: 'info', ...about, ...amount, sinceStop: Math.max(0, Math.round((clock.nowMs() - tape.endedAtMs) / 1000)) });
      tape = parcel = null;
      show({ phase: 'sent', percent: 100 });
    } catch (error) {
      const code = error instanceof Failure ? error.code : 'data_corrupt';
      telemetry.record({ event: 'upload_failed', level: 'warn', ...about, code, attempt });
      show({ phase: 'kept', fault: faultOf(error, 'not_sent') });
    }
  }

  return {
    view,

    async record() {
      if (view.value.phase !== 'idle' && view.value.phase !== 'sent') return;
      view.value = { ...IDLE, phase: 'opening' };
      try {
        await open();
      } catch (error) {
        release();
        tape = null;
        show({ ...IDLE, fault: faultOf(error, 'recorder_failed') });
      }
    },
    stop: () => end(false),
    async tryAgain() {
      if (view.value.phase === 'kept') await deliver();
    },
    saveAsFile() {
      if (view.value.phase !== 'kept' || !tape) return;
      deps.saveFile(`holdfast-${tape.recordingId}.${tape.mimeType.includes('mp4') ? 'm4a' : 'webm'}`, concat(tape.slices));
      show({ saved: true });
    },
    discard() {
      if (view.value.phase !== 'kept' || !view.value.saved) return;
      tape = parcel = null;
      view.value = IDLE;
    },
  };
}

function faultOf(error: unknown, otherwise: LegacyFault): LegacyFault {
  if (error instanceof CaptureFault) return error.code;
  if (!(error instanceof Failure)) return otherwise;
  if (error.remedy === 'signIn') return 'sign_in';
  if (error.remedy === 'waitForNetwork' || error.code === 'timeout') return 'offline';
  return error.remedy === 'park' ? 'refused' : otherwise;
}
