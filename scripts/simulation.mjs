import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { build } from 'vite';

// The simulation of test/simulation outside of the test runner: bundled once, run by as many threads as there are
// processors. A bundle may carry a bug that is planted in its source.

/** @typedef {import('./mutations.mjs').Mutation} Mutation */
/** @typedef {{ firstSeed: number, count: number, bug: string | undefined }} Job */
/** @typedef {{ seed: number, violation: { invariant: string, detail: string }, trace: string[] }} Failed */
/** @typedef {{ seeds: number, turns: number, recordings: number, archives: number, failed: Failed | undefined }} Tally */

const ENTRY = 'test/simulation/runseeds.ts';

/** A folder for bundles, and how to remove it. */
export function bundleFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-simulation-'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/**
 * Bundles the simulation into `folder` and returns the bundle's address.
 * @param {string} root @param {string} folder @param {string} name @param {Mutation} [mutation]
 */
export async function bundleSimulation(root, folder, name, mutation) {
  let planted = false;
  const built = await build({
    configFile: false,
    root,
    logLevel: 'silent',
    plugins: [
      {
        name: 'plant-a-bug',
        enforce: 'pre',
        load(id) {
          if (!mutation || id !== join(root, mutation.file)) return undefined;
          planted = true;
          return mutated(readFileSync(id, 'utf8'), mutation);
        },
      },
    ],
    ssr: { noExternal: true },
    build: { ssr: join(root, ENTRY), write: false, minify: false, target: 'node20' },
  });
  if (mutation && !planted) throw new Error(`${mutation.file} is not part of the simulation`);
  const { output } = /** @type {import('vite').Rolldown.RolldownOutput} */ (built);
  const file = join(folder, `${name}.mjs`);
  writeFileSync(file, output[0].code);
  return pathToFileURL(file).href;
}

/** The text with the bug in it. @param {string} text @param {Mutation} mutation */
export function mutated(text, { file, find, replace }) {
  const places = text.split(find).length - 1;
  if (places !== 1) throw new Error(`${file}: the text of a planted bug is there ${places} times: ${find}`);
  return text.replace(find, () => replace);
}

const RUNNER = `
const { parentPort, workerData } = require('node:worker_threads');
import(workerData).then(({ runSeeds }) => {
  parentPort.on('message', (job) => runSeeds(job).then((tally) => parentPort.postMessage(tally)));
});`;

/** @throws Error when the source has changed so that a bug cannot be planted. @param {string} root @param {readonly Mutation[]} mutations */
export function checkMutations(root, mutations) {
  for (const mutation of mutations) mutated(readFileSync(join(root, mutation.file), 'utf8'), mutation);
}

/** A thread with a bundle in it. @param {string} bundle */
export function startThread(bundle) {
  const worker = new Worker(RUNNER, { eval: true, workerData: bundle });
  return {
    /** Runs seeds until the first that fails. @param {Job} job @returns {Promise<Tally>} */
    run: (job) =>
      new Promise((resolve, reject) => {
        worker.once('error', reject);
        worker.once('message', (tally) => {
          worker.off('error', reject);
          resolve(tally);
        });
        worker.postMessage(job);
      }),
    stop: () => worker.terminate(),
  };
}
