import { expect, test } from '@jest/globals'
import { callWithoutOptimization } from '../support/without-optimization.ts'

const LENGTH = 6 * 1024 * 1024
/** What each writes of a text of 6 million of the same sign, by its length. */
const RUNS: readonly (readonly [name: string, sign: string, length: number])[] = [
  ['json', '\u202e', LENGTH * '\\u202e'.length + 3],
  ['json', '\u0001', LENGTH * '\\u0001'.length + 3],
  ['plain', ' ', LENGTH],
  ['documentLine', ' ', LENGTH],
  ['sarifText', '\\', LENGTH],
  ['markdown', 'a', LENGTH + Math.floor((LENGTH - 1) / 6) * '&#8203;'.length],
  ['markdown', '1', LENGTH + Math.floor((LENGTH - 1) / 6) * '&#8203;'.length],
  ['markdownCode', '`', LENGTH + 4],
  ['markdownBlock', '`', LENGTH * 3 + 2 + '\n\ntext'.length],
  ['uriPath', '/', LENGTH * '%2F'.length],
  ['html', ' ', LENGTH],
  ['slackText', '&', LENGTH * '&amp;'.length],
  ['metricLabel', '"', LENGTH * 2],
]

test.each(RUNS)('%s of a run of %j', async (name, sign, length) => {
  const args = { run: `${JSON.stringify(sign)}.repeat(${LENGTH})` }
  expect(await callWithoutOptimization('src/formats/escape.ts', name, args)).toEqual({ run: length })
})
