import base from '../../playwright.config.ts';

// Measurements: they print figures and gate nothing. `npm run measure` after a build.
export default { ...base, testDir: '.', testMatch: '**/*.measure.ts', outputDir: '../../test-results', workers: 1, fullyParallel: false, timeout: 15 * 60_000 };
