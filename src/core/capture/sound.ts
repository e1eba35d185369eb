// Whether a microphone that runs is heard at all. Silent recordings are the most reported fault of recorders: the samples tell,
// the state of the track does not.

/** Peaks below this (−55 dBFS) are no sound that anybody would want to keep. */
const QUIET_PEAK = 0.0018;
/** A recording that never reached this (−66 dBFS) holds nothing: a muted or dead microphone, not a quiet room. */
const NOTHING_PEAK = 0.0005;
const WARN_AFTER_MS = 5_000;

/** Looks further apart leave so much unheard that nothing may be said of the whole. */
const MAX_BLIND_MS = 1_500;

/** What has been heard so far. */
export interface Sound {
  /** Since when nothing has been heard, in milliseconds of the clock that never jumps; null while there is sound, or nobody can tell. */
  quietSinceMs: number | null;
  /** `unread`: nobody has looked yet; `unknown`: not everything could be looked at, so nothing may be said of the whole. */
  heard: 'unread' | 'nothing' | 'something' | 'unknown';
  /** The last look at the running take. */
  lookedAtMs: number | null;
}

export const NOT_LISTENING: Sound = { quietSinceMs: null, heard: 'unread', lookedAtMs: null };

/** What is known after a look at the samples: `peak` is the loudest of about the last half second, 0 to 1, or null when they cannot be read. */
export function listen(sound: Sound, peak: number | null, atMs: number): Sound {
  const blind = peak === null || (sound.lookedAtMs !== null && atMs - sound.lookedAtMs > MAX_BLIND_MS);
  if (peak === null) return { quietSinceMs: null, heard: afterLook(sound.heard, 0, blind), lookedAtMs: atMs };
  const quietSinceMs = peak < QUIET_PEAK ? (sound.quietSinceMs ?? atMs) : null;
  return { quietSinceMs, heard: afterLook(sound.heard, peak, blind), lookedAtMs: atMs };
}

function afterLook(heard: Sound['heard'], peak: number, blind: boolean): Sound['heard'] {
  if (heard === 'something' || peak >= NOTHING_PEAK) return 'something';
  return blind || heard === 'unknown' ? 'unknown' : 'nothing';
}

/** A new take begins: what lay between was not to be heard. */
export function listenAnew(sound: Sound): Sound {
  return { ...sound, quietSinceMs: null, lookedAtMs: null };
}

/** Whether it has been quiet long enough to be told. */
export function isSilent(sound: Sound, atMs: number): boolean {
  return sound.quietSinceMs !== null && atMs - sound.quietSinceMs >= WARN_AFTER_MS;
}

/** How loud a peak looks on a meter: 0 at −60 dBFS, 1 at full scale, even steps for even loudness. */
export function meterOf(peak: number): number {
  if (peak <= 0.001) return 0;
  return Math.min(1, 1 + Math.log10(peak) / 3);
}
