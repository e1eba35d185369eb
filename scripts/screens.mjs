import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkNode, ensureInstalled, ROOT } from './bootstrap.mjs';

// `npm run screens`: takes pictures of every state of the app, in both languages, both themes and two sizes, and writes
// them with their index to docs/screens/. From a fresh clone it installs and builds first. Later imports wait for packages.

checkNode();
try {
  await ensureInstalled(ROOT);
  const { build, isBuilt } = await import('./build.mjs');
  const { ensureChromium } = await import('./chromium.mjs');
  const { binOf } = await import('./run.mjs');
  const { filesBelow } = await import('./files.mjs');
  const { indexOf } = await import('./screens/index.mjs');
  if (!isBuilt(ROOT)) await build(ROOT);
  const chromium = await ensureChromium(ROOT, console.log);
  const folder = join(ROOT, 'docs', 'screens');
  // States that are no more leave no picture behind.
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const config = join(ROOT, 'e2e', 'screenshots', 'playwright.config.ts');
  const tours = spawn(process.execPath, [binOf(ROOT, '@playwright/test', 'playwright'), 'test', '-c', config], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, CHROMIUM_PATH: chromium },
  });
  const [code] = await once(tours, 'exit');
  writeFileSync(join(folder, 'README.md'), indexOf(filesBelow(folder)));
  process.exitCode = code === 0 ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
