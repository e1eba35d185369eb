import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkNode, ensureInstalled, ROOT } from './bootstrap.mjs';

// `npm run kill-rig -- --times 50 --seed 7`: kills a real Chromium at random moments of recording and sending, restarts
// it, compares the archive with what the screen called saved, and prints a table. Ends with code 1 when a promise was
// broken. From a fresh clone it installs and builds first. Later imports wait for packages.

checkNode();
try {
  const { values } = parseArgs({ options: { times: { type: 'string', default: '10' }, seed: { type: 'string', default: String(randomInt(1_000_000)) } } });
  const times = wholeNumber('times', values.times);
  const seed = wholeNumber('seed', values.seed);
  await ensureInstalled(ROOT);
  const { build, isBuilt } = await import('./build.mjs');
  const { ensureChromium } = await import('./chromium.mjs');
  const { binOf } = await import('./run.mjs');
  if (!isBuilt(ROOT)) await build(ROOT);
  const chromium = await ensureChromium(ROOT, console.log);
  const config = join(ROOT, 'e2e', 'rig', 'playwright.config.ts');
  console.log(`${times} kills, seed ${seed}`);
  // Its lines are wanted as they come: it runs for minutes.
  const rig = spawn(process.execPath, [binOf(ROOT, '@playwright/test', 'playwright'), 'test', '-c', config, '--reporter=line'], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, CHROMIUM_PATH: chromium, KILL_RIG_TIMES: String(times), KILL_RIG_SEED: String(seed) },
  });
  const [code] = await once(rig, 'exit');
  process.exitCode = code === 0 ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/** @param {string} name @param {string} text @returns {number} @throws {Error} Unless it is one and above 0. */
function wholeNumber(name, text) {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Error(`--${name} must be a whole number above 0, not "${text}".`);
  return Number(text);
}
