import { signal, type ReadonlySignal } from '@preact/signals';

/** While recording it is asked at most this often: a full disk does not come in a moment, and asking is not free. */
const PAUSE_MS = 5_000;

/** How much of this device the app may still fill. */
export interface Space {
  /** In bytes; null while nobody can tell. */
  freeBytes: ReadonlySignal<number | null>;
  /** Looks again; with `unlessJust` only when the last look was a while ago. */
  look(unlessJust?: 'unless-just'): void;
}

/** Watches the free space as the browser tells it. */
export function watchSpace(nowMs: () => number): Space {
  const freeBytes = signal<number | null>(null);
  const storage = navigator.storage as StorageManager | undefined;
  let lookedAtMs = Number.NEGATIVE_INFINITY;
  function look(unlessJust?: 'unless-just'): void {
    if (!storage?.estimate || (unlessJust && nowMs() - lookedAtMs < PAUSE_MS)) return;
    lookedAtMs = nowMs();
    void storage
      .estimate()
      .then(({ quota, usage }) => (freeBytes.value = quota === undefined || usage === undefined ? null : Math.max(0, quota - usage)))
      .catch(() => undefined);
  }
  look();
  return { freeBytes, look };
}
