import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from './build.mjs';
import { ensureChromium } from './chromium.mjs';
import { filesBelow } from './files.mjs';
import { binOf, run } from './run.mjs';
import { tallyPlaywright, tallyVitest } from './tally.mjs';

// What can be checked, each stage by its name. A stage resolves with its counts and never rejects for a failed check.

/** @typedef {{ passed: number, failed: number, output: string }} Result */
/** @typedef {{ root: string, filters: readonly string[], say: (line: string) => void }} Context */
/** @typedef {(context: Context) => Promise<Result>} Stage */

/** Has its own package.json and packages, and is checked on its own. */
const ELSEWHERE = /^infra\//;

/** On two cores it takes a third of this. */
const E2E_TIMEOUT_MS = 60 * 60_000;

/** Every runtime by its own tsconfig.json. @type {Stage} */
async function types({ root }) {
  const projects = filesBelow(root).filter((path) => path.endsWith('/tsconfig.json') && !ELSEWHERE.test(path));
  const results = [];
  for (const project of projects) results.push(await check(root, [binOf(root, 'typescript', 'tsc'), '-p', project, '--pretty', 'false']));
  return sum(results);
}

/** @type {Stage} */
const lint = ({ root }) => check(root, [binOf(root, 'oxlint'), '--deny-warnings', '--format', 'unix']);

/** @type {Stage} */
const layers = ({ root }) => check(root, [join(root, 'scripts', 'layers.mjs')]);

/** @type {Stage} */
const spec = ({ root }) => check(root, [join(root, 'scripts', 'spec.mjs')]);

/** @type {Stage} */
const budgets = ({ root }) => check(root, [join(root, 'scripts', 'budgets.mjs')]);

/** @type {Stage} */
const supply = ({ root }) => check(root, [join(root, 'scripts', 'supplychain.mjs')]);

/** @type {Stage} */
async function buildStage({ root }) {
  try {
    return { passed: 1, failed: 0, output: await build(root) };
  } catch (error) {
    return { passed: 0, failed: 1, output: messageOf(error) };
  }
}

/** @type {Stage} */
async function unit({ root, filters }) {
  const report = reportFile(root, 'unit');
  const args = [binOf(root, 'vitest'), 'run', '--reporter=dot', '--reporter=json', `--outputFile.json=${report}`, ...filters];
  const { code, output } = await run(process.execPath, args, { cwd: root });
  return counted(tallyVitest(read(report), code), output);
}

/** @type {Stage} */
async function e2e({ root, filters, say }) {
  let chromium;
  try {
    chromium = await ensureChromium(root, say);
  } catch (error) {
    return { passed: 0, failed: 1, output: messageOf(error) };
  }
  const report = reportFile(root, 'e2e');
  const { code, output } = await run(process.execPath, [binOf(root, '@playwright/test', 'playwright'), 'test', ...filters], {
    cwd: root,
    timeoutMs: E2E_TIMEOUT_MS,
    env: { CHROMIUM_PATH: chromium, JSON_REPORT: report },
  });
  return counted(tallyPlaywright(read(report), code), output);
}

/** @type {Record<string, Stage>} */
export const STAGES = { types, lint, layers, spec, unit, build: buildStage, budgets, supply, e2e };

/** Those that look at what the build made. */
export const NEED_BUILD = ['budgets', 'supply', 'e2e'];

/** One command as one check. @param {string} root @param {string[]} args @returns {Promise<Result>} */
async function check(root, args) {
  const { code, output } = await run(process.execPath, args, { cwd: root });
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, output };
}

/** @param {Result[]} results @returns {Result} */
function sum(results) {
  return {
    passed: results.reduce((all, { passed }) => all + passed, 0),
    failed: results.reduce((all, { failed }) => all + failed, 0),
    output: results.map(({ output }) => output).join(''),
  };
}

/** @param {import('./tally.mjs').Tally} tally @param {string} output @returns {Result} */
function counted({ passed, failed, notes }, output) {
  return { passed, failed, output: [output, ...notes].join('\n') };
}

/** Where a runner is to write, empty before. @param {string} root @param {string} name */
function reportFile(root, name) {
  const path = join(root, 'node_modules', '.cache', `holdfast-${name}.json`);
  mkdirSync(dirname(path), { recursive: true });
  rmSync(path, { force: true });
  return path;
}

/** A runner that died before its end has written nothing. @param {string} path */
function read(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return {};
  }
}

/** @param {unknown} error */
function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}
