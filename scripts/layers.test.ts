import { expect, test } from 'vitest';
import { layerFaults } from './layers.mjs';

const faults = (files: Record<string, string>) => layerFaults(new Map(Object.entries(files)));

/** A tree in which everything is imported that may be. */
const RIGHT = {
  'src/core/names.ts': 'export type Id = string; export const A = 1;',
  'src/core/segment.ts': `import type { Id } from './names.ts'; export type Segment = Id;`,
  'src/wire/api.ts': `import * as v from 'valibot'; import { A } from '../core/names.ts'; export const a = v.literal(A);`,
  'src/adapters/store.ts': `import Dexie from 'dexie'; import { a } from '../wire/api.ts'; export const store = [Dexie, a];`,
  'src/page/main.tsx': `import './main.css'; import { render } from 'preact'; import { store } from '../adapters/store.ts';
    export const open = () => import('./admin/board.ts'); render(<b>{store.length}</b>, document.body);`,
  'src/page/main.css': '',
  'src/page/session.ts': `export const session = 1;`,
  'src/page/admin/board.ts': `import { session } from '../session.ts'; import { plot } from './plot.ts'; export const board = [session, plot];`,
  'src/page/admin/plot.ts': `export const plot = 1;`,
  'sw/main.ts': `import { Queue } from 'workbox-background-sync'; import { store } from '../src/adapters/store.ts'; export const x = [Queue, store];`,
  'api/node.ts': `import { createServer } from 'node:http'; import { Hono } from 'hono'; import { getCookie } from 'hono/cookie';
    import { a } from '../src/wire/api.ts'; import about from '../package.json'; export const y = [createServer, Hono, getCookie, a, about];`,
  'package.json': '{}',
  'src/core/segment.test.ts': `import { test } from 'vitest'; import { y } from '../../api/node.ts'; import { seed } from '../../test/seed.ts'; test('', () => [y, seed]);`,
  'test/seed.ts': `import { board } from '../src/page/admin/board.ts'; export const seed = board;`,
  'e2e/harness/server.ts': `import { seed } from '../../test/seed.ts'; import { test } from '@playwright/test'; export const z = [seed, test];`,
};

test('[DEV1] a tree that keeps to the directions has no faults', () => {
  expect(faults(RIGHT)).toEqual([]);
});

test.each([
  ['src/core/bad.ts', `import { a } from '../wire/api.ts';`, 'src/core may not import src/wire/api.ts'],
  ['src/core/bad.ts', `import type { a } from '../wire/api.ts';`, 'src/core may not import src/wire/api.ts'],
  ['src/core/bad.ts', `type A = import('../wire/api.ts').a;`, 'src/core may not import src/wire/api.ts'],
  ['src/core/bad.ts', `export * from '../adapters/store.ts';`, 'src/core may not import src/adapters/store.ts'],
  ['src/core/bad.ts', `export const x = () => import('../page/session.ts');`, 'src/core may not import src/page/session.ts'],
  ['src/core/bad.ts', `import * as v from 'valibot';`, 'src/core may not import the package valibot'],
  ['src/core/bad.ts', `import { readFile } from 'node:fs/promises';`, 'src/core may not import the package node:*'],
  ['src/wire/bad.ts', `import { store } from '../adapters/store.ts';`, 'src/wire may not import src/adapters/store.ts'],
  ['src/wire/bad.ts', `import Dexie from 'dexie';`, 'src/wire may not import the package dexie'],
  ['src/adapters/bad.ts', `import { session } from '../page/session.ts';`, 'src/adapters may not import src/page/session.ts'],
  ['src/adapters/bad.ts', `import { x } from '../../sw/main.ts';`, 'src/adapters may not import sw/main.ts'],
  ['src/adapters/bad.ts', `import { y } from '../../api/node.ts';`, 'src/adapters may not import api/node.ts'],
  ['src/adapters/bad.ts', `import { render } from 'preact';`, 'src/adapters may not import the package preact'],
  ['src/page/bad.ts', `import about from '../../package.json';`, 'src/page may not import package.json'],
  ['src/page/bad.ts', `import { x } from '../../sw/main.ts';`, 'src/page may not import sw/main.ts'],
  ['src/page/bad.ts', `import { y } from '../../api/node.ts';`, 'src/page may not import api/node.ts'],
  ['sw/bad.ts', `import { session } from '../src/page/session.ts';`, 'sw may not import src/page/session.ts'],
  ['api/bad.ts', `import { store } from '../src/adapters/store.ts';`, 'api may not import src/adapters/store.ts'],
  ['api/bad.ts', `import { session } from '../src/page/session.ts';`, 'api may not import src/page/session.ts'],
  ['src/page/bad.ts', `import { seed } from '../../test/seed.ts';`, 'only tests may import test/seed.ts'],
  ['api/bad.ts', `import { z } from '../e2e/harness/server.ts';`, 'only tests may import e2e/harness/server.ts'],
  ['src/core/bad.ts', `import './segment.test.ts';`, 'only tests may import src/core/segment.test.ts'],
])('[DEV1] %s with %s is refused', (path, text, fault) => {
  expect(faults({ ...RIGHT, [path]: text })).toEqual([`${path}:1: ${fault}`]);
});

test.each(['import { board } from', 'import type { board } from', 'export { board } from'])('[DEV2] %s a lazy folder is refused', (words) => {
  expect(faults({ ...RIGHT, 'src/page/bad.ts': `${words} './admin/board.ts';` })).toEqual([
    'src/page/bad.ts:1: src/page/admin is reached by import() only, not by a static import of src/page/admin/board.ts',
  ]);
});

test('[DEV3] a relative import of no file is refused, in tests as well', () => {
  expect(faults({ 'src/core/a.ts': `\nimport './b';` })).toEqual(['src/core/a.ts:2: ./b is no file']);
  expect(faults({ 'test/a.ts': `import('./b.ts');` })).toEqual(['test/a.ts:1: ./b.ts is no file']);
});

test('[DEV3] a computed import and a file outside the layers are refused', () => {
  expect(faults({ 'api/a.ts': 'export const load = (n: string) => import(`./${n}.ts`);' })).toEqual(['api/a.ts:1: imports a computed name']);
  expect(faults({ 'src/stray.ts': '' })).toEqual(['src/stray.ts: belongs to no layer']);
});

test('[DEV4] a cycle of static imports is shown, an import() does not close one', () => {
  const ring = { 'src/core/a.ts': `import './b.ts';`, 'src/core/b.ts': `import type {} from './c.ts';`, 'src/core/c.ts': `export * from './a.ts';` };
  expect(faults(ring)).toEqual(['import cycle: src/core/a.ts → src/core/b.ts → src/core/c.ts → src/core/a.ts']);
  expect(faults({ ...ring, 'src/core/c.ts': `export const a = () => import('./a.ts');` })).toEqual([]);
});
