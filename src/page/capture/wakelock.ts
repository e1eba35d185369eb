import { signal, type ReadonlySignal } from '@preact/signals';

/** `unsupported`: this browser cannot keep the screen on; `refused`: it does not now, for example to spare the battery. */
export type WakeState = 'off' | 'on' | 'refused' | 'unsupported';

export interface ScreenWake {
  state: ReadonlySignal<WakeState>;
  /** Keeps the screen on, also after the page was hidden and is back, until it is let go. */
  hold(): void;
  letGo(): void;
}

/** Keeps the screen on while something records: a locked phone may take the microphone away. */
export function createScreenWake(): ScreenWake {
  const supported = 'wakeLock' in navigator;
  const state = signal<WakeState>(supported ? 'off' : 'unsupported');
  let wanted = false;
  let held: WakeLockSentinel | null = null;
  let asking = false;

  async function ask(): Promise<void> {
    if (!supported || !wanted || asking || held || document.visibilityState !== 'visible') return;
    asking = true;
    try {
      const lock = await navigator.wakeLock.request('screen');
      if (!wanted) return void lock.release();
      held = lock;
      state.value = 'on';
      lock.addEventListener('release', () => {
        // The browser takes it away with the page's visibility; the next `visible` asks again.
        if (held !== lock) return;
        held = null;
        if (wanted) state.value = 'refused';
        void ask();
      });
    } catch {
      if (wanted) state.value = 'refused';
    } finally {
      asking = false;
    }
  }

  document.addEventListener('visibilitychange', () => void ask());
  return {
    state,
    hold() {
      wanted = true;
      void ask();
    },
    letGo() {
      wanted = false;
      const lock = held;
      held = null;
      if (supported) state.value = 'off';
      void lock?.release().catch(() => undefined);
    },
  };
}
