import type { SignInState } from '../../core/account/signedin.ts';
import type { RecordingState } from '../../core/recording.ts';

export const PERMISSIONS = ['microphone', 'notifications', 'background-sync', 'persistent-storage'] as const;
export type PermissionName = (typeof PERMISSIONS)[number];

export const ABILITIES = ['secure', 'sealing', 'keyStorage', 'locks', 'worker', 'backgroundSync', 'wakeLock', 'keep', 'badge', 'notifications'] as const;
export type Ability = (typeof ABILITIES)[number];

/** One line of the log: no text that a person wrote, ids cut short. */
export interface LoggedError {
  /** ISO 8601, as it was logged. */
  timestamp: string;
  event: string;
  facts: string;
}

/**
 * What support needs to know of a device, and nothing that could tell who uses it or what was said. Null is "not known":
 * what could not be found out, or not in time.
 */
export interface Report {
  atMs: number;
  version: string;
  build: string | null;
  worker: {
    state: ServiceWorkerState | 'none' | null;
    controls: boolean;
    /** Of the worker that answers; null for one that does not tell. */
    build: string | null;
    updateWaits: boolean;
  };
  installed: boolean;
  /** As the browser names itself, e.g. `Chromium 156`. */
  browser: string;
  system: string;
  language: string;
  timeZone: string;
  /** `nobody`: this device remembers no one. */
  signIn: SignInState | 'nobody' | null;
  /** The first digits of the owner's id, which is a hash. */
  owner: string | null;
  flags: { version: number; variant: string; enabled: boolean } | null;
  reach: 'online' | 'offline' | 'blocked';
  /** The device's clock minus the server's; null when the server could not be asked. */
  clockOffsetMs: number | null;
  storage: { usedBytes: number; quotaBytes: number; persisted: boolean } | null;
  /** `hidden`: only whoever is signed in and not locked out is told how many there are. */
  queue: Queue | { hidden: true; any: boolean } | null;
  permissions: Record<PermissionName, PermissionState | null>;
  recorderTypes: string[];
  abilities: Record<Ability, boolean | null>;
  /** Newest first; null when the log cannot be read. */
  errors: LoggedError[] | null;
}

export interface Queue {
  hidden: false;
  byState: Partial<Record<RecordingState, number>>;
  unreadable: number;
  /** Bytes of all that is not confirmed by the server. */
  unsentBytes: number;
  oldestUnsentAtMs: number | null;
  /** Recordings of others who have used this device. */
  others: boolean;
}
