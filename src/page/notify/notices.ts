import { signal, type ReadonlySignal } from '@preact/signals';

/** `none`: this browser has no notifications, or has them only when the app is installed. */
export type NoticePermission = 'ask' | 'granted' | 'denied' | 'none';

/** Whether the person may be told of the sending while the app is not in sight. */
export interface Notices {
  permission: ReadonlySignal<NoticePermission>;
  /** Asks for it. Only after a tap: a browser that is asked without one says no for ever. */
  ask(): void;
}

export function createNotices(): Notices {
  const permission = signal(now());
  return {
    permission,
    ask() {
      void Notification.requestPermission()
        .catch(() => undefined)
        .then(() => (permission.value = now()));
    },
  };
}

function now(): NoticePermission {
  if (!('Notification' in globalThis) || !('serviceWorker' in navigator)) return 'none';
  return Notification.permission === 'default' ? 'ask' : Notification.permission;
}
