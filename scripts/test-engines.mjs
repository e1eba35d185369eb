import { checkNode, ensureInstalled, ROOT } from './bootstrap.mjs';
import { runInBrowser } from './browserrun.mjs';

// `npm run test:engines`: the tests of e2e/engines in Firefox and WebKitGTK, which it installs where it can.
// `npm run test:engines -- firefox` takes one of them. An engine that is not to be had is left out and said so;
// only when none is left, or a test fails, does it fail. Later imports wait for packages.

checkNode();
try {
  await ensureInstalled(ROOT);
  process.exitCode = (await testEngines(process.argv.slice(2))) ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/** @param {readonly string[]} words Names of engines; none for all. */
async function testEngines(words) {
  const { ENGINES, engineFault } = await import('./engines/engines.mjs');
  const { thisSystem } = await import('./engines/system.mjs');

  const unknown = words.filter((word) => !(word in ENGINES));
  if (unknown.length > 0) throw new Error(`There is no engine ${unknown.join(', ')}. Engines: ${Object.keys(ENGINES).join(', ')}`);
  const system = thisSystem(console.log);
  /** @type {string[]} */
  const there = [];
  /** @type {string[]} */
  const notes = [];
  for (const [name, need] of Object.entries(ENGINES)) {
    if (words.length > 0 && !words.includes(name)) continue;
    const fault = await engineFault(need, system);
    if (fault === undefined) there.push(name);
    else notes.push(`${name}: not run: ${fault}`);
  }

  let passed = false;
  if (there.length > 0) {
    // What was archived is decoded in Chromium, which plays everything.
    passed = await runInBrowser('engines', { env: { ENGINES: there.join(',') } });
    notes.unshift(`${there.join(', ')}: ${passed ? 'passed' : 'failed'}`);
  }
  for (const note of notes) console.log(note);
  return passed;
}
