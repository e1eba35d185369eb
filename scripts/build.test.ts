import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { isBuilt, sourceHash } from './build.mjs';

async function tree(files: Record<string, string>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'holdfast-build-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  await write(root, files);
  return root;
}

async function write(root: string, files: Record<string, string>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
}

test.each(['src/core/a.ts', 'sw/main.ts', 'api/node.ts', 'public/icon.svg', 'index.html', 'vite.config.ts', 'manifest.webmanifest', 'package-lock.json', '.env.local'])(
  '[DEV24] a change of %s asks for a new build',
  async (path) => {
    const root = await tree({ 'src/core/b.ts': '1' });
    const before = sourceHash(root, {});
    await write(root, { [path]: 'new' });
    const added = sourceHash(root, {});
    await write(root, { [path]: 'changed' });
    expect(new Set([before, added, sourceHash(root, {})]).size).toBe(3);
  },
);

test('[DEV24] tests, documents and the last build do not ask for one, a public setting does', async () => {
  const root = await tree({ 'src/core/b.ts': '1' });
  const before = sourceHash(root, { PATH: '/bin' });
  await write(root, { 'src/core/b.test.ts': '1', 'docs/a.md': '1', 'dist/public/x.js': '1', 'node_modules/a/src/b.ts': '1', 'e2e/a.spec.ts': '1' });
  expect(sourceHash(root, { PATH: '/usr/bin' })).toBe(before);
  expect(sourceHash(root, { NEXT_PUBLIC_A: 'true' })).not.toBe(before);
});

test('[DEV24] a build counts only while its stamp fits the sources', async () => {
  const root = await tree({ 'src/a.ts': '1' });
  expect(isBuilt(root)).toBe(false);
  await write(root, { 'dist/.built-from': sourceHash(root) });
  expect(isBuilt(root)).toBe(true);
  await write(root, { 'src/a.ts': '2' });
  expect(isBuilt(root)).toBe(false);
});
