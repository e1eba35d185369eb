// Every way in which keeping or sending a recording can fail, grouped by what helps.
// Only a refusal of our own API with a code listed under `park` stops the sending of a recording.

/** What helps: time, a network, a sign-in, space on the device, or only a person. */
export type Remedy = 'retryAt' | 'waitForNetwork' | 'signIn' | 'freeSpace' | 'park';

export const FAILURES = {
  // Nothing came back, or not from us.
  network: 'waitForNetwork',
  foreign_answer: 'waitForNetwork',
  timeout: 'retryAt',
  // Our API or its store is in trouble.
  server_error: 'retryAt',
  throttled: 'retryAt',
  upload_refused: 'retryAt',
  segments_missing: 'retryAt',
  // Somebody has to sign in.
  not_signed_in: 'signIn',
  owner_mismatch: 'signIn',
  // The device.
  storage_full: 'freeSpace',
  storage_failed: 'retryAt',
  // Our API says that this recording will never be taken as it is.
  invalid_manifest: 'park',
  manifest_differs: 'park',
  segment_too_large: 'park',
  recording_too_long: 'park',
  // There is no sound in it: it would be sent in vain. A person may send it all the same.
  no_sound: 'park',
  // What was written after it was sent; the recording itself is with the server.
  amendment_refused: 'park',
  // What is stored on the device does not add up.
  data_corrupt: 'park',
  // The server took it in but could not make an archive of it.
  archive_problem: 'park',
} as const satisfies Record<string, Remedy>;

export type FailureCode = keyof typeof FAILURES;

/** A failure with its remedy. `detail` and `cause` hold nothing private. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: FailureCode;
  /** The server's wish, from `Retry-After`. */
  readonly retryAfterMs: number | undefined;

  constructor(code: FailureCode, options: { detail?: string; retryAfterMs?: number; cause?: unknown } = {}) {
    super(options.detail ? `${code}: ${options.detail}` : code, { cause: options.cause });
    this.code = code;
    this.retryAfterMs = options.retryAfterMs;
  }

  get remedy(): Remedy {
    return FAILURES[this.code];
  }
}

/** A write came from a recorder that no longer owns its recording. */
export class Fenced extends Error {
  override readonly name = 'Fenced';
}

/** Somebody else has done this step meanwhile, or what it was based on has changed: look again. */
export class Stale extends Error {
  override readonly name = 'Stale';
}
