/** The languages of the app, each by its own name. */
export const LANGUAGES = {
  en: { name: 'English', dir: 'ltr' },
  es: { name: 'Español', dir: 'ltr' },
} as const satisfies Record<string, { name: string; dir: 'ltr' | 'rtl' }>;

export type LanguageCode = keyof typeof LANGUAGES;

/** Whether a text is the code of a language that the app has. */
export function isLanguage(code: string | null): code is LanguageCode {
  return code !== null && Object.hasOwn(LANGUAGES, code);
}

/**
 * The language to speak: what the person has chosen on this device, else the first of the browser's languages
 * (BCP 47 tags, best first) that the app has in whatever variety, else English.
 */
export function languageFor(chosen: string | null, browserLanguages: readonly string[]): LanguageCode {
  if (isLanguage(chosen)) return chosen;
  const codes = browserLanguages.map((tag) => tag.toLowerCase().split('-', 1)[0] ?? '');
  return codes.find(isLanguage) ?? 'en';
}
