import { writeFileSync } from 'node:fs'

/**
 * Writes jest's counts and the Node that ran the tests for `.ci/run`: `npm cit` passes no flag on to jest, and
 * jest's own JSON does not name the Node.
 */
// biome-ignore lint/style/noDefaultExport: jest takes a results processor as the default export
export default function recordResult(results) {
  const {
    numPassedTests,
    numFailedTests,
    numPendingTests,
    numTodoTests,
    numRuntimeErrorTestSuites,
    success,
  } = results
  const file = process.env.UPKEEP_TEST_RESULT_FILE
  if (file) {
    const counts = {
      numPassedTests,
      numFailedTests,
      numPendingTests,
      numTodoTests,
      numRuntimeErrorTestSuites,
    }
    writeFileSync(file, JSON.stringify({ node: process.version, success, ...counts }))
  }
  return results
}
