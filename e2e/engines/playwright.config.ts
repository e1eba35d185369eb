import base from '../../playwright.config.ts';

// Other engines, one after the other: `npm run test:engines`, which brings them and builds first.
export default { ...base, testDir: '.', testMatch: '**/*.engine.ts', outputDir: '../../test-results', workers: 1, fullyParallel: false, timeout: 3 * 60_000 };
