import type { Clock, Random, Timers } from '../core/ports.ts';

/** The device's clocks. */
export const deviceClock: Clock = { nowMs: () => Date.now(), monotonicMs: () => performance.now() };

/** The device's cryptographic random source. */
export const deviceRandom: Random = {
  uuid: () => crypto.randomUUID(),
  unit: () => crypto.getRandomValues(new Uint32Array(1))[0]! / 2 ** 32,
};

/** The event loop's timers. */
export const deviceTimers: Timers = {
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  every(ms, run) {
    const timer = setInterval(run, ms);
    return () => clearInterval(timer);
  },
};
