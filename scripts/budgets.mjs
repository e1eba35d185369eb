import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ROOT } from './bootstrap.mjs';
import { isMain } from './main.mjs';
import { callsOf, importsOf, textOf } from './parse.mjs';

// How much script may stand between a person and the Record button, compressed as a server sends it.

/** The first screen: what index.html loads, and what that imports, but nothing behind an `import()` save one language: no word stands without. */
export const PAGE_BYTES = 75 * 1024;
/** A language's own file, as the bundler names it: `es-DlS4vkpo.js`. */
const LANGUAGE = /^(?:.*\/)?[a-z]{2}-[\w-]{8,}\.js$/;
/** The service worker with what it imports. */
export const WORKER_BYTES = 60 * 1024;

/** @typedef {{ name: string, files: { path: string, bytes: number }[], bytes: number, limitBytes: number }} Budget */

/**
 * What is loaded at the start, in compressed bytes.
 * @param {(path: string) => string | undefined} read Text of a file of the build by its path from the site's root.
 * @returns {Budget[]}
 * @throws {Error} When a file is missing or there is no script at all: then nothing was measured.
 */
export function budgets(read) {
  const html = need(read, 'index.html');
  const { sources, inline } = scriptsOf(html);
  const page = closure(read, sources.map((source) => siteOf('index.html', source)));
  for (const [path, text] of largestLanguage(read, page)) page.set(path, text);
  const worker = closure(read, ['sw.js']);
  return [
    budget('first paint', [...page, ...inline.map((text, i) => /** @type {const} */ ([`index.html script ${i + 1}`, text]))], PAGE_BYTES),
    budget('worker', [...worker], WORKER_BYTES),
  ];
}

/**
 * Of the languages that the page has to choose from, the one that costs the most, with what it imports.
 * @param {(path: string) => string | undefined} read
 * @param {ReadonlyMap<string, string>} page
 * @returns {Map<string, string>}
 */
function largestLanguage(read, page) {
  const starts = [...page].flatMap(([path, text]) => importsOf(path, text).flatMap(({ specifier, dynamic }) => (dynamic && specifier && LANGUAGE.test(specifier) ? [siteOf(path, specifier)] : [])));
  const bytes = (/** @type {Map<string, string>} */ files) => [...files].reduce((sum, [path, text]) => sum + (page.has(path) ? 0 : gzipSync(text).byteLength), 0);
  return starts.map((start) => closure(read, [start])).toSorted((a, b) => bytes(b) - bytes(a))[0] ?? new Map();
}

/** @param {string} name @param {(readonly [string, string])[]} texts @param {number} limitBytes @returns {Budget} */
function budget(name, texts, limitBytes) {
  if (texts.length === 0) throw new Error(`${name}: no script found`);
  const files = texts.map(([path, text]) => ({ path, bytes: gzipSync(text).byteLength }));
  return { name, files, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0), limitBytes };
}

/** What a page loads as scripts before any of them runs. @param {string} html */
function scriptsOf(html) {
  /** @type {string[]} */
  const sources = [];
  /** @type {string[]} */
  const inline = [];
  const text = html.replace(/<!--[\s\S]*?-->/g, '');
  for (const [, tag = '', content = ''] of text.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script>/gi)) {
    const type = attribute(tag, 'type') ?? 'text/javascript';
    if (!/^(?:module|(?:text|application)\/javascript)$/i.test(type)) continue;
    const source = attribute(tag, 'src');
    if (source !== undefined) sources.push(source);
    else inline.push(content);
  }
  for (const [, tag = ''] of text.matchAll(/<link\b([^>]*)>/gi)) {
    const rel = attribute(tag, 'rel');
    const loads = rel === 'modulepreload' || (rel === 'preload' && attribute(tag, 'as') === 'script');
    if (loads) sources.push(attribute(tag, 'href') ?? '');
  }
  return { sources, inline };
}

/** @param {string} tag @param {string} name */
function attribute(tag, name) {
  const match = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s>]+))`, 'i').exec(tag);
  return match ? (match[1] ?? match[2] ?? match[3]) : undefined;
}

/**
 * `starts` and everything they import statically or by `importScripts`, each once.
 * @param {(path: string) => string | undefined} read
 * @param {readonly string[]} starts
 */
function closure(read, starts) {
  /** @type {Map<string, string>} */
  const found = new Map();
  const open = [...starts];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (found.has(path)) continue;
    const text = need(read, path);
    found.set(path, text);
    for (const { specifier, dynamic } of importsOf(path, text)) if (!dynamic && specifier) open.push(siteOf(path, specifier));
    for (const call of callsOf(path, text, ['importScripts', 'self'])) {
      if (call.callee.at(-1) !== 'importScripts') continue;
      for (const argument of call.arguments) open.push(siteOf(path, textOf(argument) ?? '…'));
    }
  }
  return found;
}

/** The path from the site's root of what `from` calls `reference`. @param {string} from @param {string} reference */
function siteOf(from, reference) {
  const path = reference.replace(/[?#].*$/, '');
  return path.startsWith('/') ? path.slice(1) : posix.join(posix.dirname(from), path);
}

/** @param {(path: string) => string | undefined} read @param {string} path */
function need(read, path) {
  const text = read(path);
  if (text === undefined) throw new Error(`${path} is not in the build`);
  return text;
}

/** The budgets as lines of a table, with what exceeds them. @param {readonly Budget[]} measured */
export function table(measured) {
  return measured.flatMap(({ name, files, bytes, limitBytes }) => [
    `${name.padEnd(40)}${String(bytes).padStart(8)} of ${limitBytes} bytes${bytes > limitBytes ? '  TOO MUCH' : ''}`,
    ...files.map((file) => `  ${file.path.padEnd(38)}${String(file.bytes).padStart(8)}`),
  ]);
}

if (isMain(import.meta.url)) {
  const folder = join(ROOT, 'dist', 'public');
  const measured = budgets((path) => (existsSync(join(folder, path)) ? readFileSync(join(folder, path), 'utf8') : undefined));
  console.log(table(measured).join('\n'));
  process.exitCode = measured.some(({ bytes, limitBytes }) => bytes > limitBytes) ? 1 : 0;
}
