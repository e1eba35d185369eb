import { signal } from '@preact/signals';
import type { en } from './en.ts';
import { createFormats, type Formats } from './formats.ts';
import type { LanguageCode } from './languages.ts';
import type { moreEnglish } from './moreenglish.ts';

/** What a language has to say. */
export type Words = typeof en;
/** What it has to say in views that come after the first paint. */
export type MoreWords = typeof moreEnglish;

interface Speech {
  code: LanguageCode;
  words: Words;
  /** Null until somebody has asked for them. */
  more: MoreWords | null;
  formats: Formats;
}

/** Only the language in use is loaded. */
const LOAD: Record<LanguageCode, () => Promise<Words>> = {
  en: async () => (await import('./en.ts')).en,
  es: async () => (await import('./es.ts')).es,
};

const LOAD_MORE: Record<LanguageCode, () => Promise<MoreWords>> = {
  en: async () => (await import('./moreenglish.ts')).moreEnglish,
  es: async () => (await import('./morespanish.ts')).moreSpanish,
};

const speech = signal<Speech | null>(null);
let wanted: LanguageCode | null = null;
let wantsMore = false;

function now(): Speech {
  if (speech.value === null) throw new Error('no language is loaded');
  return speech.value;
}

/** One part of the language that is spoken at the moment of each reading. */
function live<Part extends 'words' | 'more' | 'formats'>(part: Part): NonNullable<Speech[Part]> {
  const spoken = () => {
    const found = now()[part];
    if (found === null) throw new Error('these words are not loaded');
    return found;
  };
  return new Proxy({} as NonNullable<Speech[Part]>, { get: (_, name): unknown => Reflect.get(spoken(), name) });
}

/**
 * The words of the page's language. To be read while drawing: a view that reads them is drawn anew when the language
 * changes, and keeps all else that it has. A word kept in a variable stays what it was.
 */
export const words = live('words');

/** The same for views that come after the first paint: only after `speakMore`. */
export const moreWords = live('more');

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
  const [loaded, more] = await Promise.all([LOAD[code](), wantsMore ? LOAD_MORE[code]() : null]);
  if (wanted === code) speech.value = { code, words: loaded, more, formats: createFormats(loaded) };
  if (wantsMore) await speakMore();
}

/** Loads the words of the views that come later, now and with every change of language. Rejects when they cannot be had. */
export async function speakMore(): Promise<void> {
  wantsMore = true;
  for (;;) {
    const { code, more } = now();
    if (more !== null) return;
    const loaded = await LOAD_MORE[code]();
    if (now().code === code) speech.value = { ...now(), more: loaded };
  }
}
