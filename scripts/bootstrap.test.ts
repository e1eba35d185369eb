import { expect, test } from 'vitest';
import { installFits, nodeFault } from './bootstrap.mjs';

const tree = (packages: Record<string, object>) => JSON.stringify({ lockfileVersion: 3, packages: { '': { name: 'x' }, ...packages } });

test('[DEV20] Node older than 20.19 is refused with a message that names both versions', () => {
  for (const version of ['20.19.0', '20.20.2', '22.0.0', '24.1.0']) expect(nodeFault(version)).toBeUndefined();
  for (const version of ['20.18.3', '18.20.8', '4.0.0']) expect(nodeFault(version)).toMatch(`Node 20.19 or newer is needed, this is ${version}`);
});

test('[DEV21] installed packages fit when every one of the lockfile is there in its version', () => {
  const lock = tree({ 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '2.0.0', dev: true } });
  expect(installFits(lock, lock)).toBe(true);
  expect(installFits(lock, tree({ 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '2.0.1' } }))).toBe(false);
  expect(installFits(lock, tree({ 'node_modules/a': { version: '1.0.0' } }))).toBe(false);
});

test('[DEV21] packages for other systems may be absent, but not in another version', () => {
  const lock = tree({ 'node_modules/a': { version: '1.0.0', optional: true } });
  expect(installFits(lock, tree({}))).toBe(true);
  expect(installFits(lock, tree({ 'node_modules/a': { version: '0.9.0', optional: true } }))).toBe(false);
});
