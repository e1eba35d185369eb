const PATIENCE_MS = 10_000;
const POLL_MS = 20;

/** Waits until `isSo`. Rejects with `fault` after `withinMs`. */
export async function until(isSo: () => boolean | Promise<boolean>, fault: string, withinMs = PATIENCE_MS): Promise<void> {
  const endMs = Date.now() + withinMs;
  while (!(await isSo())) {
    if (Date.now() > endMs) throw new Error(fault);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
