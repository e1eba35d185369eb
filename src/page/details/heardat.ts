import type { Mark, Take } from '../../core/recording.ts';

/** Marks in the order of time, each with where it is in the whole: after all earlier takes, in milliseconds. */
export function heardAt(marks: readonly Mark[], takes: readonly Pick<Take, 'take' | 'durationMs'>[]): (Mark & { heardMs: number })[] {
  const before = (take: number) => takes.reduce((sum, one) => (one.take < take ? sum + one.durationMs : sum), 0);
  return marks.map((mark) => ({ ...mark, heardMs: before(mark.take) + mark.atMs })).sort((a, b) => a.heardMs - b.heardMs || a.mark - b.mark);
}
