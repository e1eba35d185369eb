import { Workbox } from 'workbox-window';
import { OUTBOX_SYNC_TAG } from '../core/outbox/tag.ts';
import type { Telemetry } from '../core/ports.ts';

interface SyncRegistration {
  sync?: { register(tag: string): Promise<void> };
}

/** The service worker as the page uses it. */
export interface BackgroundWorker {
  /** Whether the browser sends with the app closed. */
  backgroundSync: boolean;
  /** Asks the browser to wake the worker when there is a network, also with the app closed. Only a page can ask. */
  askForSync(trigger: string): void;
}

/** Registers the worker. Without workers, or without Background Sync, the page sends alone. */
export function registerWorker(telemetry: Telemetry): BackgroundWorker {
  if (!('serviceWorker' in navigator)) return { backgroundSync: false, askForSync() {} };
  void new Workbox('/sw.js').register().catch(() => undefined);
  return {
    backgroundSync: 'SyncManager' in globalThis,
    askForSync(trigger) {
      void navigator.serviceWorker.ready
        .then((registration) => (registration as SyncRegistration).sync?.register(OUTBOX_SYNC_TAG))
        .then(() => telemetry.record({ event: 'sync_registered', level: 'info', trigger }))
        // Refused where the permission is off: the page then sends alone.
        .catch(() => undefined);
    },
  };
}
