import type { ReadonlySignal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { RecorderView } from '../core/capture/recorder.ts';
import type { Reach } from '../core/connectivity/connectivity.ts';
import type { OwnerId, RecordingId } from '../core/names.ts';
import type { Recording } from '../core/recording.ts';

/** Whose recordings this page shows and makes. */
export interface Account {
  ownerId: OwnerId;
  /** For the screen only; null when the issuer tells none. */
  email: string | null;
}

/**
 * What stands between this page and the server. `other`: somebody else is signed in on this device now;
 * `unknown`: the server has not been reached yet.
 */
export type SignInState = 'unknown' | 'in' | 'out' | 'other';

/** What the views see and may ask for. Data comes down through signals, wishes go up through calls that never reject. */
export interface App {
  account: Account;
  recorder: ReadonlySignal<RecorderView>;
  /** In local order, oldest first; null until they have been read. */
  recordings: ReadonlySignal<Recording[] | null>;
  /** Recordings of which not even the row can be read. They are kept, and can be saved as a file. */
  damaged: ReadonlySignal<RecordingId[]>;
  /** The recordings cannot be read: the database is out of order. */
  storageBroken: ReadonlySignal<boolean>;
  /** Whether the server can be reached, as far as this page knows. */
  reach: ReadonlySignal<Reach>;
  /** `reach` is online. */
  online: ReadonlySignal<boolean>;
  signIn: ReadonlySignal<SignInState>;
  /** A drain of this page is at work. */
  draining: ReadonlySignal<boolean>;
  /** Whether the browser sends with the app closed. */
  backgroundSync: boolean;
  /** The feature flag: new recordings may be made. */
  mayRecord: ReadonlySignal<boolean>;
  /** Milliseconds from any start, never jumping: for the running clock. */
  monotonicMs(): number;
  record(): void;
  pause(): void;
  resume(): void;
  stop(): void;
  sendNow(): void;
  /** Saves all that this device has of a recording as a file, sealed as it is. */
  exportRecording(id: RecordingId): void;
  /** Ends the session and forgets on this device who it was; what waits stays, sealed, until they are back. */
  signOut(): void;
}

const Context = createContext<App | null>(null);
export const AppProvider = Context.Provider;

/** The app of the page that a view is in. */
export function useApp(): App {
  const app = useContext(Context);
  if (!app) throw new Error('outside AppProvider');
  return app;
}
