import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { checkNode } from './bootstrap.mjs';
import { runInBrowser } from './browserrun.mjs';

// `npm run kill-rig -- --times 50 --seed 7`: kills a real Chromium at random moments of recording and sending, restarts
// it, compares the archive with what the screen called saved, and prints a table. Ends with code 1 when a promise was
// broken.

checkNode();
try {
  const { values } = parseArgs({ options: { times: { type: 'string', default: '10' }, seed: { type: 'string', default: String(randomInt(1_000_000)) } } });
  const times = wholeNumber('times', values.times);
  const seed = wholeNumber('seed', values.seed);
  console.log(`${times} kills, seed ${seed}`);
  // Its lines are wanted as they come: it runs for minutes.
  const kept = await runInBrowser('rig', { args: ['--reporter=line'], env: { KILL_RIG_TIMES: String(times), KILL_RIG_SEED: String(seed) } });
  process.exitCode = kept ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/** @param {string} name @param {string} text @returns {number} @throws {Error} Unless it is one and above 0. */
function wholeNumber(name, text) {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Error(`--${name} must be a whole number above 0, not "${text}".`);
  return Number(text);
}
