import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { budgets, PAGE_BYTES, table, WORKER_BYTES } from './budgets.mjs';

const read = (files: Record<string, string>) => (path: string) => files[path];
const gzip = (text: string) => gzipSync(text).byteLength;

const SITE = {
  'index.html': `<!doctype html><!-- <script src="/gone.js"></script> -->
    <script type="application/json">{"a":1}</script>
    <script type="module" crossorigin src="/assets/main-1a.js"></script>
    <link rel="modulepreload" crossorigin href="/assets/vendor-2b.js"><link rel="stylesheet" href="/assets/main.css">
    <script>document.title = 'x';</script>`,
  'assets/main-1a.js': `import{a}from"./vendor-2b.js";export*from"./shared-3c.js";const lazy=()=>import("./admin-4d.js");console.log(a,lazy);`,
  'assets/vendor-2b.js': `import"./shared-3c.js";export const a=1;`,
  'assets/shared-3c.js': `export const s=2;`,
  'assets/admin-4d.js': `export const admin="${'x'.repeat(1000)}";`,
  'sw.js': `importScripts("/assets/part.js");self.importScripts("./workbox.js?v=1");import("./assets/admin-4d.js");`,
  'assets/part.js': `import "./shared-3c.js";`,
  'workbox.js': `self.w=1;`,
};

test('[DEV7] the first paint is what index.html loads and its static imports, each once, nothing lazy', () => {
  const [page] = budgets(read(SITE));
  expect(page!.files.map(({ path }) => path).toSorted()).toEqual([
    'assets/main-1a.js',
    'assets/shared-3c.js',
    'assets/vendor-2b.js',
    'index.html script 1',
  ]);
  const texts = [SITE['assets/main-1a.js'], SITE['assets/shared-3c.js'], SITE['assets/vendor-2b.js'], `document.title = 'x';`];
  expect(page!.bytes).toBe(texts.reduce((sum, text) => sum + gzip(text), 0));
  expect(page!.limitBytes).toBe(PAGE_BYTES);
});

test('[DEV7] of the languages, none of which is imported statically, the largest counts with its imports', () => {
  const files = {
    ...SITE,
    'assets/shared-3c.js': `export const say=(code)=>code==="en"?import("./en-AbCd_123.js"):import("./es-AbCd_123.js");`,
    'assets/en-AbCd_123.js': `export const en="word";`,
    'assets/es-AbCd_123.js': `import"./shared-3c.js";import"./numbers-5e.js";export const es="palabra";`,
    'assets/numbers-5e.js': `export const one=1;`,
  };
  const [page] = budgets(read(files));
  const paths = page!.files.map(({ path }) => path);
  expect(paths).toHaveLength(6);
  expect(paths).toEqual(expect.arrayContaining(['assets/es-AbCd_123.js', 'assets/numbers-5e.js']));
});

test('[DEV7] the worker is sw.js with its imports and importScripts', () => {
  const [, worker] = budgets(read(SITE));
  expect(worker!.files.map(({ path }) => path).toSorted()).toEqual(['assets/part.js', 'assets/shared-3c.js', 'sw.js', 'workbox.js']);
  expect(worker!.limitBytes).toBe(WORKER_BYTES);
});

test('[DEV7] an excess is shown', () => {
  let noise = '';
  for (let i = 0; i < 2500; i++) noise += createHash('sha256').update(String(i)).digest('base64');
  const measured = budgets(read({ ...SITE, 'assets/shared-3c.js': `export const s="${noise}";` }));
  expect(measured.map(({ bytes, limitBytes }) => bytes > limitBytes)).toEqual([true, true]);
  expect(table(measured).filter((line) => line.endsWith('TOO MUCH'))).toHaveLength(2);
  expect(table(budgets(read(SITE))).join('')).not.toContain('TOO MUCH');
});

test('[DEV7] a build in which there is nothing to measure is an error, not a success', () => {
  expect(() => budgets(read({}))).toThrow('index.html is not in the build');
  expect(() => budgets(read({ ...SITE, 'index.html': '<p></p>' }))).toThrow('no script found');
  expect(() => budgets(read({ ...SITE, 'assets/shared-3c.js': undefined as never }))).toThrow('assets/shared-3c.js is not in the build');
});
