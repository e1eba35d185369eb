import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkNode, ROOT } from './bootstrap.mjs';
import { runInBrowser } from './browserrun.mjs';

// `npm run screens`: takes pictures of every state of the app, in both languages, both themes and two sizes, and writes
// them with their index to docs/screens/.

checkNode();
try {
  const folder = join(ROOT, 'docs', 'screens');
  // States that are no more leave no picture behind.
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const taken = await runInBrowser('screenshots');
  const { filesBelow } = await import('./files.mjs');
  const { indexOf } = await import('./screens/index.mjs');
  writeFileSync(join(folder, 'README.md'), indexOf(filesBelow(folder)));
  process.exitCode = taken ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
