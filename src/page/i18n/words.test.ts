import { computed } from '@preact/signals';
import { afterEach, expect, test } from 'vitest';
import type { LanguageCode } from './languages.ts';
import { formats, moreWords, speak, speakMore, spokenLanguage, words } from './words.ts';

afterEach(() => speak('en'));

test('R50 [LNG5] a change of language changes every word, and what was made of words, at once', async () => {
  const line = computed(() => `${words.network.offline}${words.dot}${formats.size(4_320_000)}`);
  expect(line.value).toBe('Offline · 4.3 MB');
  await speak('es');
  expect(spokenLanguage()).toBe('es');
  expect(line.value).toBe('Sin conexión · 4,3 MB');
});

test('R50 [LNG5] of several changes the last one wins', async () => {
  await Promise.all([speak('es'), speak('en'), speak('es'), speak('en')]);
  expect(words.network.offline).toBe('Offline');
});

test('R50 [LNG5] a language that cannot be loaded changes nothing', async () => {
  await expect(speak('xx' as LanguageCode)).rejects.toThrow();
  expect(words.network.offline).toBe('Offline');
});

test('R50 [LNG5] the words of later views come when they are asked for, and from then on with every language', async () => {
  await speakMore();
  expect(moreWords.takes.take(2)).toBe('Take 2');
  await speak('es');
  expect(moreWords.takes.take(2)).toBe('Toma 2');
  await Promise.all([speak('en'), speakMore(), speak('es'), speakMore()]);
  expect([words.network.offline, moreWords.takes.now]).toEqual(['Sin conexión', 'ahora']);
});
