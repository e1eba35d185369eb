import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { expect, test } from 'vitest';
import { filesBelow } from './files.mjs';
import { importsOf } from './parse.mjs';

const ROOT = new URL('../', import.meta.url).pathname;
const FOLDER = 'src/page/legacy/';

/** Everything that the legacy recorder reaches, by `import()` too, without what is only a type. */
function reached(): Set<string> {
  const found = new Set<string>();
  const open = filesBelow(ROOT).filter((path: string) => path.startsWith(FOLDER) && !path.endsWith('.test.ts'));
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (found.has(path)) continue;
    found.add(path);
    if (!/\.tsx?$/.test(path)) continue;
    // A type leaves nothing behind in the build.
    const text = readFileSync(`${ROOT}${path}`, 'utf8').replace(/^import type [^;]*;$/gm, '');
    for (const { specifier } of importsOf(path, text)) {
      if (specifier === undefined) continue;
      if (specifier.startsWith('.')) open.push(posix.join(posix.dirname(path), specifier));
      else found.add(specifier);
    }
  }
  return found;
}

test('R32 [LEG6] the legacy recorder reaches neither the database nor the outbox, and little else', () => {
  const all = [...reached()];
  expect(all.length).toBeGreaterThan(20);
  expect(all.filter((path) => path === 'dexie' || path.startsWith('src/adapters/dexie') || path.startsWith('src/core/outbox') || path.startsWith('sw/'))).toEqual([]);
  expect(all.filter((path) => /compose\.ts$|\/app\.ts$|sending\.ts$/.test(path))).toEqual([]);
});

test('R32 [LEG6] the legacy recorder is named in two places, so that it can be taken out', () => {
  const naming = filesBelow(ROOT)
    .filter((path: string) => /^(?:src|sw|api)\/.*\.tsx?$/.test(path) && !path.startsWith(FOLDER))
    .filter((path: string) => readFileSync(`${ROOT}${path}`, 'utf8').includes('/legacy/'));
  expect(naming.sort()).toEqual(['src/page/main.tsx', 'src/page/shell/recorderplace.tsx']);
});
