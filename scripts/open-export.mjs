import { resolve } from 'node:path';
import { checkNode, ensureInstalled, ROOT } from './bootstrap.mjs';

// `npm run open-export -- FILE.tar` or `-- --recording ID --owner ID`: what a device has saved as a file, or what the store has received,
// becomes audio, with the organisation's keys or a break-glass key.

checkNode();
try {
  await ensureInstalled(ROOT);
  const { build, isBuilt } = await import('./build.mjs');
  if (!isBuilt(ROOT)) await build(ROOT);
  const { openExportTool } = await import(new URL('../dist/server/openexport.js', import.meta.url).href);
  const written = await openExportTool({ args: process.argv.slice(2), dataDir: resolve(process.env.DATA_DIR ?? '.data'), env: process.env });
  for (const file of written) console.log(file);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
