import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { type Report, type Run, reportOf, type Verdict, verdictOf } from '../../src/core/report.ts'
import { completed, failedRun, judged } from '../support/report/report.ts'
import { failingRows, type Row } from '../support/runner/failing-rows.ts'

const GAP = { target: 'a', subject: 'b', reason: 'no permission' }
const WHOLE = [{ id: 'a', complete: true }]
const BROKEN = [
  { id: 'a', complete: true },
  { id: 'b', complete: false },
]

const CLEAN = completed()
const FAILS = completed({ judged: [judged()] })
const WARNS = completed({ judged: [judged({}, 'warn'), judged({}, 'waived')] })
const GAPPY = completed({ gaps: [GAP] })
const EMPTY = completed({ examined: 0, targets: [] })

function row(name: string, expected: Verdict, ...input: readonly Run[]): Row<readonly Run[], Verdict> {
  return { name, input, expected }
}

const ROWS: readonly Row<readonly Run[], Verdict>[] = [
  row('a clean run', 'pass', CLEAN),
  row('two clean runs', 'pass', CLEAN, CLEAN),
  row('warnings and waived findings', 'pass', WARNS),
  row('a finding that fails', 'fail', FAILS),
  row('a finding that fails among others', 'fail', completed({ judged: [...WARNS.judged, judged()] })),
  row('a finding that fails beside a gap', 'fail', completed({ judged: [judged()], gaps: [GAP] })),
  row('a finding that fails beside a failed run', 'fail', failedRun(), FAILS),
  row(
    'a finding that fails where nothing was examined',
    'fail',
    completed({ examined: 0, targets: [], judged: [judged()] }),
  ),
  row('a gap', 'error', GAPPY),
  row('a gap beside warnings', 'error', completed({ gaps: [GAP], judged: WARNS.judged })),
  row('a gap in one of two runs', 'error', CLEAN, GAPPY),
  row('a failed run', 'error', failedRun()),
  row('a failed run beside a clean one', 'error', CLEAN, failedRun()),
  row('no runs', 'error'),
  row('nothing examined and no targets', 'error', EMPTY),
  row('nothing examined beside a clean run', 'error', CLEAN, EMPTY),
  row(
    'nothing examined in a target that was not whole',
    'error',
    completed({ examined: 0, targets: BROKEN }),
  ),
  row(
    'nothing examined in whole targets, which the pipeline allowed',
    'pass',
    completed({ examined: 0, targets: WHOLE }),
  ),
]

describe('the verdict', () => {
  test.each(ROWS)('of $name is $expected', ({ input, expected }) => {
    expect(verdictOf(input)).toBe(expected)
  })

  test('has a table that each constant answer fails, and each that forgets one thing', () => {
    const judgedOnly = (runs: readonly Run[]) => verdictOf(runs.filter((run) => run.status === 'completed'))
    const gapsFirst = (runs: readonly Run[]) =>
      runs.some((run) => run.status === 'failed' || run.gaps.length > 0) ? 'error' : verdictOf(runs)
    const gapless = (runs: readonly Run[]) =>
      verdictOf(runs.map((run) => (run.status === 'completed' ? { ...run, gaps: [] } : run)))
    const counted = (runs: readonly Run[]) =>
      verdictOf(runs.map((run) => (run.status === 'completed' ? { ...run, examined: 1 } : run)))
    expect(failingRows(ROWS, verdictOf)).toEqual([])
    for (const wrong of ['pass', 'fail', 'error'] as const)
      expect(failingRows(ROWS, () => wrong).length).toBeGreaterThan(5)
    for (const wrong of [judgedOnly, gapsFirst, gapless, counted])
      expect(failingRows(ROWS, wrong)).not.toEqual([])
  })

  const run = fc.oneof(
    fc.constant(failedRun()),
    fc
      .record({
        examined: fc.nat(3),
        targets: fc.constantFrom([], WHOLE, BROKEN),
        gaps: fc.constantFrom([], [GAP]),
        judged: fc.array(fc.constantFrom(judged(), judged({}, 'warn'), judged({}, 'waived')), {
          maxLength: 3,
        }),
      })
      .map((part) => completed(part)),
  )

  test('of merged runs is the worst: fail, then error, then pass, whatever their order', () => {
    const rank: Readonly<Record<Verdict, number>> = { pass: 0, error: 1, fail: 2 }
    fc.assert(
      fc.property(fc.array(run, { minLength: 1, maxLength: 5 }), (runs) => {
        const worst = Math.max(...runs.map((one) => rank[verdictOf([one])]))
        expect(rank[verdictOf(runs)]).toBe(worst)
        expect(verdictOf(runs.toReversed())).toBe(verdictOf(runs))
      }),
    )
  })

  test('is pass only where every run ended, looked at something, left nothing out, and fails nothing', () => {
    fc.assert(
      fc.property(fc.array(run, { maxLength: 4 }), (runs) => {
        if (verdictOf(runs) !== 'pass') return
        expect(runs).not.toEqual([])
        for (const one of runs) {
          expect(one).toMatchObject({ status: 'completed', gaps: [] })
          if (one.status !== 'completed') continue
          expect(one.examined > 0 || one.targets.length > 0).toBe(true)
          expect(one.judged.map(({ disposition }) => disposition)).not.toContain('fail')
        }
      }),
    )
  })
})

test('a report carries its moment in UTC, its verdict and its runs', () => {
  const expected: Report = { schema: 1, at: '2027-01-31T07:00:00.000Z', verdict: 'fail', runs: [FAILS] }
  expect(reportOf([FAILS], new Date('2027-01-31T09:00:00+02:00'))).toEqual(expected)
})
