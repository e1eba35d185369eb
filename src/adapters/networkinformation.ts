/** The Network Information API, as far as it is there: Chromium's on phones tells all of it, others part of it or nothing. */
interface Connection extends EventTarget {
  type?: string;
  effectiveType?: string;
}

function connection(): Connection | undefined {
  return (globalThis.navigator as { connection?: Connection }).connection;
}

/** What kind of network it is, in the words of the API; undefined where the browser does not tell. Pages and workers have it. */
export function connectionType(): string | undefined {
  return connection()?.type;
}

/** Whether the browser takes the network for a slow one: a guess from what it has seen elsewhere. */
export function seemsSlow(): boolean {
  return connection()?.effectiveType?.endsWith('2g') ?? false;
}

/** Calls `run` whenever the kind of network changes, where the browser tells. */
export function onConnectionChange(run: () => void): void {
  connection()?.addEventListener('change', run);
}
