import type { Table } from '../../../src/core/check.ts'
import { type Finding, fingerprintOf, type Rule } from '../../../src/core/finding.ts'
import type { Disposition, Judged } from '../../../src/core/policy.ts'
import {
  type CompletedRun,
  type FailedRun,
  type Report,
  type Run,
  verdictOf,
} from '../../../src/core/report.ts'
import { pipelineRules } from '../../../src/core/run.ts'

export const AT = '2027-01-15T09:00:00.000Z'

/** The rules of an imagined check, `fruit`, that looks at fruit. */
export const RULES: readonly Rule[] = [
  { id: 'fruit/rotten', title: 'A fruit is rotten', help: 'Throw it away.', severity: 'high' },
  { id: 'fruit/bruised', title: 'A fruit is bruised', help: 'Eat it soon.', severity: 'moderate' },
  { id: 'fruit/unripe', title: 'A fruit is unripe', help: 'Wait.', severity: 'info' },
  ...pipelineRules('fruit'),
]

/** A finding about fruit, with what a test cares about. */
export function finding(part: Partial<Finding> = {}): Finding {
  return {
    rule: 'fruit/rotten',
    severity: 'high',
    target: 'basket.json',
    subject: 'pkg:fruit/apple@1.2.3',
    message: 'apple@1.2.3 is rotten.',
    evidence: {},
    ...part,
  }
}

/** A finding as a policy left it. */
export function judged(part: Partial<Finding> = {}, disposition: Disposition = 'fail'): Judged {
  const one = finding(part)
  return {
    fingerprint: fingerprintOf(one),
    finding: one,
    disposition,
    ...(disposition === 'waived' ? { waiver: { reason: 'We make cider of it.', until: '2027-03-31' } } : {}),
  }
}

export const NO_TABLE: Table = { columns: [], rows: [] }

/** A run that ended, all well unless the test says otherwise. */
export function completed(part: Partial<CompletedRun> = {}): CompletedRun {
  return {
    check: 'fruit',
    name: 'fruit',
    status: 'completed',
    examined: 1,
    targets: [{ id: 'basket.json', complete: true }],
    table: NO_TABLE,
    gaps: [],
    notes: [],
    judged: [],
    attachments: [],
    ...part,
  }
}

/** A run that did not end. */
export function failedRun(part: Partial<FailedRun> = {}): FailedRun {
  return { check: 'fruit', name: 'fruit', status: 'failed', reason: 'the market is closed', ...part }
}

/** A report of these runs. */
export function report(...runs: readonly Run[]): Report {
  return { schema: 1, at: AT, verdict: verdictOf(runs), runs }
}
