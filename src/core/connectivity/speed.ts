/** Whether answers come over a network on which sending takes long, and a contradiction that has been seen once. */
export interface Speed {
  slow: boolean;
  doubt: boolean;
}

export const FULL_SPEED: Speed = { slow: false, doubt: false };

/** An answer that takes longer is slow; to count as quick again it has to be clearly quicker. */
const SLOW_MS = 1_500;
const QUICK_MS = 800;
/** Speech is recorded at 32 kbit/s: below twice that a network hardly keeps up with it. */
const SLOW_BYTES_PER_S = 8_000;
const QUICK_BYTES_PER_S = 16_000;
/** What is smaller says more about the way than about its width. */
const LEAST_BYTES = 16 * 1024;

/** What one measurement says; null when it says neither. */
export type Pace = 'slow' | 'quick' | null;

/** What it says that the server's shortest answer took `ms`. */
export function paceOfAnswer(ms: number): Pace {
  return ms > SLOW_MS ? 'slow' : ms < QUICK_MS ? 'quick' : null;
}

/** What it says that `bytes` took `ms` to be sent. */
export function paceOfUpload(bytes: number, ms: number): Pace {
  if (bytes < LEAST_BYTES) return null;
  const bytesPerS = bytes / (Math.max(1, ms) / 1000);
  return bytesPerS < SLOW_BYTES_PER_S ? 'slow' : bytesPerS > QUICK_BYTES_PER_S ? 'quick' : null;
}

/** What is to be shown after a measurement: a change has to be seen twice, with nothing that contradicts it between. */
export function observeSpeed(before: Speed, pace: Pace): Speed {
  if (pace === null) return before;
  if ((pace === 'slow') === before.slow) return { slow: before.slow, doubt: false };
  return before.doubt ? { slow: !before.slow, doubt: false } : { slow: before.slow, doubt: true };
}
