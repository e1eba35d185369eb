import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { ROOT } from './bootstrap.mjs';
import { filesBelow } from './files.mjs';
import { isMain } from './main.mjs';
import { importsOf } from './parse.mjs';

// Imports point one way. Types count like values.

/**
 * What each layer may import: files of these layers, these packages (`node:*`: Node's own modules), and these other files.
 * @type {Record<string, { layers: string[], packages: string[], files?: string[] }>}
 */
export const LAYERS = {
  'src/core': { layers: ['src/core'], packages: [] },
  'src/wire': { layers: ['src/core', 'src/wire'], packages: ['valibot'] },
  'src/adapters': { layers: ['src/core', 'src/wire', 'src/adapters'], packages: ['dexie', 'valibot'] },
  'src/page': {
    layers: ['src/core', 'src/wire', 'src/adapters', 'src/page'],
    packages: ['preact', '@preact/signals', 'dexie', 'valibot', 'mediabunny', 'workbox-window', 'workbox-background-sync'],
  },
  sw: {
    layers: ['src/core', 'src/wire', 'src/adapters', 'sw'],
    packages: ['workbox-background-sync', 'workbox-core', 'workbox-precaching', 'workbox-routing'],
  },
  api: {
    layers: ['src/core', 'src/wire', 'api'],
    packages: ['node:*', 'hono', '@hono/node-server', 'aws4fetch', 'valibot', 'mediabunny', 'openid-client', 'oidc-provider', 'node-forge'],
    files: ['package.json'], // for the version
  },
};

/** Reached from outside only by `import()`, so that they stay out of the first paint. */
export const LAZY = ['src/page/admin', 'src/page/legacy'];

/** Tests may import anything; nothing else may import them. */
const TEST = /^(?:test|e2e)\/|\.test\.tsx?$/;
const CODE = /^(?:src|sw|api|test|e2e)\/.*\.[mc]?[jt]sx?$/;

/**
 * Every import that goes the wrong way or nowhere, and every cycle, one line of text each.
 * @param {ReadonlyMap<string, string>} files Text of every file by its path from the root, forward slashes. Only code of ours is read.
 * @returns {string[]}
 */
export function layerFaults(files) {
  /** @type {string[]} */
  const faults = [];
  /** Static imports between files. @type {Map<string, string[]>} */
  const edges = new Map();
  for (const [path, text] of files) {
    if (!CODE.test(path)) continue;
    /** @type {string[]} */
    const targets = [];
    edges.set(path, targets);
    const layer = layerOf(path);
    if (!layer && !TEST.test(path)) faults.push(`${path}: belongs to no layer`);
    for (const { specifier, dynamic, line } of importsOf(path, text)) {
      /** @param {string} why */
      const fault = (why) => faults.push(`${path}:${line}: ${why}`);
      if (specifier === undefined || specifier.includes('…')) {
        if (!TEST.test(path)) fault('imports a computed name');
      } else if (/^\.{1,2}\//.test(specifier)) {
        const target = posix.join(posix.dirname(path), specifier.replace(/\?.*$/, ''));
        if (!dynamic) targets.push(target);
        if (!files.has(target)) fault(`${specifier} is no file`);
        else if (!TEST.test(path)) directionFaults(path, target, dynamic).forEach(fault);
      } else if (layer && !TEST.test(path) && !layer.packages.includes(packageOf(specifier))) {
        fault(`${layer.name} may not import the package ${packageOf(specifier)}`);
      }
    }
  }
  return [...faults, ...cyclesIn(edges).map((cycle) => `import cycle: ${cycle.join(' → ')}`)];
}

/** @param {string} path @param {string} target @param {boolean} dynamic @returns {string[]} */
function directionFaults(path, target, dynamic) {
  if (TEST.test(target)) return [`only tests may import ${target}`];
  const layer = layerOf(path);
  if (layer?.files?.includes(target)) return [];
  const goal = layerOf(target)?.name;
  if (layer && !(goal && layer.layers.includes(goal))) return [`${layer.name} may not import ${target}`];
  const lazy = LAZY.find((folder) => target.startsWith(`${folder}/`));
  if (lazy && !dynamic && !path.startsWith(`${lazy}/`)) return [`${lazy} is reached by import() only, not by a static import of ${target}`];
  return [];
}

/** @param {string} path */
function layerOf(path) {
  const name = Object.keys(LAYERS).find((folder) => path.startsWith(`${folder}/`));
  const rule = name === undefined ? undefined : LAYERS[name];
  return name === undefined || !rule ? undefined : { name, ...rule };
}

/** `hono` of `hono/cookie`, `@preact/signals` of itself, `node:*` of any of Node's. @param {string} specifier */
function packageOf(specifier) {
  if (specifier.startsWith('node:')) return 'node:*';
  return specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}

/** One path around each cycle, found depth first. @param {ReadonlyMap<string, string[]>} edges @returns {string[][]} */
function cyclesIn(edges) {
  /** @type {string[][]} */
  const cycles = [];
  const done = new Set();
  /** @type {string[]} */
  const path = [];
  /** @param {string} file */
  const follow = (file) => {
    if (done.has(file)) return;
    const start = path.indexOf(file);
    if (start !== -1) {
      cycles.push([...path.slice(start), file]);
      return;
    }
    path.push(file);
    edges.get(file)?.forEach(follow);
    path.pop();
    done.add(file);
  };
  for (const file of edges.keys()) follow(file);
  return cycles;
}

if (isMain(import.meta.url)) {
  // Other files, such as style sheets, by name alone, so that imports of them are found.
  const files = new Map(filesBelow(ROOT).map((path) => [path, CODE.test(path) ? readFileSync(join(ROOT, path), 'utf8') : '']));
  const faults = layerFaults(files);
  for (const fault of faults) console.error(fault);
  if (faults.length === 0) console.log('every import goes the right way');
  process.exitCode = faults.length === 0 ? 0 : 1;
}
