import type { Workbox } from 'workbox-window';
import { OUTBOX_SYNC_TAG } from '../core/outbox/tag.ts';
import type { Telemetry } from '../core/ports.ts';

const WORKER_PATH = '/sw.js';

/** A string, or what a Trusted Types policy has made of it. */
type ScriptUrl = ConstructorParameters<typeof Workbox>[0];

/** Trusted Types, as far as needed here. Not every engine has them. */
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): ScriptUrl };
}

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

/** Where the worker's script is, made by the one policy that the page's headers allow: whatever else reaches it makes no script. */
function workerUrl(): ScriptUrl {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  if (!trustedTypes) return WORKER_PATH;
  const policy = trustedTypes.createPolicy('holdfast-worker', {
    createScriptURL(url) {
      if (url !== WORKER_PATH) throw new TypeError('no other script');
      return url;
    },
  });
  return policy.createScriptURL(WORKER_PATH);
}

async function register(): Promise<void> {
  // Fetched beside the first screen, which does not wait for it.
  const { Workbox: Worker } = await import('workbox-window');
  await new Worker(workerUrl()).register();
}

/** Registers the worker. Without workers, or without Background Sync, the page sends alone. */
export function registerWorker(telemetry: Telemetry): BackgroundWorker {
  if (!('serviceWorker' in navigator)) return { backgroundSync: false, askForSync() {} };
  void register().catch(() => undefined);
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
