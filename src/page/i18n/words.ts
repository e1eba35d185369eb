import { signal } from '@preact/signals';
import type { en } from './en.ts';
import { createFormats, type Formats } from './formats.ts';
import type { LanguageCode } from './languages.ts';

/** What a language has to say. */
export type Words = typeof en;

interface Speech {
  code: LanguageCode;
  words: Words;
  formats: Formats;
}

/** Only the language in use is loaded. */
const LOAD: Record<LanguageCode, () => Promise<Words>> = {
  en: async () => (await import('./en.ts')).en,
  es: async () => (await import('./es.ts')).es,
};

const speech = signal<Speech | null>(null);
let wanted: LanguageCode | null = null;

function now(): Speech {
  if (speech.value === null) throw new Error('no language is loaded');
  return speech.value;
}

/** One part of the language that is spoken at the moment of each reading. */
function live<Part extends 'words' | 'formats'>(part: Part): Speech[Part] {
  return new Proxy({} as Speech[Part], { get: (_, name): unknown => Reflect.get(now()[part], name) });
}

/**
 * The words of the page's language. To be read while drawing: a view that reads them is drawn anew when the language
 * changes, and keeps all else that it has. A word kept in a variable stays what it was.
 */
export const words = live('words');

/** How the page's language writes times and sizes; to be read while drawing, like the words. */
export const formats = live('formats');

/** The language that is spoken; drawn anew like the words. */
export function spokenLanguage(): LanguageCode {
  return now().code;
}

/**
 * Changes the language of everything on the screen. When several are asked for, the last one wins.
 * Rejects, and changes nothing, when it can neither be found on this device nor fetched.
 */
export async function speak(code: LanguageCode): Promise<void> {
  wanted = code;
  const loaded = await LOAD[code]();
  if (wanted === code) speech.value = { code, words: loaded, formats: createFormats(loaded) };
}
