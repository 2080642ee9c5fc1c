import { describe, expect, test } from '@jest/globals'
import { jobResults } from '../../src/core/job-results.ts'

const { parse } = jobResults()
/** As it is typed into a workflow. */
const WANTED = ['$', '{{ toJSON(needs) }}'].join('')

describe('the needs context', () => {
  test.each(['success', 'failure', 'cancelled', 'skipped'] as const)(
    'with a job that ended in %s',
    (result) => {
      expect(parse(JSON.stringify({ audit: { result, outputs: { verdict: 'pass' } } }))).toEqual({
        value: [{ job: 'audit', result }],
      })
    },
  )

  test.each([
    ['', []],
    ['{}', []],
    ['{"a":{"result":"success"},"b":{"result":"skipped"}}', ['a', 'b']],
    ['{"__proto__":{"result":"success"}}', ['__proto__']],
    ['  {\n "a": {"result": "failure", "outputs": {}}\n}\n', ['a']],
  ])('%j has the jobs %j', (raw, jobs) => {
    const read = parse(raw)
    expect('value' in read && read.value.map(({ job }) => job)).toEqual(jobs)
  })

  test.each([
    ['x', '"x"'],
    ['null', '"null"'],
    ['[]', '"[]"'],
    ['"a"', '""a""'],
    ['Object', '"Object"'],
    [3, '3'],
    [{ a: 1 }, 'a mapping'],
    ['{"a":{"result":"success"},"b":{},"c":null,"d":{"result":"passed"}}', ['b', 'c', 'd']],
  ])('%j is a mistake', (raw, problems) => {
    const all = Array.isArray(problems)
      ? problems.map((job) => `has no result for the job "${job}"`)
      : [`must be ${WANTED}, not ${problems}`]
    expect(parse(raw)).toEqual({ problems: all })
  })
})
