import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkNode, ensureInstalled, ROOT } from './bootstrap.mjs';

// `npm run export-flagd -- flags.json` or `-- https://recorder.example.org/flags.json` writes flags.flagd.json for flagd
// and other OpenFeature providers, here or where a second argument says. docs/flags.md tells what context it needs.

const TIMEOUT_MS = 10_000;

checkNode();
const [from, to = 'flags.flagd.json'] = process.argv.slice(2);
if (!from) {
  console.error('Of which document? npm run export-flagd -- flags.json (a file or an address)');
  process.exit(1);
}
try {
  await ensureInstalled(ROOT);
  const { runnerImport } = await import('vite');
  /** @type {<T>(path: string) => Promise<T>} */
  const source = async (path) => (await runnerImport(join(ROOT, path), { configFile: false, root: ROOT, logLevel: 'silent' })).module;
  const v = await import('valibot');
  /** @type {typeof import('../src/wire/flags.ts')} */
  const { flagDocument } = await source('src/wire/flags.ts');
  /** @type {typeof import('../src/core/flags/toflagd.ts')} */
  const { toFlagd } = await source('src/core/flags/toflagd.ts');
  const document = v.safeParse(flagDocument, JSON.parse(await textOf(from)));
  if (!document.success) throw new Error(`This is no flag document: ${v.summarize(document.issues)}`);
  writeFileSync(to, `${JSON.stringify(toFlagd(document.output), null, 2)}\n`);
  console.log(`${to}: version ${document.output.version}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/** @param {string} place */
async function textOf(place) {
  if (!/^https?:\/\//.test(place)) return readFileSync(place, 'utf8');
  const response = await fetch(place, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok) throw new Error(`${place} answers ${response.status}`);
  return response.text();
}
