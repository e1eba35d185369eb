import { spokenLanguage } from '../i18n/words.ts';
import { english } from './english.ts';
import { spanish } from './spanish.ts';

/** What a language has to say about the legacy recorder. They stand here and not among the others so that this folder can go as a whole. */
export type LegacyWords = typeof english;

const ALL = { en: english, es: spanish } satisfies Record<ReturnType<typeof spokenLanguage>, LegacyWords>;

/** In the language of the page; to be read while drawing. */
export function legacyWords(): LegacyWords {
  return ALL[spokenLanguage()];
}
