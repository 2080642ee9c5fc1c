// Adds up the results of the suite under each Node and prints the one line that ends .ci/run. Exits 1 unless every
// suite ran under the Node it should, and every test of it ran and passed.
// Usage: node .ci/count-tests.mjs FOLDER MAJOR...   (results are FOLDER/node<MAJOR>.json, see test/support/record-result.mjs)
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const [folder, ...majors] = process.argv.slice(2)

function count(major) {
  try {
    const result = JSON.parse(readFileSync(join(folder, `node${major}.json`), 'utf8'))
    const passed = result.numPassedTests
    // a file that could not even be loaded has no failed test of its own
    const failed = result.numFailedTests + result.numRuntimeErrorTestSuites
    const skipped = result.numPendingTests + result.numTodoTests
    const intended = result.node.startsWith(`v${major}.`)
    console.log(`Node ${major}: ran under ${result.node}${intended ? '' : ', which is not the intended one'}`)
    return { passed, failed, skipped, sound: intended && result.success && passed > 0 && skipped === 0 }
  } catch (error) {
    console.log(`Node ${major}: no result (${error.message})`)
    return { passed: 0, failed: 0, skipped: 0, sound: false }
  }
}

const counts = majors.map(count)
const sum = (key) => counts.reduce((total, suite) => total + suite[key], 0)
process.exitCode = counts.length > 0 && counts.every((suite) => suite.sound) ? 0 : 1
console.log(`${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`)
