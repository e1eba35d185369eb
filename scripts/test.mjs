import { checkNode, ensureInstalled, ROOT } from './bootstrap.mjs';

// `npm test`: every check there is, from a fresh clone. `npm test -- unit layers` runs some stages,
// `npm test -- e2e record` the end-to-end tests in files with that in their names. Later imports wait for packages.

checkNode();
try {
  await ensureInstalled(ROOT);
  const { requestOf, runStages } = await import('./plan.mjs');
  const passed = await runStages(ROOT, requestOf(process.argv.slice(2)), console.log);
  process.exitCode = passed ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
}
