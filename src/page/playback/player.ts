import { signal, type ReadonlySignal } from '@preact/signals';
import { partAt, type Sound } from './sound.ts';

/** What people may choose, as factors. */
export const SPEEDS = [0.75, 1, 1.25, 1.5, 2] as const;
/** What one step back or forward is. */
export const STEP_MS = 15_000;

/** One sound being heard, as if it were one file. */
export interface Player {
  playing: ReadonlySignal<boolean>;
  /** Where in the whole. */
  atMs: ReadonlySignal<number>;
  speed: ReadonlySignal<number>;
  /** The browser would not play it. */
  failed: ReadonlySignal<boolean>;
  toggle(): void;
  /** To a moment of the whole, within its bounds. */
  seek(atMs: number): void;
  setSpeed(speed: number): void;
  /** Stops, and lets go of what was opened. */
  close(): void;
}

/** Plays `sound` on an audio element of its own. */
export function createPlayer(sound: Sound): Player {
  const audio = new Audio();
  const urls = sound.parts.map(({ blob }) => URL.createObjectURL(blob));
  const playing = signal(false);
  const atMs = signal(0);
  const speed = signal(1);
  const failed = signal(false);
  let current = -1;

  const start = () => sound.parts[current]?.startMs ?? 0;
  const play = () =>
    audio.play().catch((error: unknown) => {
      playing.value = false;
      // A pause or another place before it began is nobody's failure.
      if (!(error instanceof DOMException && error.name === 'AbortError')) failed.value = true;
    });

  function load(index: number, withinMs: number): void {
    if (index !== current) {
      current = index;
      audio.src = urls[index]!;
      // Loading another file resets it.
      audio.playbackRate = speed.value;
    }
    audio.currentTime = withinMs / 1000;
  }

  function seek(to: number): void {
    atMs.value = Math.min(Math.max(0, to), sound.durationMs);
    const { index, withinMs } = partAt(sound.parts, atMs.value);
    load(index, withinMs);
    if (playing.value) void play();
  }

  audio.preservesPitch = true;
  audio.addEventListener('timeupdate', () => {
    if (!audio.seeking) atMs.value = Math.min(sound.durationMs, start() + Math.round(audio.currentTime * 1000));
  });
  audio.addEventListener('ended', () => {
    if (current + 1 < urls.length) return seek(sound.parts[current + 1]!.startMs);
    playing.value = false;
    atMs.value = sound.durationMs;
  });
  audio.addEventListener('error', () => {
    if (!audio.hasAttribute('src')) return;
    playing.value = false;
    failed.value = true;
  });
  // A headset's button, a call, another app.
  audio.addEventListener('pause', () => {
    if (!audio.ended) playing.value = false;
  });
  audio.addEventListener('playing', () => (playing.value = true));

  return {
    playing,
    atMs,
    speed,
    failed,
    toggle() {
      if (playing.value) return audio.pause();
      playing.value = true;
      seek(atMs.value >= sound.durationMs ? 0 : atMs.value);
    },
    seek,
    setSpeed(to) {
      speed.value = to;
      audio.playbackRate = to;
    },
    close() {
      audio.pause();
      audio.removeAttribute('src');
      audio.load();
      for (const url of urls) URL.revokeObjectURL(url);
    },
  };
}
