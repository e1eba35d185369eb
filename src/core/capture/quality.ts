// How good a recording sounds and what that costs.

/** Bits per second of Opus or AAC in one channel: enough to understand, to listen, and to keep every detail. */
export const PRESETS = { small: 16_000, standard: 32_000, high: 64_000 } as const;
export type Preset = keyof typeof PRESETS;

/** What container, seal and segments add to the audio itself: measured 4.2 KB a second at 32 kbit/s. */
const OVERHEAD = 1.05;

/** What an hour of audio takes on the device, in bytes. */
export function bytesPerHour(bitsPerSecond: number): number {
  return Math.round((bitsPerSecond / 8) * 3600 * OVERHEAD);
}

/** How many milliseconds of audio fit into `freeBytes`; null when nobody can tell how much is free. */
export function audioLeftMs(freeBytes: number | null, bitsPerSecond: number): number | null {
  if (freeBytes === null) return null;
  return Math.max(0, Math.floor((freeBytes / bytesPerHour(bitsPerSecond)) * 3_600_000));
}
