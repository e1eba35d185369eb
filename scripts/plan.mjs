import { isBuilt } from './build.mjs';
import { NEED_BUILD, STAGES } from './stages.mjs';

// Which stages run, what runs beside what, and how it is told.

/** Side by side within a step, for two cores; the browsers have them to themselves. */
const STEPS = [['types', 'lint', 'layers', 'spec'], ['unit', 'build'], ['budgets', 'supply'], ['e2e']];
/** These take file names, to run a part of them. */
const FILTERED = ['unit', 'e2e'];

/**
 * What the words after `npm test --` ask for: names of stages, and, with one of unit or e2e alone, parts of file names.
 * @param {readonly string[]} words
 * @returns {{ names: string[], filters: string[] }}
 * @throws {Error} On a word that is neither.
 */
export function requestOf(words) {
  const all = Object.keys(STAGES);
  const names = words.filter((word) => all.includes(word));
  const filters = words.filter((word) => !all.includes(word));
  const filterable = names.length === 1 && names.every((name) => FILTERED.includes(name));
  if (filters.length > 0 && !filterable) throw new Error(`There is no stage ${filters.join(', ')}. Stages: ${all.join(', ')}`);
  return { names: names.length > 0 ? names : all, filters };
}

/**
 * Runs stages, tells a line about each, all output of those that fail, and last the sum, which CI reads.
 * @param {string} root
 * @param {{ names: readonly string[], filters: readonly string[] }} request
 * @param {(line: string) => void} say
 * @returns {Promise<boolean>} Whether all passed.
 */
export async function runStages(root, { names, filters }, say) {
  const wanted = new Set(names);
  if (NEED_BUILD.some((name) => wanted.has(name)) && !isBuilt(root)) wanted.add('build');
  let passed = 0;
  let failed = 0;
  let buildFailed = false;
  for (const step of STEPS) {
    const running = step.filter((name) => wanted.has(name)).map(async (name) => {
      const startedAtMs = Date.now();
      const stage = STAGES[name];
      const result =
        !stage || (buildFailed && NEED_BUILD.includes(name))
          ? { passed: 0, failed: 1, output: 'not run: there is no build' }
          : await stage({ root, filters, say });
      const seconds = ((Date.now() - startedAtMs) / 1000).toFixed(1);
      say(`${result.failed === 0 ? 'ok  ' : 'FAIL'} ${name.padEnd(8)} ${String(result.passed).padStart(5)} passed ${String(result.failed).padStart(3)} failed ${seconds.padStart(7)} s`);
      if (result.failed > 0) say(result.output.trimEnd());
      if (result.failed > 0 && name === 'build') buildFailed = true;
      passed += result.passed;
      failed += result.failed;
    });
    await Promise.all(running);
  }
  say(`${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0;
}
