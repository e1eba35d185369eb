import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveConfig } from 'vite';
import { expect, onTestFinished, test } from 'vitest';
import { ROOT } from './bootstrap.mjs';
import { supplyChainFaults } from './supplychain.mjs';
import { BUNDLED } from './supplychain/packages.mjs';

/** A folder with a build as the real one lies in, and nothing wrong with it. */
async function builtRoot(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'holdfast-supply-'));
  onTestFinished(() => rm(root, { recursive: true }));
  for (const name of ['package.json', 'package-lock.json', '.npmrc']) await cp(join(ROOT, name), join(root, name));
  await mkdir(join(root, 'dist', 'public', 'assets'), { recursive: true });
  await mkdir(join(root, 'dist', 'modules'));
  await writeFile(join(root, 'dist/public/index.html'), '<!doctype html><script type="module" src="/assets/a.js"></script>');
  await writeFile(join(root, 'dist/public/sw.js'), 'self.x=1;');
  await writeFile(join(root, 'dist/public/assets/a.js'), 'export const a=1;');
  for (const [name, packages] of Object.entries(BUNDLED)) {
    await writeFile(join(root, `dist/modules/${name}.json`), JSON.stringify(Object.keys(packages).map((each) => `node_modules/${each}/a.js`)));
  }
  return root;
}

test('[SUP1, SUP2] every file of the build is looked at, whatever it is', async () => {
  const root = await builtRoot();
  expect(supplyChainFaults(root, {})).toEqual({ faults: [], files: 3 });
  await writeFile(join(root, 'dist/public/assets/photo.png'), Buffer.concat([Buffer.from([0x89, 0x50, 0xff, 0]), Buffer.from('hunter2 hunter2')]));
  await writeFile(join(root, 'dist/public/index.html'), '<script>1</script>');
  expect(supplyChainFaults(root, { S3_SECRET_ACCESS_KEY: 'hunter2 hunter2' }).faults.toSorted()).toEqual([
    'assets/photo.png: the value of S3_SECRET_ACCESS_KEY',
    'index.html: a script in the page',
  ]);
});

test('[SUP5] a build without a page, a worker or a list of its modules has faults', async () => {
  const root = await builtRoot();
  await rm(join(root, 'dist/public/sw.js'));
  await rm(join(root, 'dist/modules'), { recursive: true });
  expect(supplyChainFaults(root, {}).faults).toEqual(['sw.js is not in the build', 'page: the build lists no modules', 'worker: the build lists no modules']);
});

test('[SUP1] of the environment, only what is named NEXT_PUBLIC_ can reach the bundle, and no source map is published', async () => {
  const config = await resolveConfig({ root: ROOT, configFile: join(ROOT, 'vite.config.ts'), logLevel: 'silent' }, 'build');
  expect(config.envPrefix).toBe('NEXT_PUBLIC_');
  expect(Object.keys(config.define ?? {})).toEqual(['__APP_VERSION__']);
  expect(config.build.sourcemap).toBe(false);
});
