import type { OwnerId } from '../names.ts';
import type { Consent, Quality } from '../manifest.ts';
import type { LocalKeys, Locks, Microphone, MicrophoneChoice, PublicKey, Random, Sealing, Timers } from '../ports.ts';
import type { CutterDeps } from './cutter.ts';
import type { RecorderView } from './recorderview.ts';

/** What a recorder is made of. */
export interface RecorderDeps extends CutterDeps {
  ownerId: OwnerId;
  random: Random;
  timers: Timers;
  locks: Locks;
  sealing: Sealing;
  microphone: Microphone;
  /** The organisation's keys as cached on this device. */
  publicKeys(): Promise<readonly PublicKey[]>;
  /** The device's own key, by which its person may listen here; null where policy forbids that. */
  localKeys: LocalKeys | null;
  /** What is decided when a recording starts and stays for all of it. */
  settings(): RecorderSettings;
  /** Which microphone to open; asked at every take. */
  choice(): MicrophoneChoice;
  serverOffsetMs(): number | null;
  onChange(view: RecorderView): void;
}

export interface RecorderSettings {
  sliceMs: number;
  quality: Quality;
  /** The consent that was given for what is recorded next; null when nobody asked. */
  consent: Consent | null;
  appVersion: string;
  flags: { version: number; variant: string };
}
