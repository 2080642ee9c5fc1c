import { describe, expect, test } from '@jest/globals'
import type { JobResult } from '../../src/core/job-results.ts'
import type { Run } from '../../src/core/report.ts'
import { missingRuns } from '../../src/shell/report-needs.ts'
import { broken, completed } from '../support/issues/reports.ts'

const CERTIFICATES = completed({ a: [] })
const INSIDE = completed({ a: [] }, 'certificate-expiry', 'inside')
const RESULTS = ['success', 'failure', 'cancelled', 'skipped'] as const

function missing(job: string, result: JobResult['result'], ...runs: readonly Run[]): readonly string[] {
  return missingRuns([{ job, result }], runs).map(({ check, name }) => `${check} ${name}`)
}

describe.each(RESULTS)('a job that ended in %s', (result) => {
  test.each([
    ['certificate-expiry', CERTIFICATES],
    ['certificate-expiry', INSIDE],
    ['inside', INSIDE],
    ['certificate-expiry-inside', INSIDE],
    ['certificate-expiry_inside', INSIDE],
    ['certificate-expiry-prod', CERTIFICATES],
    ['certificate-expiry', broken()],
  ])('%s left a report', (job, run) => {
    expect(missing(job, result, run)).toEqual([])
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
