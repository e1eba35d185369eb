import { expect, test } from 'vitest';
import { tallyPlaywright, tallyVitest } from './tally.mjs';

test('[DEV8] a run in which all passes is counted as it is', () => {
  expect(tallyVitest({ numPassedTests: 5, numFailedTests: 0, testResults: [] }, 0)).toEqual({ passed: 5, failed: 0, notes: [] });
  expect(tallyPlaywright({ stats: { expected: 3, unexpected: 0, flaky: 0, skipped: 0 } }, 0)).toEqual({ passed: 3, failed: 0, notes: [] });
});

test('[DEV8] a run without a test is a failure', () => {
  expect(tallyVitest({ numPassedTests: 0 }, 0)).toMatchObject({ passed: 0, failed: 1 });
  expect(tallyPlaywright({ stats: {} }, 0)).toMatchObject({ passed: 0, failed: 1 });
  expect(tallyPlaywright({}, 1)).toMatchObject({ passed: 0, failed: 1 });
});

test('[DEV8] a skipped or flaky test counts as failed', () => {
  expect(tallyVitest({ numPassedTests: 5, numPendingTests: 1, numTodoTests: 1 }, 0)).toMatchObject({ passed: 5, failed: 2 });
  expect(tallyPlaywright({ stats: { expected: 3, flaky: 1, skipped: 1 } }, 0)).toMatchObject({ passed: 3, failed: 2 });
});

test('[DEV8] a file that does not load, or an error outside of tests, counts as failed', () => {
  const testResults = [{ status: 'failed', assertionResults: [] }];
  expect(tallyVitest({ numPassedTests: 5, numFailedTests: 0, testResults }, 1)).toMatchObject({ passed: 5, failed: 1 });
  expect(tallyVitest({ numPassedTests: 5, numFailedTests: 0, testResults: [] }, 1)).toMatchObject({ passed: 5, failed: 1 });
  expect(tallyPlaywright({ stats: { expected: 3 }, errors: [{}] }, 1)).toMatchObject({ passed: 3, failed: 1 });
});
