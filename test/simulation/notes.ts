import type { Mark } from '../../src/core/recording.ts';
import type { Captured } from './tape.ts';

/** What people did to one recording, and what they were told. */
export interface Notes {
  /** Takes that a person ended by a pause. */
  readonly paused: Set<number>;
  /** Stop was tapped while nothing was heard. */
  stoppedInterrupted: boolean;
  /** Marks that a person was told are set: in which recorder, and after how much sound. */
  readonly marks: { of: Captured; atMs: number }[];
  /** Marks that the disk has acknowledged. */
  readonly storedMarks: Mark[];
  /** The newest acknowledged version of each text, by name. */
  readonly texts: Map<string, number>;
  /** Its page stood still, or its clock was set back: when things happened cannot be told from its rows. */
  blurred: boolean;
}

/** Nothing was done. */
export function createNotes(): Notes {
  return { paused: new Set(), stoppedInterrupted: false, marks: [], storedMarks: [], texts: new Map(), blurred: false };
}
