import { effect } from '@preact/signals';
import { isLanguage, languageFor, LANGUAGES, type LanguageCode } from './languages.ts';
import { speak, spokenLanguage } from './words.ts';

/** Not private, and readable before anything is drawn. */
const KEY = 'holdfast.language';

/** Loads the language of this device before the first words are needed, and keeps the page's own language in step. */
export async function startLanguage(): Promise<void> {
  const code = languageFor(chosen(), navigator.languages);
  const others = Object.keys(LANGUAGES).filter((other) => other !== code && isLanguage(other)) as LanguageCode[];
  // Whatever can be loaded is better than a page without words.
  await others.reduce((tried, other) => tried.catch(() => speak(other)), speak(code));
  effect(() => {
    document.documentElement.lang = spokenLanguage();
    document.documentElement.dir = LANGUAGES[spokenLanguage()].dir;
  });
}

/** Changes the language at once and for the next times. Resolves false, with nothing changed, when it cannot be loaded now. */
export async function chooseLanguage(code: LanguageCode): Promise<boolean> {
  try {
    await speak(code);
  } catch {
    return false;
  }
  try {
    localStorage.setItem(KEY, code);
  } catch {
    // Storage is forbidden here: the choice holds as long as the page.
  }
  return true;
}

function chosen(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
