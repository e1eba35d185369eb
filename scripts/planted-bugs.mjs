import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { checkNode, ensureInstalled, ROOT } from './bootstrap.mjs';

// `npm run planted-bugs`: does the simulation see a bug when there is one? Every bug that is planted has to break an
// invariant within so many seeds. Prints a table; the exit code is 1 when one survives. `--only TEXT` plants some.

checkNode();
await ensureInstalled(ROOT);
const { bundleFolder, bundleSimulation, checkMutations, startThread } = await import('./simulation.mjs');
const { MUTATIONS } = await import('./mutations.mjs');

const MOST_SEEDS = 10_000;
const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } });
checkMutations(ROOT, Object.values(MUTATIONS));
const { folder, remove } = bundleFolder();

try {
  const sound = await bundleSimulation(ROOT, folder, 'sound');
  const { seamBugNames } = await import(sound);
  /** @type {{ name: string, bundle(): Promise<string>, bug: string | undefined }[]} */
  const bugs = [
    ...seamBugNames().map((/** @type {string} */ name) => ({ name, bundle: async () => sound, bug: name })),
    ...Object.entries(MUTATIONS).map(([name, mutation], i) => ({ name, bundle: () => bundleSimulation(ROOT, folder, `bug-${i}`, mutation), bug: undefined })),
  ].filter(({ name }) => name.includes(values.only));
  const waiting = [...bugs];
  /** @type {Map<string, { seed: number | null, invariant: string }>} */
  const results = new Map();
  await Promise.all(
    Array.from({ length: availableParallelism() }, async () => {
      for (let bug = waiting.shift(); bug; bug = waiting.shift()) {
        const thread = startThread(await bug.bundle());
        const { failed } = await thread.run({ firstSeed: 1, count: MOST_SEEDS, bug: bug.bug });
        await thread.stop();
        console.log(`${results.size + 1}/${bugs.length} ${bug.name}: ${failed ? `seed ${failed.seed}, ${failed.violation.invariant}: ${failed.violation.detail.split('\n')[0]}` : 'survived'}`);
        results.set(bug.name, failed ? { seed: failed.seed, invariant: failed.violation.invariant } : { seed: null, invariant: 'SURVIVED' });
      }
    }),
  );
  const width = Math.max(...bugs.map(({ name }) => name.length));
  console.log(`${'planted bug'.padEnd(width)}  seeds  broken invariant`);
  for (const { name } of bugs) {
    const { seed, invariant } = results.get(name) ?? { seed: null, invariant: '' };
    console.log(`${name.padEnd(width)}  ${String(seed ?? `>${MOST_SEEDS}`).padStart(5)}  ${invariant}`);
  }
  const survivors = [...results.values()].filter(({ seed }) => seed === null).length;
  console.log(`${bugs.length - survivors} of ${bugs.length} planted bugs are caught within ${MOST_SEEDS} seeds`);
  process.exitCode = survivors > 0 ? 1 : 0;
} finally {
  remove();
}
