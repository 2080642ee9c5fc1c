import { describe, expect, test } from '@jest/globals'
import type { JobResult } from '../../src/core/job-results.ts'
import type { Run } from '../../src/core/report.ts'
import { missingRuns } from '../../src/shell/report-needs.ts'
import { broken, completed } from '../support/issues/reports.ts'

const CERTIFICATES = completed({ a: [] })
const INSIDE = completed({ a: [] }, 'certificate-expiry', 'inside')
const FAILED = completed({ a: [{ rule: 'expired' }] })
const INSIDE_FAILED = completed({ a: [{ rule: 'expired' }] }, 'certificate-expiry', 'inside')
const RESULTS = ['success', 'failure', 'cancelled', 'skipped'] as const

function missing(job: string, result: JobResult['result'], ...runs: readonly Run[]): readonly string[] {
  return missingRuns([{ job, result }], runs).map(({ check, name }) => `${check} ${name}`)
}

const ROWS = [
  ['certificate-expiry', CERTIFICATES, FAILED],
  ['certificate-expiry', INSIDE, INSIDE_FAILED],
  ['inside', INSIDE, INSIDE_FAILED],
  ['certificate-expiry-inside', INSIDE, INSIDE_FAILED],
  ['certificate-expiry_inside', INSIDE, INSIDE_FAILED],
  ['certificate-expiry-prod', CERTIFICATES, FAILED],
  ['certificate-expiry', broken(), broken()],
] as const

describe.each(RESULTS)('a job that ended in %s', (result) => {
  test.each(ROWS)('%s left a report that explains it', (job, passing, failing) => {
    expect(missing(job, result, result === 'success' ? passing : failing)).toEqual([])
  })

  test.each([
    [
      'certificate-expiry',
      'certificate-expiry certificate-expiry',
      completed({ a: [] }, 'backup-verification'),
    ],
    ['certificate-expiry-prod', 'certificate-expiry certificate-expiry-prod', INSIDE],
    ['backup-verification', 'backup-verification backup-verification', CERTIFICATES],
  ])('%s left none', (job, run, other) => {
    expect(missing(job, result, other)).toEqual([run])
    expect(missing(job, result)).toEqual([run])
  })

  test('and is no check by its id left none', () => {
    expect(missing('build', result, CERTIFICATES)).toEqual(result === 'success' ? [] : ['report build'])
  })
})

test.each([
  ['failure', 'the job certificate-expiry failed and left no report, so nobody can tell'],
  ['cancelled', 'the job certificate-expiry was cancelled and left no report, so nobody can tell'],
  ['skipped', 'the job certificate-expiry was skipped and left no report, so nobody can tell'],
  ['success', 'the job certificate-expiry succeeded and left no report, so nobody can tell'],
] as const)('a %s is said in words', (result, reason) => {
  expect(missingRuns([{ job: 'certificate-expiry', result }], [])).toMatchObject([
    { status: 'failed', reason },
  ])
})

describe('a report stands for one job alone', () => {
  const jobs = (...results: readonly JobResult['result'][]) =>
    results.map((result, index) => ({ job: `certificate-expiry-${['prod', 'staging'][index]}`, result }))

  test('of two jobs without names of their own, one that was cancelled is missing', () => {
    expect(missingRuns(jobs('cancelled', 'success'), [CERTIFICATES])).toHaveLength(1)
    expect(missingRuns(jobs('success', 'success'), [CERTIFICATES])).toMatchObject([{ status: 'failed' }])
  })

  test('a job that failed though its reports pass has a part that left none: a leg of a matrix', () => {
    const [run] = missingRuns([{ job: 'certificate-expiry', result: 'failure' }], [CERTIFICATES, INSIDE])
    expect(run?.reason).toContain('though every report of it passes')
  })

  test('the surest match counts first, whatever the order of the jobs', () => {
    const runs = [INSIDE, CERTIFICATES]
    const both = [
      { job: 'certificate-expiry', result: 'success' as const },
      { job: 'certificate-expiry-inside', result: 'success' as const },
    ]
    expect(missingRuns(both, runs)).toEqual([])
    expect(missingRuns(both.toReversed(), runs)).toEqual([])
  })

  test('a job that says what its run is called is missed by that name', () => {
    const job = { job: 'backup-verification', result: 'cancelled' as const, name: 'drill' }
    expect(missingRuns([job], [])).toMatchObject([{ check: 'backup-verification', name: 'drill' }])
  })
})
