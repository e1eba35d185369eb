import { test as base } from '../harness/fixtures.ts';
import { buildBoth, type Builds } from './builds.ts';

/** Tests with two builds of the app, made once for each worker of the runner. */
export const test = base.extend<object, { builds: Builds }>({
  builds: [
    async ({}, use) => {
      const builds = await buildBoth();
      await use(builds);
      await builds.dispose();
    },
    { scope: 'worker' },
  ],
});
