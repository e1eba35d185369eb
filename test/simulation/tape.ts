import { concat, type Bytes } from '../../src/core/bytes.ts';
import { blockContent, element, endless, webmHeader } from '../build/webmelements.ts';
import type { Dice } from './dice.ts';

/** Time in which sound went into a recorder, by the device's clock. */
export interface Span {
  fromMs: number;
  toMs: number;
}

/** What one recorder has delivered, and what is known of it from outside. */
export interface Captured {
  /** Every slice that was not empty, in order. */
  slices: Bytes[];
  /** What each slice holds. */
  spans: Span[][];
  /** When its microphone was opened and when it began, by the device's clock; and which recorder of the world it was. */
  openedAtMs: number;
  startedAtMs: number;
  order: number;
  /** When sound last went in, delivered or not. */
  lastSoundAtMs: number;
  /** Whether any of it was more than silence. */
  loud: boolean;
}

/** What goes into a recorder: sound, the silence of a muted microphone that goes on, or nothing at all. */
export type Inflow = 'sound' | 'silence' | 'nothing';

/** The container that a recorder writes. */
export interface Tape {
  /** So many milliseconds of `inflow`, up to `toMs` by the device's clock. */
  run(ms: number, inflow: Inflow, toMs: number): void;
  /** The bytes since the last call, or undefined when there is nothing in them. `packetBytes`: how large a packet is. */
  cut(packetBytes: number): Bytes | undefined;
}

/** Not Opus: its blocks say themselves how long they are, so that one holds any length. */
const CODEC_ID = 'A_SIMULATED';

/** A tape with nothing on it; what is cut from it goes to `captured`. */
export function createTape(dice: Dice, captured: Captured): Tape {
  /** Whether the time stamps go on where nothing comes in. Browsers differ. */
  const stamped = dice.chance(0.5);
  let timeMs = 0;
  let pending: { ms: number; inflow: Inflow; spans: Span[] }[] = [];

  function blockOf(ms: number, packetBytes: number): Bytes {
    const packet = new Uint8Array(packetBytes);
    new DataView(packet.buffer).setUint32(1, dice.below(2 ** 32));
    const cluster = concat([endless('1f43b675'), element('e7', number(timeMs))]);
    return concat([cluster, element('a0', element('a1', blockContent(0, packet)), element('9b', number(ms)))]);
  }

  return {
    run(ms, inflow, toMs) {
      if (ms <= 0) return;
      if (inflow === 'sound') captured.lastSoundAtMs = toMs;
      const spans = inflow === 'sound' ? [{ fromMs: toMs - ms, toMs }] : [];
      const last = pending.at(-1);
      if (last?.inflow === inflow) Object.assign(last, { ms: last.ms + ms, spans: [...last.spans, ...spans] });
      else pending.push({ ms, inflow, spans });
    },
    cut(packetBytes) {
      const parts: Bytes[] = captured.slices.length === 0 ? [webmHeader(CODEC_ID)] : [];
      const spans: Span[] = [];
      for (const { ms, inflow, spans: of } of pending) {
        if (inflow !== 'nothing') parts.push(blockOf(ms, packetBytes));
        if (inflow !== 'nothing' || stamped) timeMs += ms;
        spans.push(...of);
      }
      const isEmpty = pending.every(({ inflow }) => inflow === 'nothing');
      pending = isEmpty ? pending : [];
      if (isEmpty) return undefined;
      const bytes = concat(parts);
      captured.slices.push(bytes);
      captured.spans.push(spans);
      return bytes;
    },
  };
}

function number(value: number): Bytes {
  const bytes = Buffer.alloc(6);
  bytes.writeUIntBE(Math.round(value), 0, 6);
  return new Uint8Array(bytes);
}
