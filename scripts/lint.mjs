import { checkNode, ensureInstalled, ROOT } from './bootstrap.mjs';

// `npm run lint`: what can be said without running anything.

checkNode();
await ensureInstalled(ROOT);
const { runStages } = await import('./plan.mjs');
const passed = await runStages(ROOT, { names: ['types', 'lint', 'layers', 'spec'], filters: [] }, console.log);
process.exitCode = passed ? 0 : 1;
