import base from '../../playwright.config.ts';

// Draws what the system shows of the app before it is open, into public/, after a build:
// npx playwright test -c e2e/appimages/playwright.config.ts
export default { ...base, testDir: '.', testMatch: '**/*.images.ts', outputDir: '../../test-results', workers: 1 };
