/**
 * The organisation's keys are out of reach, or not as they should be. It is no verdict about what was to be opened: ask again later.
 * `code` is the key service's own, when it gave one. Messages name keys by id, nothing else.
 */
export class KeyRingError extends Error {
  override readonly name = 'KeyRingError';
  readonly code: string | undefined;
  constructor(message: string, options: { code?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.code = options.code;
  }
}
