import { expect, test } from 'vitest';
import { FIELD_NAMES } from '../flags/form.ts';
import { english } from './en.ts';
import { spanish } from './es.ts';

/** Every text of a catalogue by its path; what is composed, composed of numbers. */
function texts(node: unknown, path = ''): [string, string][] {
  if (typeof node === 'function') return [[path, String((node as (...parts: unknown[]) => unknown)(3, 4, 5))]];
  if (typeof node !== 'object' || node === null) return [[path, String(node)]];
  return Object.entries(node).flatMap(([name, inner]) => texts(inner, path === '' ? name : `${path}.${name}`));
}

const [en, es] = [new Map(texts(english)), new Map(texts(spanish))];
/** Signs, units, and what only passes on what it is given. */
const SAME = ['history.by', 'no', 'units.kilobits', 'units.mebibytes'];

test('R50 [ADM12] the administration has the same words in both languages', () => {
  expect(en.size).toBeGreaterThan(150);
  expect([...es.keys()].sort()).toEqual([...en.keys()].sort());
  for (const [path, text] of [...en, ...es]) {
    expect(text, path).toBe(text.trim().replace(/ {2,}/g, ' '));
    expect(text, path).not.toMatch(/^$|undefined|\[object|#/);
  }
});

test('R50 [ADM12] nothing is left in English, a sentence ends where it ends in the other language, and Spanish says usted', () => {
  expect([...es].filter(([path, text]) => en.get(path) === text).map(([path]) => path).sort()).toEqual(SAME);
  expect([...es].filter(([, text]) => /\b(?:the|and|of|to|is|your|you|nobody|people|device|again|now)\b/i.test(text)).map(([path]) => path)).toEqual([]);
  const ends = (text: string) => /[.!?]$/.test(text);
  expect([...es].filter(([path, text]) => ends(text) !== ends(en.get(path) ?? '')).map(([path]) => path)).toEqual([]);
  expect([...es].filter(([, text]) => /(?<!\p{L})(?:tu|tus|tú|te|ti|contigo|puedes|tienes|quieres|has)(?!\p{L})/iu.test(text)).map(([path]) => path)).toEqual([]);
});

test('R50 [ADM12] every field that can be edited has a name', () => {
  for (const words of [english, spanish]) expect(Object.keys(words.fields).sort()).toEqual([...FIELD_NAMES].sort());
});
