import { type Finding, fingerprintOf, type Note } from './finding.ts'
import { momentOf } from './parsers.ts'
import { isAtLeast, type Severity } from './severity.ts'

export type Disposition = 'fail' | 'warn' | 'waived'

/** An exception to a check's findings, with a reason and an end. */
export interface Waiver {
  /** The check it belongs to. */
  readonly check: string
  /** One rule of it (`denied`), where not all are meant. */
  readonly rule?: string
  readonly reason: string
  /** The last day on which it holds, `YYYY-MM-DD`, in UTC. */
  readonly until: string
  /** What tells the findings it covers apart, in the check's own words. */
  readonly keys: Readonly<Record<string, string>>
  /** Where it is written. */
  readonly path: string
}

/** What softens the policy for one finding. */
export interface Leniency {
  /** The threshold that counts for it instead of the policy's. */
  readonly failOn?: Severity | 'none'
  /** The moment until which it only warns: a period of grace. */
  readonly graceUntil?: Date
}

export interface Policy {
  readonly failOn: Severity | 'none'
  readonly leniencyOf?: (finding: Finding) => Leniency
  readonly waivers: readonly Waiver[]
  /** Whether a waiver that covers nothing is a finding: only when everything was looked at. */
  readonly full: boolean
  readonly covers: (keys: Readonly<Record<string, string>>, finding: Finding) => boolean
}

export interface Judged {
  readonly fingerprint: string
  readonly finding: Finding
  readonly disposition: Disposition
  readonly waiver?: { readonly reason: string; readonly until: string }
}

const DAY = 24 * 60 * 60 * 1000

/** Whether the last day of a waiver is over, in UTC. One whose end is no day (2027-02-30) never holds. */
export function isExpired(waiver: Waiver, now: Date): boolean {
  const last = momentOf(waiver.until)
  return last === undefined || now.getTime() >= last.getTime() + DAY
}

/** How long before its end a waiver is announced. */
const ANNOUNCED = 14 * DAY

/** What there is to say about waivers that end soon, so that nobody is surprised by what then fails. */
export function endingWaivers(waivers: readonly Waiver[], now: Date): readonly Note[] {
  return waivers.flatMap((waiver) => {
    const end = (momentOf(waiver.until)?.getTime() ?? 0) + DAY
    const left = end - now.getTime()
    if (left <= 0 || left > ANNOUNCED) return []
    const days = Math.ceil(left / DAY)
    const text = `The waiver for ${nameOf(waiver)} ends on ${waiver.until}, in ${days === 1 ? 'a day' : `${days} days`}: what it covers then counts again.`
    return [{ subject: waiver.path, text }]
  })
}

function isMeant(waiver: Waiver, finding: Finding, policy: Policy): boolean {
  const rule = waiver.rule === undefined || finding.rule === `${waiver.check}/${waiver.rule}`
  return rule && policy.covers(waiver.keys, finding)
}

function dispose(finding: Finding, policy: Policy, now: Date): Disposition {
  const { failOn = policy.failOn, graceUntil } = policy.leniencyOf?.(finding) ?? {}
  if (graceUntil && now.getTime() < graceUntil.getTime()) return 'warn'
  return failOn !== 'none' && isAtLeast(finding.severity, failOn) ? 'fail' : 'warn'
}

function judgeOne(finding: Finding, policy: Policy, valid: readonly Waiver[], now: Date): Judged {
  const fingerprint = fingerprintOf(finding)
  const waiver = valid.find((candidate) => isMeant(candidate, finding, policy))
  if (!waiver) return { fingerprint, finding, disposition: dispose(finding, policy, now) }
  return {
    fingerprint,
    finding,
    disposition: 'waived',
    waiver: { reason: waiver.reason, until: waiver.until },
  }
}

function nameOf(waiver: Waiver): string {
  const keys = Object.entries(waiver.keys).map(([key, value]) => `${key} ${value}`)
  return [...(waiver.rule === undefined ? [] : [`rule ${waiver.rule}`]), ...keys].join(', ')
}

function aboutWaiver(waiver: Waiver, rule: string, message: string, remediation: string): Finding {
  const name = nameOf(waiver)
  return {
    rule: `${waiver.check}/${rule}`,
    severity: 'low',
    target: waiver.path,
    subject: `waiver: ${name}`,
    message,
    remediation,
    location: { path: waiver.path },
    evidence: { reason: waiver.reason, until: waiver.until, keys: waiver.keys },
  }
}

function waiverFindings(findings: readonly Finding[], policy: Policy, now: Date): readonly Finding[] {
  return policy.waivers.flatMap((waiver) => {
    const name = nameOf(waiver)
    if (isExpired(waiver, now)) {
      const message = `The waiver for ${name} ended on ${waiver.until}: what it covered counts again.`
      return [
        aboutWaiver(
          waiver,
          'waiver-expired',
          message,
          'Fix what it covered, or renew it with a new end date.',
        ),
      ]
    }
    if (!policy.full || findings.some((finding) => isMeant(waiver, finding, policy))) return []
    const message = `The waiver for ${name} covers nothing: what it was for is gone or has changed.`
    return [aboutWaiver(waiver, 'waiver-unused', message, 'Delete it.')]
  })
}

/**
 * The whole policy, pure: which findings fail, warn or are waived. A waiver that has expired is as if absent,
 * and is itself a finding; so is one that covers nothing. Order is kept; findings about waivers come last.
 */
export function judge(findings: readonly Finding[], policy: Policy, now: Date): readonly Judged[] {
  const valid = policy.waivers.filter((waiver) => !isExpired(waiver, now))
  const about = waiverFindings(findings, policy, now)
  return [
    ...findings.map((finding) => judgeOne(finding, policy, valid, now)),
    ...about.map((finding) => judgeOne(finding, { ...policy, leniencyOf: () => ({}) }, [], now)),
  ]
}
