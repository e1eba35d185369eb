import type { Network } from './network.ts';
import type { Time } from './time.ts';
import type { Life, Turns } from './turns.ts';

// The pages' code uses some things that are global in a browser. While a simulation runs they are the simulation's,
// and belong to whoever has the turn.

export type PageEvent = 'online' | 'offline' | 'visibilitychange';

export interface Browser {
  /** Tells a page of an event, as soon as it has a turn. */
  dispatch(life: Life, event: PageEvent): void;
  /** Gives the globals back. */
  uninstall(): void;
}

const NAMES = ['fetch', 'setTimeout', 'clearTimeout', 'addEventListener', 'document'] as const;

export function installBrowser(turns: Turns, time: Time, network: Network): Browser {
  const listeners = new Map<Life, { event: string; run: () => void }[]>();
  const listen = (event: string, run: () => void) => {
    const life = turns.current();
    listeners.set(life, [...(listeners.get(life) ?? []), { event, run }]);
  };
  const cancels = new Map<number, () => void>();
  let lastTimer = 0;

  const replacements: Record<(typeof NAMES)[number], unknown> = {
    fetch: network.fetch,
    setTimeout(run: () => void, ms: number) {
      lastTimer += 1;
      cancels.set(lastTimer, time.after(turns.current(), ms, `timer of ${Math.round(ms)} ms`, run));
      return lastTimer;
    },
    clearTimeout(id: number | undefined) {
      if (id !== undefined) cancels.get(id)?.();
    },
    addEventListener: listen,
    document: { visibilityState: 'visible', addEventListener: listen },
  };
  const before = NAMES.map((name) => Object.getOwnPropertyDescriptor(globalThis, name));
  for (const name of NAMES) Object.defineProperty(globalThis, name, { configurable: true, writable: true, value: replacements[name] });
  const { timeout } = AbortSignal;
  AbortSignal.timeout = (virtualMs) => ({ virtualMs }) as unknown as AbortSignal;

  return {
    dispatch(life, event) {
      for (const { run } of (listeners.get(life) ?? []).filter((one) => one.event === event)) void turns.turn(life, `event ${event}`).then(run);
    },
    uninstall() {
      for (const [i, name] of NAMES.entries()) {
        const descriptor = before[i];
        if (descriptor) Object.defineProperty(globalThis, name, descriptor);
        else delete (globalThis as Record<string, unknown>)[name];
      }
      AbortSignal.timeout = timeout;
    },
  };
}
