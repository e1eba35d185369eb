import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { checkNode, ensureInstalled, ROOT } from './bootstrap.mjs';

// `npm run simulate -- --seeds 100000` runs that many histories of the simulation, `--from` tells the first,
// `--seed 123` runs one and prints every step of it. Later imports wait for packages.

const BATCH = 100;
/** Of a seed that failed among many. */
const LAST_STEPS = 200;

checkNode();
await ensureInstalled(ROOT);
const { bundleFolder, bundleSimulation, startThread } = await import('./simulation.mjs');

const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '2000' }, from: { type: 'string', default: '1' }, seed: { type: 'string' }, bug: { type: 'string' } },
});
const only = values.seed === undefined ? undefined : wholeNumber('seed', values.seed);
const { folder, remove } = bundleFolder();
try {
  const bundle = await bundleSimulation(ROOT, folder, 'simulation');
  if (only !== undefined) await runOne(bundle, only);
  else await runMany(bundle, wholeNumber('from', values.from), wholeNumber('seeds', values.seeds));
} finally {
  remove();
}

/** @param {string} bundle @param {number} seed */
async function runOne(bundle, seed) {
  const { replaySeed } = await import(bundle);
  const { violation, trace } = await replaySeed(seed, values.bug);
  console.log(trace.join('\n'));
  console.log(violation ? `seed ${seed} breaks "${violation.invariant}"` : `seed ${seed} holds`);
  process.exitCode = violation ? 1 : 0;
}

/** @param {string} bundle @param {number} from @param {number} count */
async function runMany(bundle, from, count) {
  const startedMs = Date.now();
  const total = { seeds: 0, turns: 0, recordings: 0, archives: 0 };
  /** @type {import('./simulation.mjs').Failed[]} */
  const failures = [];
  let next = from;
  const threads = Array.from({ length: availableParallelism() }, () => startThread(bundle));
  await Promise.all(
    threads.map(async (thread) => {
      while (next < from + count && failures.length === 0) {
        const firstSeed = next;
        next += BATCH;
        const tally = await thread.run({ firstSeed, count: Math.min(BATCH, from + count - firstSeed), bug: values.bug });
        for (const name of /** @type {const} */ (['seeds', 'turns', 'recordings', 'archives'])) total[name] += tally[name];
        if (tally.failed) failures.push(tally.failed);
      }
      await thread.stop();
    }),
  );
  const seconds = (Date.now() - startedMs) / 1000;
  console.log(`${total.seeds} seeds, ${total.turns} turns, ${total.recordings} recordings, ${total.archives} archives in ${seconds.toFixed(1)} s`);
  const [failed] = failures.sort((a, z) => a.seed - z.seed);
  if (!failed) return console.log('every invariant held');
  console.log(failed.trace.slice(-LAST_STEPS).join('\n'));
  console.log(`seed ${failed.seed} breaks "${failed.violation.invariant}"; all of it: npm run simulate -- --seed ${failed.seed}`);
  process.exitCode = 1;
}

/** @param {string} name @param {string} text */
function wholeNumber(name, text) {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`--${name} takes a whole number, not "${text}"`);
  return Number(text);
}
