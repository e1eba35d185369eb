import { expect, test } from 'vitest';
import { engineFault } from './engines.mjs';

const NEED = { packages: ['thing', 'other'], probes: [['one', '-a'], ['two']] };

/** A system on which these commands succeed, and these after an installation. */
function system(works: string[], installs?: string[]) {
  const installed: string[][] = [];
  const install = async (packages: readonly string[]): Promise<void> => {
    installed.push([...packages]);
    works.push(...installs!);
  };
  return { installed, succeeds: async (command: string) => works.includes(command), install: installs ? install : undefined };
}

test('[ENG4] an engine that is there is taken as it is', async () => {
  const here = system(['one', 'two'], []);
  expect(await engineFault(NEED, here)).toBeUndefined();
  expect(here.installed).toEqual([]);
});

test('[ENG4] an engine of which a part is missing is installed where that is possible', async () => {
  const here = system(['one'], ['two']);
  expect(await engineFault(NEED, here)).toBeUndefined();
  expect(here.installed).toEqual([['thing', 'other']]);
});

test('[ENG4] where an engine cannot be brought it is said what fails and what to install', async () => {
  for (const here of [system(['two']), system(['two'], [])]) {
    expect(await engineFault(NEED, here)).toBe('"one -a" fails; on Debian, as root: apt-get install --no-install-recommends thing other');
  }
});
