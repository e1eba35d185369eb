import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../bootstrap.mjs';
import { BUNDLED, bundleFaults, installFaults, lockFaults, packageOf, WANT_INSTALL_SCRIPT } from './packages.mjs';

interface Lock {
  packages: Record<string, { hasInstallScript?: boolean; integrity?: string; license?: string; dev?: boolean }>;
}
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const lock = () => JSON.parse(read('package-lock.json')) as Lock;
const modulesOf = (name: 'page' | 'worker') => Object.keys(BUNDLED[name]).map((each) => `node_modules/${each}/dist/index.js`);

test('[SUP3] no package of the lockfile wants to run anything when installed, and npm would not let it', () => {
  expect(lockFaults(lock()).filter((fault) => fault.includes('script'))).toEqual([]);
  expect(installFaults(read('.npmrc'), JSON.parse(read('package.json')) as object)).toEqual([]);
  expect(Object.entries(WANT_INSTALL_SCRIPT).filter(([, why]) => why.length < 20)).toEqual([]);
});

test('[SUP3] what the lockfile says of scripts is what the installed packages say', () => {
  const installed = Object.keys(lock().packages).flatMap((path) => {
    try {
      return path === '' ? [] : [JSON.parse(read(`${path}/package.json`)) as { name: string; scripts?: object; gypfile?: boolean }];
    } catch {
      return []; // For another system.
    }
  });
  expect(installed.length).toBeGreaterThan(50);
  const wanting = installed.filter(({ scripts = {}, gypfile }) => gypfile || ['preinstall', 'install', 'postinstall'].some((name) => name in scripts));
  expect(wanting.map(({ name }) => name).filter((name) => !(name in WANT_INSTALL_SCRIPT))).toEqual([]);
});

test('[SUP3] control: a script of a package, of ours, and scripts allowed are found', () => {
  const planted = lock();
  planted.packages['node_modules/a/node_modules/@b/c'] = { hasInstallScript: true, integrity: 'sha512-x', license: 'MIT' };
  expect(lockFaults(planted)).toEqual(['@b/c: wants to run a script when installed']);
  expect(installFaults('fund=false\n#ignore-scripts=true\nignore-scripts=false\n', { scripts: { postinstall: 'x', start: 'y' } })).toEqual([
    '.npmrc: ignore-scripts=true is missing',
    'package.json: the script postinstall would run by itself when installing',
  ]);
});

test('[SUP4] every package of the lockfile is named by its content', () => {
  expect(lockFaults(lock()).filter((fault) => fault.includes('integrity'))).toEqual([]);
  const planted = lock();
  planted.packages['node_modules/a'] = { integrity: 'sha1-x', license: 'MIT' };
  planted.packages['node_modules/b'] = { license: 'MIT' };
  expect(lockFaults(planted).map((fault) => fault.slice(0, 3))).toEqual(['a: ', 'b: ']);
});

test('[SUP5] a bundle of exactly the listed packages has no fault; one more or one less is a fault, and so is an empty one', () => {
  for (const name of ['page', 'worker'] as const) {
    const listed = modulesOf(name);
    expect(bundleFaults(name, [...listed, 'src/page/main.tsx', '\0rolldown/runtime.js'])).toEqual([]);
    expect(bundleFaults(name, [...listed, '/x/node_modules/left-pad/index.js'])[0]).toMatch(/contains left-pad/);
    expect(bundleFaults(name, listed.slice(1))).toHaveLength(1);
    expect(bundleFaults(name, [])).toEqual([`${name}: the build lists no modules`]);
  }
});

test('[SUP5] the package of a module is the innermost one', () => {
  expect(packageOf('/x/node_modules/a/node_modules/@b/c/dist/d.js')).toBe('@b/c');
  expect(packageOf('src/page/main.tsx')).toBeUndefined();
});

test('[SUP5] every bundled package is one that is installed with npm ci --omit=dev', () => {
  const { packages } = lock();
  const names = Object.values(BUNDLED).flatMap((each) => Object.keys(each));
  expect(names.filter((name) => packages[`node_modules/${name}`]?.dev !== undefined || !packages[`node_modules/${name}`])).toEqual([]);
});

test('[SUP6] what is handed on has a licence of the list; tools for building may have others', () => {
  expect(lockFaults(lock()).filter((fault) => fault.includes('licence'))).toEqual([]);
  const ok = { integrity: 'sha512-x' };
  const packages = {
    'node_modules/a': { ...ok, license: 'AGPL-3.0' },
    'node_modules/b': { ...ok },
    'node_modules/c': { ...ok, license: '(GPL-3.0 OR MIT)' },
    'node_modules/d': { ...ok, license: 'GPL-3.0', dev: true },
    'node_modules/e': { ...ok, license: 'MIT AND GPL-3.0' },
  };
  expect(lockFaults({ packages })).toEqual(['a: its licence is AGPL-3.0', 'b: its licence is not stated', 'e: its licence is MIT AND GPL-3.0']);
});
