// Counts of what the test runners report as JSON. What did not run has proven nothing: a skipped test counts as failed.

/** @typedef {{ passed: number, failed: number, notes: string[] }} Tally */

/**
 * @param {any} report Vitest's JSON report.
 * @param {number} code The runner's exit code.
 * @returns {Tally}
 */
export function tallyVitest(report, code) {
  const skipped = (report.numPendingTests ?? 0) + (report.numTodoTests ?? 0);
  /** @type {{ status: string, assertionResults: { status: string }[] }[]} */
  const files = report.testResults ?? [];
  // A file that fails before its first test has no failed test of its own.
  const broken = files.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.every((test) => test.status !== 'failed'));
  return complete(report.numPassedTests ?? 0, (report.numFailedTests ?? 0) + broken.length, skipped, code);
}

/**
 * @param {any} report Playwright's JSON report.
 * @param {number} code The runner's exit code.
 * @returns {Tally}
 */
export function tallyPlaywright(report, code) {
  const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = report.stats ?? {};
  const broken = unexpected === 0 ? (report.errors?.length ?? 0) : 0;
  return complete(expected, unexpected + flaky + broken, skipped, code);
}

/** @param {number} passed @param {number} failed @param {number} skipped @param {number} code @returns {Tally} */
function complete(passed, failed, skipped, code) {
  const notes = [];
  if (skipped > 0) notes.push(`${skipped} skipped, counted as failed`);
  if (passed + failed + skipped === 0) notes.push('no test was run');
  const known = failed + skipped;
  // The runner knows of something that is not in its counts: an error outside of tests, or no tests.
  const unknown = known === 0 && (code !== 0 || passed === 0);
  if (unknown && code !== 0) notes.push(`the runner ended with code ${code}`);
  return { passed, failed: unknown ? 1 : known, notes };
}
