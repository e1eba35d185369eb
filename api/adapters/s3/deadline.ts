// A transfer slower than this is as good as dead.
const MIN_BYTES_PER_SECOND = 64 * 1024;

/** Ends a request that takes too long. */
export interface Deadline {
  signal: AbortSignal;
  /** Counts anew, with time for `bytes` more bytes. */
  extend(bytes: number): void;
  /** To be called at the end in any case. */
  clear(): void;
}

/** `timeoutMs` from now, and longer when `bytes` bytes are to be carried. */
export function createDeadline(timeoutMs: number, bytes = 0): Deadline {
  const controller = new AbortController();
  const start = (more: number) =>
    setTimeout(
      () => controller.abort(new DOMException('the store took too long', 'TimeoutError')),
      timeoutMs + (more / MIN_BYTES_PER_SECOND) * 1000,
    );
  let timer = start(bytes);
  return {
    signal: controller.signal,
    extend(more) {
      clearTimeout(timer);
      timer = start(more);
    },
    clear: () => clearTimeout(timer),
  };
}
