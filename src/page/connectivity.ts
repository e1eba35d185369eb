import { signal, type ReadonlySignal } from '@preact/signals';
import { answerOf, send } from '../adapters/http.ts';
import { nextCheckMs, observe, type Connectivity, type Reach } from '../core/connectivity/connectivity.ts';
import { carrierOf, type Carrier } from '../core/connectivity/metered.ts';
import { FULL_SPEED, observeSpeed, paceOfAnswer, paceOfUpload, type Pace, type Speed } from '../core/connectivity/speed.ts';
import { Failure } from '../core/failures.ts';
import { health } from '../wire/api.ts';
import { connectionType, onConnectionChange, seemsSlow } from '../adapters/networkinformation.ts';

const CHECK_TIMEOUT_MS = 5_000;
/** How soon it is measured again when a measurement contradicts what is shown. */
const DOUBT_MS = 2_000;

export interface Network {
  reach: ReadonlySignal<Reach>;
  /** Answers come, and take long. */
  slow: ReadonlySignal<boolean>;
  carrier: ReadonlySignal<Carrier>;
  /** Looks now: something did not go through, or did. */
  check(): void;
  /** So many bytes were sent in so long. */
  sent(bytes: number, ms: number): void;
}

/** Watches whether the server can be reached: by the browser's events, and by asking the server, because the browser knows only of cables. */
export function watchNetwork(onReachable: () => void): Network {
  let state: Connectivity = { reach: navigator.onLine ? 'online' : 'offline', doubt: null };
  // The browser's guess counts as one measurement: it never suffices.
  let speed: Speed = observeSpeed(FULL_SPEED, seemsSlow() ? 'slow' : null);
  const reach = signal(state.reach);
  const slow = signal(speed.slow);
  const carrier = signal(carrierOf(connectionType()));
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asking = false;

  function see(seen: Reach, certain: boolean): void {
    const before = state.reach;
    state = observe(state, { seen, certain });
    reach.value = state.reach;
    schedule();
    if (before !== 'online' && state.reach === 'online') onReachable();
  }

  function schedule(): void {
    clearTimeout(timer);
    const waitMs = nextCheckMs(state);
    if (waitMs !== null) timer = setTimeout(check, speed.doubt ? Math.min(waitMs, DOUBT_MS) : waitMs);
  }

  function measure(pace: Pace): void {
    speed = observeSpeed(speed, pace);
    slow.value = speed.slow;
  }

  async function ask(): Promise<Reach> {
    if (!navigator.onLine) return 'offline';
    const askedAtMs = performance.now();
    try {
      await answerOf(await send('/api/health', {}, CHECK_TIMEOUT_MS), health);
      measure(paceOfAnswer(performance.now() - askedAtMs));
      return 'online';
    } catch (error) {
      if (!navigator.onLine) return 'offline';
      return error instanceof Failure && error.code === 'foreign_answer' ? 'captive' : 'blocked';
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
  onConnectionChange(() => {
    carrier.value = carrierOf(connectionType());
    check();
  });
  document.addEventListener('visibilitychange', check);
  check();
  return {
    reach,
    slow,
    carrier,
    check,
    sent(bytes, ms) {
      measure(paceOfUpload(bytes, ms));
      if (speed.doubt) schedule();
    },
  };
}
