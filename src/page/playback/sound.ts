import type { RecordingId } from '../../core/names.ts';

/** A file that every browser plays and seeks in, and where it stands in the whole. */
export interface SoundPart {
  blob: Blob;
  extension: 'webm' | 'm4a';
  startMs: number;
  durationMs: number;
}

/** A moment of the whole that means something: where a take begins, a mark, or a time without sound before it. */
export type SoundPoint =
  | { kind: 'take'; atMs: number; nth: number }
  | { kind: 'mark'; atMs: number; nth: number; label: string | null }
  | { kind: 'gap'; atMs: number; startedAtMs: number; endedAtMs: number; cause: string }
  /** From here on some of the take's sound cannot be had. */
  | { kind: 'missing'; atMs: number; nth: number };

/** A recording as it can be heard. Takes that decode alike are one part; the others follow as parts of their own. */
export interface Sound {
  parts: SoundPart[];
  durationMs: number;
  /** In the order of time. */
  points: SoundPoint[];
  /** Something of it cannot be had on this device. */
  incomplete: boolean;
}

/**
 * Why a recording cannot be heard here. `sealed`: this device has no key to it; `elsewhere`: only the archive has its
 * sound; `unreadable`: its sound is damaged, or this browser cannot read it.
 */
export type Silence = 'sealed' | 'elsewhere' | 'unreadable';

/** Opens recordings to be heard. */
export interface Playback {
  /** Never rejects. */
  open(id: RecordingId): Promise<Sound | Silence>;
}

/** Which part is heard at a moment of the whole, and where in it. There is at least one part. */
export function partAt(parts: readonly Pick<SoundPart, 'startMs' | 'durationMs'>[], atMs: number): { index: number; withinMs: number } {
  const index = Math.max(0, parts.filter(({ startMs }) => startMs <= atMs).length - 1);
  const { startMs, durationMs } = parts[index]!;
  return { index, withinMs: Math.min(Math.max(0, atMs - startMs), durationMs) };
}
