import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './bootstrap.mjs';
import { filesBelow } from './files.mjs';
import { isMain } from './main.mjs';
import { callsOf, textOf } from './parse.mjs';

// The specification and the tests speak of the same rules: every rule has a test that names it, and no test
// names a rule that is not there. A rule is named in a title in brackets, [OUT7] or [OUT7, OUT8]; a row of the
// requirements, R12 or B3, as a word anywhere.

const SPEC = 'src/core/SPEC.md';
const REQUIREMENTS = 'docs/REQUIREMENTS.md';
const RULE = /^- \*\*([A-Z]{2,}\d+)\*\* \S/;
const ALMOST_RULE = /^\s*[-*+] +(?:\*\*|__)?\[?[A-Z]{2,}\d+\b/;
const ROW = /^- ([RB]\d+) \S/;
const TEST_FILE = /\.test\.tsx?$|^e2e\/.*\.spec\.ts$|^test\/.*\.tsx?$/;

/**
 * Titles of the tests in a file, `…` standing for what is computed in them.
 * @param {string} path
 * @param {string} text
 * @returns {{ title: string, line: number }[]}
 */
export function titlesIn(path, text) {
  return callsOf(path, text, ['test', 'it']).flatMap(({ callee, arguments: [first, ...rest], line }) => {
    const title = textOf(first);
    // test.step and test.describe are no tests; the table of test.each has no body beside it.
    const isTest = rest.length > 0 && !callee.includes('describe') && !callee.includes('step');
    return isTest && title !== undefined ? [{ title, line }] : [];
  });
}

/**
 * Where specification and tests disagree, one line of text each.
 * @param {string} spec Text of the specification.
 * @param {readonly { path: string, line: number, title: string }[]} titles
 * @param {string} [requirements] Text of the list of requirements, if there is one.
 * @returns {{ faults: string[], rules: number, rows: number, rowsWithoutTest: string[] }}
 */
export function specFaults(spec, titles, requirements = '') {
  /** @type {string[]} */
  const faults = [];
  const rules = new Set();
  for (const [i, line] of spec.split('\n').entries()) {
    const id = RULE.exec(line)?.[1];
    if (id === undefined && ALMOST_RULE.test(line)) faults.push(`${SPEC}:${i + 1}: a rule is written "- **OUT7** One sentence."`);
    if (id === undefined) continue;
    if (rules.has(id)) faults.push(`${SPEC}:${i + 1}: ${id} is there twice`);
    rules.add(id);
  }
  if (rules.size === 0) faults.push(`${SPEC}: there are no rules`);
  const rows = new Set(requirements.split('\n').flatMap((line) => ROW.exec(line)?.[1] ?? []));
  const named = new Set();
  for (const { path, line, title } of titles) {
    for (const id of idsIn(title)) {
      named.add(id);
      const known = /^[RB]\d/.test(id) ? rows.size === 0 || rows.has(id) : rules.has(id);
      if (!known) faults.push(`${path}:${line}: names ${id}, which is not there`);
    }
  }
  for (const rule of rules) if (!named.has(rule)) faults.push(`${SPEC}: no test names ${rule}`);
  return { faults, rules: rules.size, rows: rows.size, rowsWithoutTest: [...rows].filter((row) => !named.has(row)) };
}

/** @param {string} title @returns {string[]} */
function idsIn(title) {
  const bracketed = [...title.matchAll(/\[([A-Z]+\d+(?:,\s*[A-Z]+\d+)*)\]/g)].flatMap(([, ids = '']) => ids.split(/,\s*/));
  const rows = title.match(/\b[RB]\d+\b/g) ?? [];
  return [...new Set([...bracketed, ...rows])];
}

if (isMain(import.meta.url)) {
  const paths = filesBelow(ROOT);
  const read = (/** @type {string} */ path) => readFileSync(join(ROOT, path), 'utf8');
  const titles = paths
    .filter((path) => TEST_FILE.test(path))
    .flatMap((path) => titlesIn(path, read(path)).map((title) => ({ path, ...title })));
  const { faults, rules, rows, rowsWithoutTest } = specFaults(paths.includes(SPEC) ? read(SPEC) : '', titles, paths.includes(REQUIREMENTS) ? read(REQUIREMENTS) : '');
  for (const fault of faults) console.error(fault);
  if (faults.length === 0) console.log(`${rules} rules, ${titles.length} tests`);
  if (rows > 0) console.log(`requirements with a test: ${rows - rowsWithoutTest.length} of ${rows}; without: ${rowsWithoutTest.join(' ')}`);
  process.exitCode = faults.length === 0 ? 0 : 1;
}
