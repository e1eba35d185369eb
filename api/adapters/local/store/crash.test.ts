import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { expect, onTestFinished, test } from 'vitest';
import { CREDENTIALS, BUCKET, REGION } from '../../../../test/contracts/objectstorefixture.ts';
import { createStore } from './store.ts';

const KILLS = 10;

// Puts objects named by their hash, six at a time, for ever: some once, some over a key that is taken. A key is
// written to standard output, in one write, only after the store has acknowledged it.
const WRITER = `
import { createHash, randomBytes } from 'node:crypto';
import { writeSync } from 'node:fs';
import { createStore } from './store.js';
import { createS3Store } from './s3store.js';
const [dir, where] = [process.argv[2], JSON.parse(process.argv[3])];
const { handle } = createStore({ dir, clock: Date.now, ...where });
const store = createS3Store({ endpoint: 'http://store.test', pathStyle: true, fetch: handle, ...where, ...where.credentials });
async function hammer() {
  while (true) {
    const body = new Uint8Array(randomBytes(1 + Math.floor(Math.random() ** 3 * 400_000)));
    const key = 'ingest/' + Math.floor(Math.random() * 3) + '/' + createHash('sha256').update(body).digest('hex');
    const ifAbsent = Math.random() < 0.7;
    if (!ifAbsent) await store.put(key, body, { contentType: 'application/octet-stream' });
    await store.put(key, body, { contentType: 'application/octet-stream', ifAbsent });
    writeSync(1, key + '\\n');
  }
}
await Promise.all(Array.from({ length: 6 }, hammer));
`;

/** The writer as plain JavaScript, which Node can run: the store itself is built, not imitated. */
async function buildWriter(outDir: string): Promise<string> {
  const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));
  await build({
    configFile: false,
    logLevel: 'silent',
    ssr: { noExternal: true },
    build: {
      ssr: true,
      outDir,
      emptyOutDir: false,
      rollupOptions: { input: { store: source('./store.ts'), s3store: source('../../s3/s3store.ts') }, output: { entryFileNames: '[name].js' } },
    },
  });
  await writeFile(join(outDir, 'package.json'), '{ "type": "module" }');
  const path = join(outDir, 'writer.js');
  await writeFile(path, WRITER);
  return path;
}

/** Kills `child` as soon as it has acknowledged `count` keys, which is somewhere within others; returns all it acknowledged. */
async function killAfter(child: ChildProcess, count: number): Promise<string[]> {
  let said = '';
  child.stdout!.on('data', (piece: Buffer) => {
    said += piece.toString('latin1');
    if (said.split('\n').length > count) child.kill('SIGKILL');
  });
  const [, signal] = (await once(child, 'close')) as [number | null, string | null];
  expect(signal).toBe('SIGKILL');
  return said.split('\n').slice(0, -1);
}

test('[STO40] after kill -9 every object is whole and every acknowledged one is there', { timeout: 60_000 }, async () => {
  const dir = await mkdtemp(join(tmpdir(), 'crash-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  const writer = await buildWriter(join(dir, 'code'));
  const objects = join(dir, 'objects');
  const options = { credentials: CREDENTIALS, bucket: BUCKET, region: REGION };
  const acknowledged: string[] = [];
  let leftovers = 0;
  for (let round = 0; round < KILLS; round++) {
    const child = spawn(process.execPath, [writer, objects, JSON.stringify(options)], { stdio: ['ignore', 'pipe', 'inherit'] });
    acknowledged.push(...(await killAfter(child, 1 + Math.floor(Math.random() * 30))));
    leftovers += (await readdir(join(objects, '.incoming'))).length;
  }
  // Six PUTs are always on their way: kills that never hit one in the middle would prove nothing.
  expect(leftovers).toBeGreaterThan(0);
  expect(acknowledged.length).toBeGreaterThanOrEqual(KILLS);

  createStore({ dir: objects, ...options, clock: Date.now });
  expect(await readdir(join(objects, '.incoming'))).toEqual([]);
  const present = new Set<string>();
  for (const name of await readdir(objects, { recursive: true })) {
    if (!(await stat(join(objects, name))).isFile()) continue;
    present.add(name);
    expect(createHash('sha256').update(await readFile(join(objects, name))).digest('hex')).toBe(name.split('/').at(-1));
  }
  expect(acknowledged.filter((key) => !present.has(key))).toEqual([]);
});
