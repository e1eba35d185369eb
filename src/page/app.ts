import type { ReadonlySignal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { SignInState } from '../core/account/signedin.ts';
import type { RecorderView } from '../core/capture/recorderview.ts';
import type { Reach } from '../core/connectivity/connectivity.ts';
import type { WifiRule } from '../core/connectivity/metered.ts';
import type { Preset } from '../core/capture/quality.ts';
import type { FreeSpace } from '../core/storage/freespace.ts';
import type { Consent } from '../core/manifest.ts';
import type { OwnerId, RecordingId } from '../core/names.ts';
import type { Recording } from '../core/recording.ts';
import type { MicrophoneInfo } from './capture/microphones.ts';
import type { CapturePreferences } from './capture/preferences.ts';
import type { WakeState } from './capture/wakelock.ts';
import type { DetailsStore } from './details/detailsstore.ts';
import type { Batch } from './library/sending.ts';
import type { Tally } from './library/tally.ts';
import type { LibraryTools } from './library/tools.ts';
import type { Notices } from './notify/notices.ts';
import type { FlagsOfPage } from './flags/composeflags.ts';
import type { StorageService } from './storage/storageservice.ts';
import type { SignOut } from './signin/signout.ts';

/** Whose recordings this page shows and makes. */
export interface Account {
  ownerId: OwnerId;
  /** For the screen and the flags only; null when the issuer tells none. */
  email: string | null;
  /** What the flag document calls this person. */
  internalHmac?: string;
}

/**
 * Why nothing of what was recorded is on the screen. `locked`: nobody was here for too long, and only signing in again
 * ends that; `left`: this device is somebody else's now, or nobody's, and a recording was under way when that happened.
 */
export type Cover = 'locked' | 'left';

/** How this device records: what can be chosen, and what the microphone hears. */
export interface CaptureControls {
  preferences: ReadonlySignal<CapturePreferences>;
  /** Changes a preference; another microphone takes over a running recording at once, the rest counts from the next one. */
  choose(to: Partial<CapturePreferences>): void;
  /** Empty until the microphone was allowed once: browsers name none before. */
  microphones: ReadonlySignal<MicrophoneInfo[]>;
  /** Whether the screen is kept on. */
  wake: ReadonlySignal<WakeState>;
  /** What may still be filled of this device; null where nobody knows. */
  space: ReadonlySignal<FreeSpace | null>;
  /** Asks for it anew. */
  lookForSpace(): void;
  /** What a quality costs. */
  bitsPerSecond(preset: Preset): number;
  /** What was agreed to for the recording that comes next or is under way. */
  consent: ReadonlySignal<Consent | null>;
  agree(yes: boolean): void;
  /** The loudest sample of this moment, 0 to 1; null when nothing is open or the samples cannot be read. */
  level(): number | null;
}

/** What the views see and may ask for. Data comes down through signals, wishes go up through calls that never reject. */
export interface App {
  account: Account;
  recorder: ReadonlySignal<RecorderView>;
  /** In local order, oldest first; null until they have been read. */
  recordings: ReadonlySignal<Recording[] | null>;
  /** The same, but a recording that only grows does not change it: whatever lists them goes by this. */
  listed: ReadonlySignal<readonly Recording[] | null>;
  /** Some of the newest, oldest first, until all have been read. */
  newest: ReadonlySignal<readonly Recording[]>;
  /** One of them as it is now; to be read while drawing. */
  recordingOf(id: RecordingId): Recording | undefined;
  /** Recordings of which not even the row can be read. They are kept, and can be saved as a file. */
  damaged: ReadonlySignal<RecordingId[]>;
  /** The recordings cannot be read: the database is out of order. */
  storageBroken: ReadonlySignal<boolean>;
  /** Whether the server can be reached, as far as this page knows. */
  reach: ReadonlySignal<Reach>;
  /** `reach` is online. */
  online: ReadonlySignal<boolean>;
  /** There is a network, and it takes its time. */
  slow: ReadonlySignal<boolean>;
  signIn: ReadonlySignal<SignInState>;
  /** While it is not null no view shows names, e-mails, titles, recordings or how many there are. */
  cover: ReadonlySignal<Cover | null>;
  /** A drain of this page is at work. */
  draining: ReadonlySignal<boolean>;
  /** What the drain at work has to do with. */
  batch: ReadonlySignal<Batch>;
  /** What has become of all that waited, whoever has sent it. */
  tally: ReadonlySignal<Tally>;
  /** Whether large recordings wait for another network. */
  wifi: ReadonlySignal<WifiRule>;
  notices: Notices;
  /** Whether the browser sends with the app closed. */
  backgroundSync: boolean;
  /** The feature flag: new recordings may be made. */
  mayRecord: ReadonlySignal<boolean>;
  /** What else the flag document means for this page. */
  flags: FlagsOfPage;
  /** Milliseconds from any start, never jumping: for the running clock. */
  monotonicMs(): number;
  record(): void;
  pause(): void;
  resume(): void;
  stop(): void;
  /** Sets a mark at what is heard now. Resolves false when it could not be kept. */
  mark(): Promise<boolean>;
  capture: CaptureControls;
  sendNow(): void;
  /** Sends a recording that was parked. */
  retry(id: RecordingId): void;
  /** Texts, marks, takes and gaps of recordings; loaded when they are first asked for. Rejects when they cannot be loaded. */
  details(): Promise<DetailsStore>;
  /** Saves all that this device has of a recording as a file, sealed as it is. */
  exportRecording(id: RecordingId): void;
  /** Playback, private texts, the log and files, loaded when first asked for. Rejects when they cannot be loaded. */
  libraryTools(): Promise<LibraryTools>;
  /** What is stored here, the trash and cleaning up, loaded when first asked for. Rejects when that cannot be loaded. */
  storage(): Promise<StorageService>;
  /** Ends the session and forgets on this device who it was. */
  signOut: SignOut;
}

const Context = createContext<App | null>(null);
export const AppProvider = Context.Provider;

/** The app of the page that a view is in. */
export function useApp(): App {
  const app = useContext(Context);
  if (!app) throw new Error('outside AppProvider');
  return app;
}
