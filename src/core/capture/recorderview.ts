import type { RecordingId } from '../names.ts';
import type { CaptureFaultCode } from './capturefault.ts';
import type { InterruptionCause } from './interruption.ts';

/** `interrupted`: no audio comes, and the microphone is being opened again or waited for. */
export type RecorderPhase = 'idle' | 'starting' | 'recording' | 'pausing' | 'paused' | 'resuming' | 'interrupted' | 'stopping';

/** What the screen shows of a recorder. */
export interface RecorderView {
  phase: RecorderPhase;
  recordingId: RecordingId | null;
  takes: { take: number; savedMs: number; running: boolean }[];
  /** Audio that is on the disk, without a gap from the beginning. */
  savedMs: number;
  /** What was heard: earlier takes, and since when (monotonic) the running one. */
  heardBeforeMs: number;
  runningSinceMs: number | null;
  /** Why the last recording did not begin, did not resume, or ended by itself. */
  fault: CaptureFaultCode | null;
  /** What stopped the audio, and since when by the device's clock; kept until audio flows again. */
  interruption: { cause: InterruptionCause; sinceMs: number } | null;
  /** No sound has been heard for 5 s although the microphone runs. */
  silent: boolean;
  /** The microphone in use as the browser names it; empty when it does not. */
  microphone: string;
  /** Marks that were set in this recording. */
  marks: number;
}

export const IDLE: RecorderView = {
  phase: 'idle',
  recordingId: null,
  takes: [],
  savedMs: 0,
  heardBeforeMs: 0,
  runningSinceMs: null,
  fault: null,
  interruption: null,
  silent: false,
  microphone: '',
  marks: 0,
};
