import { concat, type Bytes } from '../../src/core/bytes.ts';
import { CaptureFault } from '../../src/core/capture/capturefault.ts';
import type { AudioInput, Microphone, TakeCapture } from '../../src/core/ports.ts';
import { clusterAt, simpleBlock, webmHeader } from '../build/webmelements.ts';
import type { Dice } from './dice.ts';
import type { Life, Turns } from './turns.ts';

export const MIME_TYPE = 'audio/webm;codecs=opus';
/** One packet of 60 ms; four of them are about a slice. */
const TOC_60_MS = 0x18;
const PACKET_MS = 60;

/** What one recorder has delivered: every slice that was not empty, in order. */
export interface Captured {
  slices: Bytes[];
}

/** A microphone and what the world does to it. */
export interface FakeMicrophone {
  microphone: Microphone;
  /** Whether a recorder runs. */
  hears(): boolean;
  /** The running recorder delivers a slice, which may be empty or huge. */
  deliver(kind: 'usual' | 'empty' | 'huge'): void;
  /** The microphone goes away. */
  lose(): void;
  /** The recorder breaks. */
  breakDown(): void;
  /** Whether it can be opened. */
  available: boolean;
}

/** @param onSlice is told what was captured, before the core hears of it. */
export function createFakeMicrophone(turns: Turns, life: Life, dice: Dice, onSlice: (slice: Bytes, of: Captured) => void): FakeMicrophone {
  let running: { sink: Parameters<TakeCapture['start']>[1]; captured: Captured; timeMs: number } | null = null;
  let open: { live: boolean; signal: Parameters<AudioInput['onSignal']>[0] } | null = null;

  function emit(kind: 'usual' | 'empty' | 'huge'): void {
    if (!running) return;
    const { sink, captured } = running;
    const bytes = kind === 'empty' ? new Uint8Array(0) : sliceOf(running, kind === 'huge' ? 40_000 : 8);
    if (bytes.byteLength > 0) {
      captured.slices.push(bytes);
      onSlice(bytes, captured);
    }
    sink.slice(turns.turn(life, 'a slice is read').then(() => bytes));
  }

  /** The next bytes of a WebM file whose packets occur nowhere else. */
  function sliceOf(of: { captured: Captured; timeMs: number }, packetBytes: number): Bytes {
    const packets = 1 + dice.below(3);
    const parts: Bytes[] = of.captured.slices.length === 0 ? [webmHeader(), clusterAt(0)] : [];
    for (let i = 0; i < packets; i++) {
      const packet = new Uint8Array(packetBytes);
      const view = new DataView(packet.buffer);
      packet[0] = TOC_60_MS;
      view.setUint32(1, dice.below(2 ** 32));
      parts.push(simpleBlock(of.timeMs, packet));
      of.timeMs += PACKET_MS;
    }
    return concat(parts);
  }

  function newInput(): AudioInput {
    const track: NonNullable<typeof open> = { live: true, signal: () => undefined };
    open = track;
    return {
      isLive: () => track.live,
      label: 'Simulated microphone',
      onSignal: (run) => (track.signal = run),
      // Nobody can tell, so no recording is taken for silent.
      peak: () => null,
      close() {
        track.live = false;
      },
      newTake,
    };
  }

  function newTake(): TakeCapture {
    let own: NonNullable<typeof running> | null = null;
    return {
      mimeType: MIME_TYPE,
      start(_sliceMs, sink) {
        own = running = { sink, captured: { slices: [] }, timeMs: 0 };
      },
      async stop() {
        await turns.turn(life, 'recorder stops');
        if (running !== own || !own) return;
        if (dice.chance(0.7)) emit('usual');
        running = null;
      },
    };
  }

  const fake: FakeMicrophone = {
    available: true,
    microphone: {
      async open() {
        await turns.turn(life, 'opens the microphone');
        if (!fake.available) throw new CaptureFault('microphone_busy');
        return newInput();
      },
    },
    hears: () => running !== null,
    deliver: emit,
    lose() {
      if (!open?.live) return;
      open.live = false;
      open.signal('ended');
    },
    breakDown: () => running?.sink.failed(new CaptureFault('recorder_failed')),
  };
  return fake;
}
