import base from '../../playwright.config.ts';

// Measurements: they print figures and gate nothing. `npm run measure` after a build. All together take longer than tests may.
export default { ...base, testDir: '.', testMatch: '**/*.measure.ts', outputDir: '../../test-results', workers: 1, fullyParallel: false, timeout: 15 * 60_000, globalTimeout: 0 };
