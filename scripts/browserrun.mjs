import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ensureInstalled, ROOT } from './bootstrap.mjs';

/**
 * Runs what a folder below `e2e/` has in its `playwright.config.ts` on the built app, its lines told as they come. From a fresh
 * clone it installs, builds and finds a Chromium first. Resolves to whether all of it went well.
 * @param {string} folder
 * @param {{ args?: readonly string[], env?: Record<string, string> }} [options] Words for Playwright, and variables for what it runs.
 * @returns {Promise<boolean>}
 */
export async function runInBrowser(folder, { args = [], env = {} } = {}) {
  await ensureInstalled(ROOT);
  // They need packages.
  const { build, isBuilt } = await import('./build.mjs');
  const { ensureChromium } = await import('./chromium.mjs');
  const { binOf } = await import('./run.mjs');
  if (!isBuilt(ROOT)) await build(ROOT);
  const chromium = await ensureChromium(ROOT, console.log);
  const config = join(ROOT, 'e2e', folder, 'playwright.config.ts');
  const child = spawn(process.execPath, [binOf(ROOT, '@playwright/test', 'playwright'), 'test', '-c', config, ...args], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, ...env, CHROMIUM_PATH: chromium },
  });
  const [code] = await once(child, 'exit');
  return code === 0;
}
