import type { AudioInput, HeldLock, NewTake, TakeCapture, TakeKey } from '../ports.ts';
import type { Fence, Gap } from '../recording.ts';
import { sealingKeys } from '../seal/sealingkeys.ts';
import { CaptureFault } from './capturefault.ts';
import { createCutter, type Cutter } from './cutter.ts';
import type { Flow, InterruptionCause } from './interruption.ts';
import type { RecorderDeps } from './recorderdeps.ts';
import { recordingLock } from './recovery.ts';
import { NOT_LISTENING, type Sound } from './sound.ts';
import { createTakeWriter, type TakeWriter } from './takewriter.ts';

/** A recording in progress, from its first transaction until it is closed. */
export interface Session {
  fence: Fence;
  lock: HeldLock;
  cutter: Cutter;
  /** A number is used once, also when it is not known whether its take was stored. */
  nextTake: number;
  running: RunningTake | null;
  /** How the audio flows; null while nobody expects any. */
  flow: Flow | null;
  /** Audio that is missing since then, until the next take or the end. */
  gap: { afterTake: number; cause: InterruptionCause; sinceMs: number } | null;
  sound: Sound;
  /** The first thing that went wrong and ends it. */
  fault: unknown;
  /** The cut of a take that is under way, and the try to open the microphone again. There is one at a time: whoever finds another here is no longer wanted. */
  cutting: object | null;
  reopening: object | null;
  /** What to stop at the end. */
  timers: (() => void)[];
}

export interface RunningTake {
  take: number;
  capture: TakeCapture;
  writer: TakeWriter;
  /** Its end, once that was asked for: it ends only once. */
  ending: Promise<void> | null;
}

/** A take that could begin: its key is wrapped and its recorder is there, and nothing is stored yet. */
export interface PreparedTake {
  row: NewTake;
  key: TakeKey;
  capture: TakeCapture;
}

/** Makes ready for take number `take` on an open microphone. Rejects with a CaptureFault. */
export async function prepareTake(deps: RecorderDeps, from: AudioInput, take: number): Promise<PreparedTake> {
  const publicKeys = sealingKeys(await deps.publicKeys());
  if (publicKeys.length === 0) throw new CaptureFault('no_key');
  const capture = from.newTake({ bitsPerSecond: deps.settings().quality.bitsPerSecond });
  const { key, wrappedKeys, deviceWrap } = await deps.sealing.newTakeKey(publicKeys, await deps.localKeys?.current());
  const { mimeType } = capture;
  return { key, capture, row: { take, mimeType, codec: codecOf(mimeType), startedAtMs: deps.clock.nowMs(), wrappedKeys, ...(deviceWrap && { deviceWrap }) } };
}

/** Opens a new recording on an open microphone: its lock first, then its row and wrapped key. Nothing runs yet. */
export async function openSession(deps: RecorderDeps, from: AudioInput): Promise<{ session: Session; first: PreparedTake }> {
  const { appVersion, flags, consent, quality } = deps.settings();
  const fence = { recordingId: deps.random.uuid(), epoch: deps.random.uuid() };
  const lock = await deps.locks.hold(recordingLock(fence.recordingId));
  try {
    const first = await prepareTake(deps, from, 0);
    const { startedAtMs } = first.row;
    const about = { ownerId: deps.ownerId, startedAtMs, serverOffsetMs: deps.serverOffsetMs(), appVersion, flags, quality, consent };
    await deps.store.begin({ id: fence.recordingId, epoch: fence.epoch, ...about }, first.row);
    const cutter = createCutter(deps, deps.ownerId, fence.recordingId);
    return { first, session: { fence, lock, cutter, nextTake: 1, running: null, flow: null, gap: null, sound: NOT_LISTENING, fault: null, cutting: null, reopening: null, timers: [] } };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Starts the capture of a take whose row is stored. */
export function runTake(
  deps: RecorderDeps,
  of: Session,
  { row, key, capture }: PreparedTake,
  on: { saved(durationMs: number): void; audio(mediaMs: number): void; failed(error: unknown): void; broken(): void },
): void {
  const { take, mimeType } = row;
  const writer = createTakeWriter(deps, {
    ownerId: deps.ownerId,
    fence: of.fence,
    take,
    mimeType,
    key,
    onHeard: on.audio,
    onSaved(durationMs, sealedBytes) {
      on.saved(durationMs);
      of.cutter.saved(sealedBytes);
    },
    onFault: on.failed,
  });
  of.running = { take, capture, writer, ending: null };
  capture.start(deps.settings().sliceMs, { slice: writer.push, failed: on.broken });
}

/** Ends the running take, once: afterwards everything it has heard is on the disk, or the session has a fault. */
export async function endTake(of: Session): Promise<number | null> {
  const { running } = of;
  if (!running) return null;
  running.ending ??= (async () => {
    await running.capture.stop();
    await running.writer.finish();
    of.running = null;
  })();
  await running.ending;
  return running.take;
}

/** The gap that a session's missing audio leaves, when it ends now. */
export function gapUntil({ gap }: Session, nowMs: number): Gap | null {
  if (!gap) return null;
  // Reckoned back by a clock that tells fractions; what is stored is whole.
  const startedAtMs = Math.floor(gap.sinceMs);
  return { afterTake: gap.afterTake, startedAtMs, endedAtMs: Math.max(nowMs, startedAtMs), cause: gap.cause };
}

/** Lets go of everything that a session holds. */
export function releaseSession(of: Session): void {
  for (const stop of of.timers.splice(0)) stop();
  of.lock.release();
}

/** The codec in a MIME type's `codecs` parameter, or an empty text. */
function codecOf(mimeType: string): string {
  return /codecs="?([^";]+)"?/.exec(mimeType)?.[1] ?? '';
}
