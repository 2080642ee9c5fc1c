import type { Finding } from '../../../src/core/finding.ts'
import { fingerprintOf } from '../../../src/core/finding.ts'
import type { Judged } from '../../../src/core/policy.ts'
import { type CompletedRun, type Report, type Run, reportOf } from '../../../src/core/report.ts'
import type { Severity } from '../../../src/core/severity.ts'

/** A finding in short: `rule:severity` and, where it matters, what it is about. */
export interface Said {
  readonly rule: string
  readonly severity?: Severity
  readonly subject?: string
  readonly message?: string
  readonly disposition?: Judged['disposition']
}

/** What a target of a run is like: `gap` where it could not be looked at. */
export type Targets = Readonly<Record<string, readonly Said[] | 'gap' | { readonly partly: readonly Said[] }>>

function judgedOf(check: string, target: string, said: Said): Judged {
  const { rule, severity = 'high', subject = target, message = `${rule} of ${subject}` } = said
  const finding: Finding = { rule: `${check}/${rule}`, severity, target, subject, message, evidence: {} }
  const disposition = said.disposition ?? (severity === 'critical' || severity === 'high' ? 'fail' : 'warn')
  const waiver = disposition === 'waived' ? { waiver: { reason: 'agreed', until: '2027-01-31' } } : {}
  return { fingerprint: fingerprintOf(finding), finding, disposition, ...waiver }
}

/** A run that was completed. */
export function completed(targets: Targets, check = 'certificate-expiry', name = check): CompletedRun {
  const entries = Object.entries(targets)
  const saidOf = (value: Targets[string]) => (value === 'gap' ? [] : 'partly' in value ? value.partly : value)
  const isWhole = (value: Targets[string]) => value !== 'gap' && !('partly' in value)
  return {
    check,
    name,
    status: 'completed',
    examined: entries.length,
    targets: entries.map(([id, value]) => ({ id, complete: isWhole(value) })),
    table: { columns: [{ id: 'target', title: 'Target' }], rows: entries.map(([id]) => [id]) },
    gaps: entries.flatMap(([id, value]) =>
      isWhole(value) ? [] : [{ target: id, subject: id, reason: 'no answer in time' }],
    ),
    notes: [],
    judged: entries.flatMap(([id, value]) => saidOf(value).map((said) => judgedOf(check, id, said))),
    attachments: [],
  }
}

/** A run that the world did not let finish. */
export function broken(check = 'certificate-expiry', name = check): Run {
  return { check, name, status: 'failed', reason: 'the disk is full' }
}

/** A report of these runs. */
export function reportWith(...runs: readonly Run[]): Report {
  return reportOf(runs, new Date('2026-11-25T06:17:00Z'))
}
