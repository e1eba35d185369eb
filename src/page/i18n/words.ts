import { en } from './en.ts';
import { createFormats } from './formats.ts';

/** What a language has to say. */
export type Words = typeof en;

/** The words of this page's language. */
export const words: Words = en;

/** How this page's language writes times and sizes. */
export const formats = createFormats(words);
