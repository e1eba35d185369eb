import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkNode, ensureInstalled, ROOT } from './bootstrap.mjs';
import { filesBelow, hashOf } from './files.mjs';
import { isMain } from './main.mjs';
import { binOf, run } from './run.mjs';

// `npm run build`. The page and its worker go to dist/public, the service to dist/server/node.js.

const STAMP = join('dist', '.built-from');
const SOURCE_FOLDERS = ['src', 'sw', 'api', 'public'];
const ROOT_SOURCE = /^(?:.*\.html|.*\.webmanifest|vite\.config\.ts|tsconfig\.json|package(?:-lock)?\.json|\.env(?:\..+)?)$/;
const TEST = /\.test\.tsx?$/;

/** The commands that make up a build, in order, each as the arguments of Vite. */
const STEPS = [
  ['build'],
  ['build', '--ssr', '--outDir', 'dist/server'],
];

/**
 * A hash of everything that a build depends on: sources, configuration, and the settings that are built in.
 * @param {string} root
 * @param {Record<string, string | undefined>} [env]
 */
export function sourceHash(root, env = process.env) {
  const paths = filesBelow(root).filter((path) =>
    path.includes('/') ? SOURCE_FOLDERS.some((folder) => path.startsWith(`${folder}/`)) && !TEST.test(path) : ROOT_SOURCE.test(path),
  );
  const settings = Object.entries(env).filter(([name]) => name.startsWith('NEXT_PUBLIC_'));
  return createHash('sha256').update(hashOf(root, paths)).update(JSON.stringify(settings.toSorted())).digest('hex');
}

/** Whether dist/ is the build of the sources as they are now. @param {string} root */
export function isBuilt(root) {
  const stamp = join(root, STAMP);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === sourceHash(root);
}

/**
 * Builds everything. Rejects, with the output of the tool in the message, when a step fails.
 * @param {string} root
 */
export async function build(root) {
  // Before anything else: a build that is cut short must not look whole.
  rmSync(join(root, STAMP), { force: true });
  const hash = sourceHash(root);
  let log = '';
  for (const args of STEPS) {
    const { code, output } = await run(process.execPath, [binOf(root, 'vite'), ...args], { cwd: root, timeoutMs: 600_000 });
    if (code !== 0) throw new Error(`vite ${args.join(' ')} failed:\n${output}`);
    log += output;
  }
  writeFileSync(join(root, STAMP), hash);
  return log;
}

if (isMain(import.meta.url)) {
  checkNode();
  await ensureInstalled(ROOT);
  try {
    console.log(await build(ROOT));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
