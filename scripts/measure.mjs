import { checkNode } from './bootstrap.mjs';
import { runInBrowser } from './browserrun.mjs';

// `npm run measure -- coldstart`: figures about the built app, those in files of e2e/measure/ with that in their names, or all.

checkNode();
try {
  process.exitCode = (await runInBrowser('measure', { args: process.argv.slice(2) })) ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
