import { describe, expect, test } from '@jest/globals'
import { completed, failedRun, judged, report } from '../support/report/report.ts'
import { REPORTS } from '../support/report/reports.ts'
import { reportMistakes } from '../support/report/validate.ts'
import { failingRows, type Row } from '../support/runner/failing-rows.ts'

function isValid(value: unknown): boolean {
  return reportMistakes(value).length === 0
}

function row(name: string, expected: boolean, input: unknown): Row<unknown, boolean> {
  return { name, input, expected }
}

const RUN = completed()
const ONE = judged()
const withRun = (part: object) => ({ ...report(), runs: [{ ...RUN, ...part }] })
const withJudged = (part: object) => withRun({ judged: [{ ...ONE, ...part }] })
const withFinding = (part: object) => withJudged({ finding: { ...ONE.finding, ...part } })

const ROWS: readonly Row<unknown, boolean>[] = [
  ...Object.entries(REPORTS).map(([name, one]) => row(`the report ${name}`, true, one)),
  row('no runs', true, report()),
  row('a failed run', true, report(failedRun())),
  row('every kind of cell', true, withRun({ table: { columns: [], rows: [['a', 1, 1.5, true, null]] } })),
  row(
    'all that a finding may have',
    true,
    withFinding({ remediation: 'x', location: { path: 'a', line: 1 } }),
  ),
  row('a location without a line', true, withFinding({ location: { path: 'a' } })),
  row(
    'a waived finding',
    true,
    withJudged({ disposition: 'waived', waiver: { reason: 'x', until: '2027-01-31' } }),
  ),

  row('nothing', false, null),
  row('another version', false, { ...report(), schema: 2 }),
  row('no moment', false, { ...report(), at: 'today' }),
  row('another verdict', false, { ...report(), verdict: 'clean' }),
  row('a key more', false, { ...report(), more: 1 }),
  row('runs missing', false, { schema: 1, at: report().at, verdict: 'pass' }),
  row('another status', false, withRun({ status: 'skipped' })),
  row('a count below zero', false, withRun({ examined: -1 })),
  row('half a count', false, withRun({ examined: 0.5 })),
  row('a run with a key more', false, withRun({ reason: 'x' })),
  row('a failed run without a reason', false, report({ ...failedRun(), reason: undefined as never })),
  row('a gap without a reason', false, withRun({ gaps: [{ target: 'a', subject: 'b' }] })),
  row('a target that does not say whether it is whole', false, withRun({ targets: [{ id: 'a' }] })),
  row('a cell that holds a list', false, withRun({ table: { columns: [], rows: [[['a']]] } })),
  row(
    'a column that does not tally but says so',
    false,
    withRun({ table: { columns: [{ id: 'a', title: 'A', tally: false }], rows: [] } }),
  ),
  row('another severity', false, withFinding({ severity: 'severe' })),
  row('a rule without its check', false, withFinding({ rule: 'rotten' })),
  row('line 0', false, withFinding({ location: { path: 'a', line: 0 } })),
  row('no evidence', false, withFinding({ evidence: undefined })),
  row('evidence that is text', false, withFinding({ evidence: 'x' })),
  row('another fingerprint', false, withJudged({ fingerprint: 'v2:x' })),
  row('another disposition', false, withJudged({ disposition: 'ignored' })),
  row('a waiver without an end', false, withJudged({ disposition: 'waived', waiver: { reason: 'x' } })),
  row('a waiver whose end is no date', false, withJudged({ waiver: { reason: 'x', until: 'never' } })),
]

describe('the schema of a report', () => {
  test.each(ROWS)('answers $expected to $name', ({ input, expected }) => {
    if (expected) expect(reportMistakes(input)).toEqual([])
    expect(isValid(input)).toBe(expected)
  })

  test('has a table that a schema that takes everything fails, and one that takes nothing', () => {
    expect(failingRows(ROWS, isValid)).toEqual([])
    expect(failingRows(ROWS, () => true).length).toBeGreaterThan(10)
    expect(failingRows(ROWS, () => false).length).toBeGreaterThan(5)
  })
})
