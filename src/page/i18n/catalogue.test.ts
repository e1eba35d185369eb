import { expect, test } from 'vitest';
import { en } from './en.ts';
import { es } from './es.ts';
import { moreEnglish } from './moreenglish.ts';
import { moreSpanish } from './morespanish.ts';

/** Every text of a catalogue by its path; what is composed, composed of letters. */
function texts(node: unknown, path = ''): [string, string][] {
  if (typeof node === 'function') return [[path, String((node as (...parts: string[]) => unknown)('a', 'b', 'c', 'd'))]];
  if (typeof node !== 'object' || node === null) return [[path, String(node)]];
  return Object.entries(node).flatMap(([name, inner]) => texts(inner, path === '' ? name : `${path}.${name}`));
}

const english = new Map([...texts(en), ...texts(moreEnglish, 'more')]);
const spanish = new Map([...texts(es), ...texts(moreSpanish, 'more')]);

/** The same in both languages: a name, a sign, a text that only changes what it is given. */
const SAME = ['brand', 'detail.because', 'dot', 'more.diagnostics.no', 'views.title.record'];
/** Words that stand in nearly every English sentence of the app and in no Spanish one. */
const ENGLISH = /\b(?:the|and|of|to|is|on|your|you|recordings?|device|sign|sent|saved|microphone|network|again)\b/i;

test('R50 [LNG2] every language has the same words', () => {
  expect(english.size).toBeGreaterThan(100);
  expect([...spanish.keys()].sort()).toEqual([...english.keys()].sort());
});

test('R50 [LNG2] no word is empty, and none has stray blanks', () => {
  for (const [path, text] of [...english, ...spanish]) {
    if (path !== 'dot') expect(text, path).toBe(text.trim().replace(/ {2,}/g, ' '));
    expect(text, path).not.toMatch(/^$|undefined|\[object/);
  }
});

test('R50 [LNG2] nothing is left in English', () => {
  expect([...spanish].filter(([path, text]) => english.get(path) === text).map(([path]) => path).sort()).toEqual(SAME);
  expect([...spanish].filter(([, text]) => ENGLISH.test(text)).map(([path]) => path)).toEqual([]);
});

test('R50 [LNG2] a sentence ends in one language where it ends in the other', () => {
  const ends = (text: string) => /[.!?]$/.test(text);
  expect([...spanish].filter(([path, text]) => ends(text) !== ends(english.get(path) ?? '')).map(([path]) => path)).toEqual([]);
});

test('R50 [LNG2] Spanish speaks to a person as usted', () => {
  const familiar = /(?<!\p{L})(?:tu|tus|tú|te|ti|contigo|puedes|tienes|quieres|has)(?!\p{L})/iu;
  const found = [...spanish].filter(([, text]) => familiar.test(text));
  expect(found.map(([path]) => path)).toEqual([]);
});
