/** Why a recording could not begin, or ended by itself. */
export const CAPTURE_FAULTS = [
  'microphone_refused',
  'microphone_missing',
  'microphone_busy',
  'microphone_lost',
  'recorder_unsupported',
  'recorder_failed',
  'no_key',
  'storage_full',
  'storage_failed',
] as const;

export type CaptureFaultCode = (typeof CAPTURE_FAULTS)[number];

/** A fault of the capture with its stable code. */
export class CaptureFault extends Error {
  override readonly name = 'CaptureFault';
  readonly code: CaptureFaultCode;
  constructor(code: CaptureFaultCode, cause?: unknown) {
    super(code, { cause });
    this.code = code;
  }
}
