import { formats } from '../../i18n/words.ts';
import type { FlagAuthor } from '../../../wire/flagadmin.ts';
import { useAdmin } from '../admincontext.ts';
import { adminWords } from '../words/adminwords.ts';
import type { AdminWords } from '../words/en.ts';
import type { Speaker } from './changelines.ts';
import type { Glance } from './glance.ts';

/** How this page tells of changes; to be called while drawing. */
export function useSpeaker(): Speaker {
  const { desk } = useAdmin();
  return { words: adminWords(), named: desk.named.value, dayAndTime: moment };
}

/** A moment in words. */
export function moment(atMs: number): string {
  return formats.dayAndTime(atMs, Date.now());
}

/** Who did something. */
export function authorText({ email, name, ownerId }: FlagAuthor, words: AdminWords): string {
  return email ?? name ?? ownerId?.slice(0, 8) ?? words.glance.nobody;
}

/** Who gets it, in the fewest words. */
export function glanceText(glance: Glance, words: AdminWords): string {
  return glance.kind === 'percent' ? words.percent(glance.percent) : words.glance[glance.kind];
}
