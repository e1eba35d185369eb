import base from '../../playwright.config.ts';

// Started by scripts/kill-rig.mjs, which builds and finds a Chromium. How long it takes depends on how often it kills.
export default { ...base, testDir: '.', testMatch: '**/*.rig.ts', outputDir: '../../test-results/kill-rig', workers: 1, fullyParallel: false, timeout: 0, globalTimeout: 0 };
