import { defineConfig } from '@playwright/test';
import { CHROMIUM_ARGS } from './e2e/harness/browser.ts';

// The end-to-end tests run on the built app. `npm test -- e2e` builds it and finds a Chromium (CHROMIUM_PATH) first.
const report = process.env.JSON_REPORT;

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results',
  fullyParallel: true,
  workers: 2,
  // A test that passes on the second try has found something.
  retries: 0,
  timeout: 120_000,
  // Every wait is for a condition and ends with it; how long a busy machine may take is no part of what is shown.
  expect: { timeout: 20_000 },
  globalTimeout: 55 * 60_000,
  forbidOnly: Boolean(process.env.CI),
  // In a log of limited length what failed must not drown in what passed.
  reporter: report ? [['dot'], ['json', { outputFile: report }]] : [['list']],
  use: {
    launchOptions: {
      args: CHROMIUM_ARGS,
      ...(process.env.CHROMIUM_PATH ? { executablePath: process.env.CHROMIUM_PATH } : {}),
    },
  },
});
