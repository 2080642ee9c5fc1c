import { expect, test } from '@jest/globals'
import type { Report } from '../../src/core/report.ts'
import { badgeOf } from '../../src/formats/badge.ts'
import { completed, failedRun, judged, report } from '../support/report/report.ts'
import { ERROR, FAIL, HOSTILE, PASS } from '../support/report/reports.ts'

const many = report(completed({ judged: Array.from({ length: 1234 }, () => judged()) }))
const RED = { color: 'red', isError: true }
const ORANGE = { message: 'could not tell', color: 'orange', isError: true }

const CASES: readonly (readonly [string, Report, object])[] = [
  ['a pass', PASS, { message: 'pass', color: 'brightgreen' }],
  [
    'what only warns',
    report(completed({ judged: [judged({}, 'warn')] })),
    { message: 'pass', color: 'brightgreen' },
  ],
  ['two that fail', FAIL, { message: '2 failing', ...RED }],
  ['very many', many, { message: '1,234 failing', ...RED }],
  ['what fails beside gaps', HOSTILE, { message: '1 failing', ...RED }],
  ['a fail without a finding', { ...PASS, verdict: 'fail' }, { message: 'failing', ...RED }],
  ['gaps', ERROR, ORANGE],
  ['a run that failed', report(failedRun()), ORANGE],
  ['no run', report(), ORANGE],
]

test.each(CASES)('the badge of %s', (_name, one, badge) => {
  expect(badgeOf(one)).toEqual({ schemaVersion: 1, label: 'upkeep', ...badge })
})
