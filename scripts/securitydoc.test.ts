import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from './bootstrap.mjs';
import { titlesIn } from './spec.mjs';

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

/** What has to be shown, by its number in OWASP ASVS 5.0. */
const NUMBERS =
  '3.3.1 3.3.3 3.3.4 3.4.1 3.4.2 3.4.3 3.4.4 3.4.5 3.4.6 3.4.7 3.4.8 3.5.1 5.2.4 7.3.1 7.3.2 7.4.1 7.4.2 8.2.2 8.3.1 9.1.2 10.1.1 10.5.1 11.3.3 11.3.4 14.3.3 16.2.5'.split(' ');

test('[SUP7] SECURITY.md names no rule that is not there', () => {
  const rules = new Set([...read('src/core/SPEC.md').matchAll(/^- \*\*([A-Z]+\d+)\*\*/gm)].map(([, id]) => id));
  const named = [...read('SECURITY.md').matchAll(/\b[A-Z]{3,4}\d+\b/g)].map(([id]) => id);
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((id) => !rules.has(id))).toEqual([]);
});

test('[SUP7] every number of ASVS that has to be shown is in the title of a test', () => {
  const titles = titlesIn('e2e/asvs.spec.ts', read('e2e/asvs.spec.ts')).map(({ title }) => title);
  const shown = new Set(titles.flatMap((title) => /^ASVS (\d+\.\d+\.\d+) /.exec(title)?.[1] ?? []));
  expect(NUMBERS.filter((number) => !shown.has(number))).toEqual([]);
});
