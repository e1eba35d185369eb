import { spokenLanguage } from '../i18n/words.ts';
import { english, type LegacyWords } from './english.ts';
import { spanish } from './spanish.ts';

const ALL = { en: english, es: spanish } satisfies Record<ReturnType<typeof spokenLanguage>, LegacyWords>;

/** In the language of the page; to be read while drawing. */
export function legacyWords(): LegacyWords {
  return ALL[spokenLanguage()];
}
