import fs from 'node:fs';

/**
 * Counts from Jest's own result; a suite that could not run counts as one failure, and so does a run without a result.
 *
 * @returns {{ passed: number, failed: number }}
 */
export function countResult(file) {
  if (!fs.existsSync(file)) return { passed: 0, failed: 1 };
  const result = JSON.parse(fs.readFileSync(file, 'utf8'));
  return { passed: result.numPassedTests, failed: result.numFailedTests + result.numRuntimeErrorTestSuites };
}

/** The last line of `npm test`, read by programs. */
export function lastLine({ passed, failed }) {
  return `Tests: ${passed} passed, ${failed} failed`;
}
