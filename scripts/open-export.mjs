import { resolve } from 'node:path';
import { checkNode, ensureInstalled, ROOT } from './bootstrap.mjs';

// `npm run open-export -- holdfast-….tar`: what a device has saved as a file becomes audio beside it,
// with the organisation's keys in DATA_DIR.

checkNode();
const [path] = process.argv.slice(2);
if (!path) {
  console.error('Which file? npm run open-export -- holdfast-….tar');
  process.exit(1);
}
try {
  await ensureInstalled(ROOT);
  const { build, isBuilt } = await import('./build.mjs');
  if (!isBuilt(ROOT)) await build(ROOT);
  const { openExport } = await import(new URL('../dist/server/openexport.js', import.meta.url).href);
  for (const file of await openExport({ path: resolve(path), dataDir: resolve(process.env.DATA_DIR ?? '.data') })) console.log(file);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
