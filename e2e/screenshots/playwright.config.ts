import base from '../../playwright.config.ts';

// Started by scripts/screens.mjs, which builds and finds a Chromium.
export default { ...base, testDir: '.', testMatch: '**/*.shots.ts', outputDir: '../../test-results/screens', timeout: 600_000 };
