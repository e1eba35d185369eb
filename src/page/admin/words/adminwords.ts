import { spokenLanguage } from '../../i18n/words.ts';
import { english, type AdminWords } from './en.ts';
import { spanish } from './es.ts';

const ALL = { en: english, es: spanish } satisfies Record<ReturnType<typeof spokenLanguage>, AdminWords>;

/** In the language of the page; to be read while drawing. */
export function adminWords(): AdminWords {
  return ALL[spokenLanguage()];
}
