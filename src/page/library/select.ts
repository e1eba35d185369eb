import type { RecordingId } from '../../core/names.ts';
import { isTrashed, isUnsent, type Recording } from '../../core/recording.ts';

export const FILTERS = ['all', 'waiting', 'sent', 'failed'] as const;
export type Filter = (typeof FILTERS)[number];

export const ORDERS = ['newest', 'oldest', 'longest'] as const;
export type Order = (typeof ORDERS)[number];

/** How many recordings are drawn at a time, however many there are; and how many of them at once, before the next frame: what a screen holds. */
export const PAGE = 50;
export const FIRST = 8;

/** What is asked of the list. */
export interface Wish {
  filter: Filter;
  order: Order;
  /** As typed. */
  query: string;
}

/** The filter that a recording is found under besides `all`, or null: what runs or is empty is none of them. */
export function filterOf(recording: Recording): Exclude<Filter, 'all'> | null {
  switch (recording.state) {
    case 'waiting':
    case 'uploading':
      return isUnsent(recording) ? 'waiting' : null;
    case 'sent':
    case 'archived':
      return 'sent';
    case 'failed':
      return 'failed';
    case 'recording':
    case 'paused':
    case 'empty':
      return null;
    default:
      throw new Error(`unknown state ${recording.state satisfies never as string}`);
  }
}

/** How many recordings each filter finds. What is in the trash is nowhere. */
export function countsOf(recordings: readonly Recording[]): Record<Filter, number> {
  const counts = { all: 0, waiting: 0, sent: 0, failed: 0 };
  for (const recording of recordings) {
    if (isTrashed(recording)) continue;
    counts.all += 1;
    const filter = filterOf(recording);
    if (filter) counts[filter] += 1;
  }
  return counts;
}

/**
 * The recordings that are wished for, in order. Every word of the query has to be in the text of a recording.
 * @param recordings In local order, oldest first.
 * @param textOf What a recording can be found by, folded as by `folded`.
 */
export function select(recordings: readonly Recording[], { filter, order, query }: Wish, textOf: (recording: Recording) => string): RecordingId[] {
  const words = folded(query).split(/\s+/).filter((word) => word !== '');
  const found = recordings.filter((one) => {
    if (isTrashed(one) || (filter !== 'all' && filterOf(one) !== filter)) return false;
    if (words.length === 0) return true;
    const text = textOf(one);
    return words.every((word) => text.includes(word));
  });
  if (order !== 'oldest') found.reverse();
  if (order === 'longest') found.sort((a, z) => z.savedMs - a.savedMs);
  return found.map(({ id }) => id);
}

/** A text as it is searched: without capitals and accents. */
export function folded(text: string): string {
  // Most texts are plain, and the way through Unicode is long.
  if (/^[\x20-\x7e]*$/.test(text)) return text.toLowerCase();
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/** `next`, or `before` itself when it lists the same: what is drawn from it is then not drawn again. */
export function sameList<T>(before: readonly T[], next: readonly T[]): readonly T[] {
  return before.length === next.length && next.every((one, i) => one === before[i]) ? before : next;
}
