import { signal, type ReadonlySignal } from '@preact/signals';
import { answerOf, send } from '../adapters/http.ts';
import { nextCheckMs, observe, type Connectivity, type Reach } from '../core/connectivity/connectivity.ts';
import { health } from '../wire/api.ts';

const CHECK_TIMEOUT_MS = 5_000;
/** An answer that takes longer comes over a network on which sending takes long too. */
const SLOW_MS = 1_500;

export interface Network {
  reach: ReadonlySignal<Reach>;
  /** Answers come, and take long. */
  slow: ReadonlySignal<boolean>;
  /** Looks now: something did not go through, or did. */
  check(): void;
}

/** Watches whether the server can be reached: by the browser's events, and by asking the server, because the browser knows only of cables. */
export function watchNetwork(onReachable: () => void): Network {
  let state: Connectivity = { reach: navigator.onLine ? 'online' : 'offline', doubt: null };
  const reach = signal(state.reach);
  const slow = signal(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asking = false;

  function see(seen: Reach, certain: boolean): void {
    const before = state.reach;
    state = observe(state, { seen, certain });
    reach.value = state.reach;
    clearTimeout(timer);
    const waitMs = nextCheckMs(state);
    if (waitMs !== null) timer = setTimeout(check, waitMs);
    if (before !== 'online' && state.reach === 'online') onReachable();
  }

  async function ask(): Promise<Reach> {
    if (!navigator.onLine) return 'offline';
    const askedAtMs = performance.now();
    try {
      await answerOf(await send('/api/health', {}, CHECK_TIMEOUT_MS), health);
      slow.value = performance.now() - askedAtMs > SLOW_MS;
      return 'online';
    } catch {
      return navigator.onLine ? 'blocked' : 'offline';
    }
  }

  function check(): void {
    // Nobody looks at a hidden page, and what it sends finds out by itself.
    if (asking || document.visibilityState === 'hidden') return;
    asking = true;
    void ask().then((seen) => {
      asking = false;
      see(seen, seen === 'offline');
    });
  }

  addEventListener('offline', () => see('offline', true));
  addEventListener('online', () => {
    // The cable is back. Whether the server can be reached is asked at once; until then the browser is believed.
    see('online', true);
    check();
  });
  document.addEventListener('visibilitychange', check);
  check();
  return { reach, slow, check };
}
