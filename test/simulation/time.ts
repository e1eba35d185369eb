import type { Clock, Timers } from '../../src/core/ports.ts';
import type { Life, Turns } from './turns.ts';

const START_MS = 1_700_000_000_000;

interface Timer {
  life: Life;
  atMs: number;
  label: string;
  run: () => void;
}

/** Time that passes only when it is told to. */
export interface Time {
  /** The device's clock, which may be set. */
  readonly clock: Clock;
  /** The server's clock in Unix milliseconds. */
  serverMs(): number;
  /** Calls `run` in a turn of `life` after `ms`, unless the returned function is called before or the life ends. */
  after(life: Life, ms: number, label: string, run: () => void): () => void;
  timersOf(life: Life): Timers;
  /** Lets `ms` pass; what becomes due waits for its turn. */
  pass(ms: number): void;
  /** How long it is until something becomes due, or undefined when nothing will. */
  untilDueMs(): number | undefined;
  /** Somebody sets the device's clock. */
  jump(ms: number): void;
  /** The device sleeps: either both of its clocks go on meanwhile, or only the one that tells the time. */
  sleep(ms: number, goesOn: 'both clocks' | "the device's clock"): void;
  /** Time in which the device was awake. */
  awakeMs(): number;
}

/** @param serverOffsetMs how far the server's clock is ahead of the true time. */
export function createTime(turns: Turns, serverOffsetMs: number): Time {
  let elapsedMs = 0;
  let deviceOffsetMs = 0;
  let sleptMs = 0;
  /** Time that has passed for the world and not for the clock that never jumps. */
  let restedMs = 0;
  let timers: Timer[] = [];

  function after(life: Life, ms: number, label: string, run: () => void): () => void {
    const timer = { life, atMs: elapsedMs + Math.max(0, ms), label, run };
    timers.push(timer);
    return () => {
      timers = timers.filter((one) => one !== timer);
      timer.run = () => undefined;
    };
  }

  function pass(ms: number): void {
    elapsedMs += ms;
    const due = timers.filter(({ atMs }) => atMs <= elapsedMs).sort((a, z) => a.atMs - z.atMs);
    timers = timers.filter(({ atMs, life }) => atMs > elapsedMs && life.alive);
    for (const timer of due) void turns.turn(timer.life, timer.label).then(() => timer.run());
  }

  return {
    clock: { nowMs: () => START_MS + elapsedMs + restedMs + deviceOffsetMs, monotonicMs: () => elapsedMs },
    serverMs: () => START_MS + elapsedMs + restedMs + serverOffsetMs,
    after,
    timersOf: (life) => ({
      sleep: (ms) => new Promise((resolve) => after(life, ms, `slept ${ms} ms`, resolve)),
      every(ms, run) {
        let cancel = () => {};
        const arm = () => {
          cancel = after(life, ms, `every ${ms} ms`, () => {
            arm();
            run();
          });
        };
        arm();
        return () => cancel();
      },
    }),
    pass,
    untilDueMs() {
      const times = timers.filter(({ life }) => life.alive && !life.frozen).map(({ atMs }) => atMs);
      return times.length === 0 ? undefined : Math.max(0, Math.min(...times) - elapsedMs);
    },
    jump: (ms) => void (deviceOffsetMs += ms),
    sleep(ms, goesOn) {
      if (goesOn === 'both clocks') {
        sleptMs += ms;
        pass(ms);
      } else restedMs += ms;
    },
    awakeMs: () => elapsedMs - sleptMs,
  };
}
