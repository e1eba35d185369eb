import { INTERRUPTIONS, type InterruptionCause } from '../../core/capture/interruption.ts';
import { formats, moreWords } from '../i18n/words.ts';
import type { SoundPoint } from './sound.ts';

/** What a moment of a sound is, in words. */
export function pointWords(point: SoundPoint): string {
  switch (point.kind) {
    case 'take':
      return moreWords.takes.take(point.nth);
    case 'mark':
      return point.label === null ? moreWords.playback.mark(point.nth) : `${moreWords.playback.mark(point.nth)}: ${point.label}`;
    case 'gap': {
      const known = (INTERRUPTIONS as readonly string[]).includes(point.cause);
      const why = known ? moreWords.interrupted.why[point.cause as InterruptionCause] : moreWords.summary.unknownCause;
      return moreWords.summary.gap(formats.time(point.startedAtMs), formats.time(point.endedAtMs), formats.duration(point.endedAtMs - point.startedAtMs), why);
    }
    case 'missing':
      return moreWords.playback.missing(point.nth);
    default:
      throw new Error(`unknown point ${String(point satisfies never)}`);
  }
}
