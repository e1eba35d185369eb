import { CaptureFault, type CaptureFaultCode } from '../../src/core/capture/capturefault.ts';
import type { Bytes } from '../../src/core/bytes.ts';
import type { AudioInput, Microphone, TakeCapture } from '../../src/core/ports.ts';
import type { Dice } from './dice.ts';
import { createTape, type Captured, type Inflow, type Tape } from './tape.ts';
import type { Time } from './time.ts';
import type { Life, Turns } from './turns.ts';

const MIME_TYPE = 'audio/webm;codecs=opus';

/** What can be wrong with the microphones of a page, and is so for each that is opened meanwhile. */
export interface MicrophoneTroubles {
  /** Why none can be opened. */
  refuses: CaptureFaultCode | null;
  /** What is given out delivers nothing: it says so (`muted`), or looks alive. */
  dead: 'muted' | 'alive' | null;
}

export const NO_MICROPHONE_TROUBLES: MicrophoneTroubles = { refuses: null, dead: null };

/** The microphones of a page and what the world does to them. */
export interface FakeMicrophone {
  microphone: Microphone;
  readonly troubles: MicrophoneTroubles;
  /** What is to be heard in the room; `unread`: sound, but the page cannot look at the samples. */
  room: 'loud' | 'silent' | 'unread';
  /** Whether a recorder runs. */
  hears(): boolean;
  /** Whether sound goes into it. */
  flows(): boolean;
  /** The running recorder delivers what it has heard; it may be in large packets, or nothing this time. */
  deliver(kind: 'usual' | 'empty' | 'huge'): void;
  /** It delivers, when its last slice is at least `ms` ago. */
  deliverAfter(ms: number): void;
  mute(): void;
  unmute(): void;
  isMuted(): boolean;
  /** The microphone goes away for good. */
  lose(): void;
  /** The recorder breaks, and says so. */
  breakDown(): void;
  /** The recorder hears nothing any more, and does not say so. */
  getStuck(): void;
  /** No sound goes in while a page stands still, on some devices. */
  halt(halted: boolean): void;
  /** The time so far has passed: to be called before a clock is set or the device sleeps. */
  settle(): void;
  /** The device was asleep. */
  slept(ms: number): void;
  /** What runs, and how much time has passed in it. */
  position(): { captured: Captured; atMs: number } | undefined;
  /** How many microphones are open, and how many recorders run. */
  open(): { inputs: number; recorders: number };
}

interface Track {
  live: boolean;
  muted: boolean;
  dead: MicrophoneTroubles['dead'];
  openedAtMs: number;
  signal(is: 'mute' | 'unmute' | 'ended'): void;
}

interface Running {
  track: Track;
  sink: Parameters<TakeCapture['start']>[1];
  captured: Captured;
  tape: Tape;
  stuck: boolean;
  startedMs: number;
  deliveredMs: number;
}

