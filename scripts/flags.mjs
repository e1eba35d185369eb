import { hostname, userInfo } from 'node:os';
import { resolve } from 'node:path';
import { checkNode, ensureInstalled, ROOT } from './bootstrap.mjs';
import { confirm } from './flags/confirm.mjs';

// `npm run flags -- get | set | preview | kill | return | history`: the flag document of a deployment, right on its store. See docs/flags.md.

/** A container may run as a user without a name, which is no reason not to switch something off. */
function whoRunsThis() {
  try {
    return `${userInfo().username}@${hostname()}`;
  } catch {
    return `user ${process.getuid?.() ?? 'unknown'}@${hostname()}`;
  }
}

checkNode();
try {
  await ensureInstalled(ROOT);
  const { build, isBuilt } = await import('./build.mjs');
  if (!isBuilt(ROOT)) await build(ROOT);
  const { flagTool } = await import(new URL('../dist/server/flagtool.js', import.meta.url).href);
  await flagTool({
    args: process.argv.slice(2),
    dataDir: resolve(process.env.DATA_DIR ?? '.data'),
    env: process.env,
    user: whoRunsThis(),
    print: (/** @type {string} */ line) => console.log(line),
    ...(process.stdin.isTTY && { confirm }),
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
