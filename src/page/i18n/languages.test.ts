import { expect, test } from 'vitest';
import { languageFor, type LanguageCode } from './languages.ts';

test.each<[string | null, string[], LanguageCode]>([
  [null, ['es-MX', 'en-US'], 'es'],
  [null, ['en-US', 'es'], 'en'],
  [null, ['pt-BR', 'ES-419', 'en'], 'es'],
  [null, ['de', 'fr'], 'en'],
  [null, [], 'en'],
  [null, ['est', 'eng'], 'en'],
  ['en', ['es'], 'en'],
  ['es', ['en'], 'es'],
  ['de', ['es'], 'es'],
  ['toString', ['en'], 'en'],
  ['', ['es'], 'es'],
])('R50 [LNG1] chosen %j, the browser asks for %j: %s', (chosen, browser, code) => {
  expect(languageFor(chosen, browser)).toBe(code);
});
