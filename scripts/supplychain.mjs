import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './bootstrap.mjs';
import { filesBelow } from './files.mjs';
import { isMain } from './main.mjs';
import { bundleFaults, installFaults, lockFaults } from './supplychain/packages.mjs';
import { secretFaults } from './supplychain/secrets.mjs';
import { selfContainedFaults } from './supplychain/selfcontained.mjs';

// What is handed out, looked at as it is handed out: no credentials, nothing that the page's policy refuses, and nobody's code but
// that of packages we name.

/**
 * Everything that is wrong with the build in `root`, one line of text each.
 * @param {string} root
 * @param {Readonly<Record<string, string | undefined>>} env
 * @returns {{ faults: string[], files: number }}
 */
export function supplyChainFaults(root, env) {
  const folder = join(root, 'dist', 'public');
  const files = filesBelow(folder);
  const faults = files.flatMap((path) => {
    const text = readFileSync(join(folder, path), 'latin1');
    return [...secretFaults(path, text, env), ...selfContainedFaults(path, text)];
  });
  for (const needed of ['index.html', 'sw.js']) if (!files.includes(needed)) faults.push(`${needed} is not in the build`);
  for (const name of /** @type {const} */ (['page', 'worker'])) {
    const path = join(root, 'dist', 'modules', `${name}.json`);
    faults.push(...bundleFaults(name, existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : []));
  }
  const read = (/** @type {string} */ path) => readFileSync(join(root, path), 'utf8');
  faults.push(...lockFaults(JSON.parse(read('package-lock.json'))), ...installFaults(read('.npmrc'), JSON.parse(read('package.json'))));
  return { faults, files: files.length };
}

if (isMain(import.meta.url)) {
  const { faults, files } = supplyChainFaults(ROOT, process.env);
  for (const fault of faults) console.error(fault);
  if (faults.length === 0) console.log(`${files} files hold no credential, nothing inline, and no package that is not named`);
  process.exitCode = faults.length === 0 ? 0 : 1;
}
