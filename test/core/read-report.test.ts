import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { readReport } from '../../src/core/read-report.ts'
import { completed, failedRun, judged, report } from '../support/report/report.ts'
import { REPORTS } from '../support/report/reports.ts'

import '../support/seed.ts'

function problemOf(text: string): string {
  const read = readReport(text)
  return 'problem' in read ? read.problem : ''
}

const WHOLE = JSON.stringify(REPORTS['fail'] ?? report(completed()))

describe('a report that a check wrote', () => {
  test.each(Object.entries(REPORTS))('is read: %s', (_, given) => {
    expect(readReport(JSON.stringify(given))).toEqual({ report: given })
    expect(readReport(JSON.stringify(given, null, 2))).toEqual({ report: given })
  })

  test('is read with a byte order mark and space around it', () => {
    expect(problemOf(`\uFEFF${WHOLE}\n`)).toBe('')
    expect(problemOf(` \n${WHOLE}\r\n`)).toBe('')
  })
})

describe('what is no report', () => {
  const run = completed()
  test.each([
    ['', 'is empty'],
    [' \n', 'is empty'],
    ['\uFEFF', 'is empty'],
    ['nonsense', 'is no whole JSON document: it was cut off, or is something else'],
    ['<html>', 'is no whole JSON document: it was cut off, or is something else'],
    ['[]', 'is no report: it is no object'],
    ['null', 'is no report: it is no object'],
    ['1', 'is no report: it is no object'],
    ['"a"', 'is no report: it is no object'],
    ['{}', 'is no report: it has no schema'],
    [JSON.stringify([report()]), 'is no report: it is no object'],
    [
      JSON.stringify({ ...report(), schema: 2 }),
      'has schema 2: a newer Upkeep wrote it; use the same version for all actions',
    ],
    [
      JSON.stringify({ schema: 3, what: 'ever' }),
      'has schema 3: a newer Upkeep wrote it; use the same version for all actions',
    ],
    [JSON.stringify({ ...report(), schema: '2' }), 'is no report: schema is not 1'],
    [JSON.stringify({ ...report(), schema: 0 }), 'is no report: schema is not 1'],
    [JSON.stringify({ ...report(), more: 1 }), 'is no report: it has an unknown member'],
    [JSON.stringify({ ...report(), runs: {} }), 'is no report: runs is no array'],
    [
      JSON.stringify({ ...report(run), verdict: 'clean' }),
      'is no report: verdict is none of pass, fail, error',
    ],
    [
      JSON.stringify({ ...report(run), runs: [{ ...run, examined: 'x' }] }),
      'is no report: runs[0].examined is no integer',
    ],
    [
      JSON.stringify({ ...report(run), runs: [{ ...run, status: 'skipped' }] }),
      /^is no report: runs\[0\]\.status is not "(completed|failed)"$/,
    ],
    [
      JSON.stringify({ ...report(run), runs: [{ ...run, 'x\n::error::': 1 }] }),
      'is no report: runs[0] has an unknown member',
    ],
  ])('%j', (text, problem) => {
    if (typeof problem === 'string') expect(problemOf(text)).toBe(problem)
    else expect(problemOf(text)).toMatch(problem)
  })

  test('cut off at any byte it is none, and never an error', () => {
    for (let end = 0; end < WHOLE.length; end += 50)
      expect(problemOf(WHOLE.slice(0, end))).toMatch(/^is (empty|no whole)/)
  })

  test('a verdict that its runs do not have', () => {
    const pass = { ...report(failedRun()), verdict: 'pass' }
    expect(problemOf(JSON.stringify(pass))).toBe('has a verdict that is not that of its runs')
    const none = { ...report(), verdict: 'pass' }
    expect(problemOf(JSON.stringify(none))).toBe('has a verdict that is not that of its runs')
  })

  test('a finding with the fingerprint of another', () => {
    const one = judged()
    const forged = report({ ...run, judged: [{ ...one, fingerprint: `${one.fingerprint}x` }] })
    expect(problemOf(JSON.stringify(forged))).toBe('has a finding whose fingerprint is not its own')
    const moved = report({ ...run, judged: [{ ...one, finding: { ...one.finding, subject: 'other' } }] })
    expect(problemOf(JSON.stringify(moved))).toBe('has a finding whose fingerprint is not its own')
  })

  test('lists in lists, however deep', () => {
    const one = judged()
    const nested = (depth: number) => {
      const deep = `${'['.repeat(depth)}${']'.repeat(depth)}`
      const text = JSON.stringify(
        report({ ...run, judged: [{ ...one, finding: { ...one.finding, evidence: { deep: 0 } } }] }),
      )
      return text.replace('"deep":0', `"deep":${deep}`)
    }
    expect(problemOf(nested(50))).toBe('')
    for (const depth of [200, 100_000])
      expect(problemOf(nested(depth))).toBe('is no report: it is nested too deeply')
    expect(problemOf('['.repeat(1_000_000))).not.toBe('')
    expect(problemOf(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`)).not.toBe('')
  })

  test('10 MB of anything', () => {
    const rows = Array.from({ length: 100_000 }, (_, i) => [`host-${i}`.padEnd(90, 'x')])
    const large = report({ ...run, table: { columns: [{ id: 'a', title: 'A' }], rows } })
    expect(problemOf(JSON.stringify(large))).toBe('')
    expect(problemOf('x'.repeat(10_000_000))).toMatch(/^is no whole/)
    expect(problemOf(JSON.stringify('x'.repeat(10_000_000)))).toMatch(/^is no report/)
    expect(problemOf(`[${'1,'.repeat(5_000_000)}1]`)).toBe('is no report: it is no object')
  })

  test('whatever JSON: words without anything that stood in it', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(problemOf(text)).toMatch(/^(is|has) [ -~]{1,200}$/)
      }),
    )
  })

  test('a report with anything put in any place: words, or the same as was put', () => {
    const places = Object.keys(run)
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.jsonValue(), (place, value) => {
        const text = JSON.stringify({ ...report(run), runs: [{ ...run, [place]: value }] })
        const read = readReport(text)
        if ('report' in read) expect(read.report).toEqual(JSON.parse(text))
        else expect(read.problem).toMatch(/^(is|has) [ -~]{1,200}$/)
      }),
    )
  })
})
