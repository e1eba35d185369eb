import { en } from '../../src/page/i18n/en.ts';
import { es } from '../../src/page/i18n/es.ts';
import { moreEnglish } from '../../src/page/i18n/moreenglish.ts';
import { moreSpanish } from '../../src/page/i18n/morespanish.ts';

/** What the screen says, by language: a tour finds its way by it. */
export const SAID = {
  en: { words: en, more: moreEnglish, locale: 'en-GB' },
  es: { words: es, more: moreSpanish, locale: 'es-MX' },
};
export type Language = keyof typeof SAID;
