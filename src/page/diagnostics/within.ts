const PATIENCE_MS = 8_000;

/** What `work` resolves to, or null when it fails or takes too long: one part that hangs must not keep the others from being told. */
export function within<T>(work: Promise<T>, patienceMs = PATIENCE_MS): Promise<T | null> {
  return new Promise((resolve) => {
    setTimeout(resolve, patienceMs, null);
    work.then(resolve, () => resolve(null));
  });
}
