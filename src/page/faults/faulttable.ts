import type { CaptureFaultCode } from '../../core/capture/capturefault.ts';
import type { FailureCode } from '../../core/failures.ts';
import type { Browser } from './browserof.ts';

/** What is wrong with the app itself, where neither the capture nor the sending has a code for it. */
export const SCREEN_FAULTS = ['storage_unreadable', 'recording_off', 'not_ready', 'nothing_saved', 'language_missing', 'text_not_saved'] as const;

export type ScreenFaultCode = (typeof SCREEN_FAULTS)[number];

/** A fault as it is told: what happened, what is safe, what to do. */
export interface FaultMessage {
  what: string;
  safe: string;
  todo: string;
}

/** Words that differ with the browser; `other` wherever nothing special is known. */
export type ByBrowser = Partial<Record<Browser, string>> & { other: string };

/** Every fault of the app and its recorder that a person is ever shown, in one language. A code without words does not compile. */
export interface FaultTable {
  /** What is safe depends on when it happened: `captureSafe`. */
  capture: Record<CaptureFaultCode, { what: string; todo: string | ByBrowser }>;
  captureSafe: {
    notStarted: string;
    paused(duration: string): string;
    ended(duration: string): string;
    endedEmpty: string;
  };
  /** After what to do, while the recording waits for its person. */
  capturePaused: string;
  screen: Record<ScreenFaultCode, FaultMessage>;
}

/** Every fault of the sending; nobody is told of one before the list is there. */
export interface SendingFaults {
  /** What to do is the same for all of one remedy, `remedies`, unless it is told here. `what` begins small: it follows other words. */
  sending: Record<FailureCode, { what: string; safe: string; todo?: string }>;
  remedies: {
    /** The time of day comes formatted. */
    retryAt(time: string): string;
    waitForNetwork: string;
    signIn: string;
    freeSpace: string;
    /** The code is for support. */
    park(code: FailureCode): string;
  };
}