/** @param onSlice is told what was captured, before the core hears of it. */
export function createFakeMicrophone(parts: { turns: Turns; time: Time; dice: Dice; life: Life; nextOrder(): number; onSlice(slice: Bytes, of: Captured): void }): FakeMicrophone {
  const { turns, time, dice, life } = parts;
  const inputs = new Set<Track>();
  const recorders = new Set<Running>();
  /** Some devices let silence through while they are muted, others nothing. */
  const silenceFlows = dice.chance(0.5);
  let current: Track | null = null;
  let halted = false;
  let reckonedMs = time.awakeMs();
  let loudSinceLook = false;

  const running = () => [...recorders].at(-1);

  function inflow({ track, stuck }: Running): Inflow {
    if (!track.live || track.dead || stuck || halted) return 'nothing';
    if (track.muted) return silenceFlows ? 'silence' : 'nothing';
    return 'sound';
  }

  /** Puts on tape what has passed. */
  function settle(): void {
    const passedMs = time.awakeMs() - reckonedMs;
    reckonedMs += passedMs;
    for (const one of recorders) {
      const flow = inflow(one);
      one.tape.run(passedMs, flow, time.clock.nowMs());
      if (flow !== 'sound' || passedMs === 0 || fake.room === 'silent') continue;
      one.captured.loud = true;
      loudSinceLook = true;
    }
  }

  function emit(from: Running, kind: 'usual' | 'empty' | 'huge'): void {
    settle();
    const bytes = kind === 'empty' ? undefined : from.tape.cut(kind === 'huge' ? 40_000 : 8);
    if (bytes) parts.onSlice(bytes, from.captured);
    from.deliveredMs = time.awakeMs();
    from.sink.slice(turns.turn(life, 'a slice is read').then(() => bytes ?? new Uint8Array(0)));
  }

  function tell(track: Track | null, is: 'mute' | 'unmute' | 'ended'): void {
    const of = track?.signal;
    if (!of) return;
    if (life.frozen) void turns.turn(life, `hears ${is}`).then(() => of(is));
    else turns.as(life, () => of(is));
  }

  function newInput(label: string): AudioInput {
    const { dead } = fake.troubles;
    const track: Track = { live: true, muted: dead === 'muted', dead, openedAtMs: time.clock.nowMs(), signal: () => undefined };
    inputs.add(track);
    current = track;
    return {
      label,
      isLive: () => track.live && !track.muted,
      onSignal: (run) => (track.signal = run),
      peak() {
        settle();
        const peak = fake.room === 'unread' ? null : loudSinceLook ? 0.3 : 0;
        loudSinceLook = false;
        return peak;
      },
      close() {
        settle();
        track.live = false;
        track.signal = () => undefined;
        inputs.delete(track);
      },
      newTake: () => newTake(track),
    };
  }

  function newTake(track: Track): TakeCapture {
    let own: Running | null = null;
    return {
      mimeType: MIME_TYPE,
      start(_sliceMs, sink) {
        settle();
        const nowMs = time.clock.nowMs();
        const captured: Captured = { slices: [], spans: [], openedAtMs: track.openedAtMs, startedAtMs: nowMs, order: parts.nextOrder(), lastSoundAtMs: nowMs, loud: false };
        own = { track, sink, captured, tape: createTape(dice, captured), stuck: false, startedMs: time.awakeMs(), deliveredMs: time.awakeMs() };
        recorders.add(own);
      },
      async stop() {
        settle();
        if (!own || !recorders.delete(own)) return turns.turn(life, 'recorder has stopped');
        await turns.turn(life, 'recorder stops');
        if (dice.chance(0.7)) emit(own, 'usual');
      },
    };
  }

  const fake: FakeMicrophone = {
    troubles: { ...NO_MICROPHONE_TROUBLES },
    room: 'loud',
    microphone: {
      async open({ deviceId }) {
        await turns.turn(life, 'opens the microphone');
        if (fake.troubles.refuses) throw new CaptureFault(fake.troubles.refuses);
        return newInput(deviceId ?? 'microphone');
      },
    },
    hears: () => recorders.size > 0,
    flows: () => [...recorders].some((one) => inflow(one) === 'sound'),
    deliver(kind) {
      const one = running();
      if (one) emit(one, kind);
    },
    deliverAfter(ms) {
      const one = running();
      if (one && time.awakeMs() - one.deliveredMs >= ms && inflow(one) !== 'nothing') emit(one, 'usual');
    },
    mute() {
      settle();
      if (current) current.muted = true;
      tell(current, 'mute');
    },
    unmute() {
      settle();
      if (current) current.muted = current.dead === 'muted';
      tell(current, 'unmute');
    },
    isMuted: () => current?.live === true && current.muted && !current.dead,
    lose() {
      settle();
      if (!current?.live) return;
      // A recorder whose microphone ends delivers what it has and stops by itself; some forget it.
      if (dice.chance(0.5)) fake.deliver('usual');
      current.live = false;
      tell(current, 'ended');
    },
    breakDown() {
      const one = running();
      if (!one) return;
      settle();
      one.stuck = true;
      one.sink.failed(new CaptureFault('recorder_failed'));
    },
    getStuck() {
      settle();
      const one = running();
      if (one) one.stuck = true;
    },
    halt(isHalted) {
      settle();
      halted = isHalted;
    },
    settle,
    slept(ms) {
      for (const one of recorders) one.tape.run(ms, 'nothing', time.clock.nowMs());
    },
    position() {
      const one = running();
      return one && { captured: one.captured, atMs: time.awakeMs() - one.startedMs };
    },
    open: () => ({ inputs: inputs.size, recorders: recorders.size }),
  };
  return fake;
}
