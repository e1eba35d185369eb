import { resolve } from 'node:path';
import { checkNode, ensureInstalled, ROOT } from './bootstrap.mjs';
import { askPassphrase } from './keys/passphrase.mjs';

// `npm run keys -- list | rotate | break-glass --out FILE | install FILE | forget KID`: the keys that recordings are sealed to. See docs/keys.md.

checkNode();
try {
  await ensureInstalled(ROOT);
  const { build, isBuilt } = await import('./build.mjs');
  if (!isBuilt(ROOT)) await build(ROOT);
  const { keyTool } = await import(new URL('../dist/server/keytool.js', import.meta.url).href);
  await keyTool({
    args: process.argv.slice(2),
    dataDir: resolve(process.env.DATA_DIR ?? '.data'),
    env: process.env,
    print: (/** @type {string} */ line) => console.log(line),
    ...(process.stdin.isTTY && { ask: askPassphrase }),
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
