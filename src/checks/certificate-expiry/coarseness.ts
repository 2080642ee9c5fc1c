import type { Complaint } from './complaint.ts'
import { complain } from './complaint.ts'
import type { CertificateFact, ScheduleFact, Thresholds } from './fact.ts'
import { HOUR, lifetimeText } from './span.ts'
import { limitOf } from './threshold.ts'

/** What runs once a day runs an hour later when the clocks change, and a lifetime ends a second before its last day does. */
const TOLERANCE = 2 * HOUR

interface Watched {
  readonly target: string
  readonly lifetime: number
  readonly thresholds: Thresholds
}

function watchedIn(fact: CertificateFact): readonly Watched[] {
  if (fact.kind === 'endpoint') {
    const { target, leaf, thresholds } = fact
    return [{ target, lifetime: leaf.notAfter - leaf.notBefore, thresholds }]
  }
  if (fact.kind !== 'file') return []
  const { path, certificate, thresholds } = fact
  return [{ target: path, lifetime: certificate.notAfter - certificate.notBefore, thresholds }]
}

/** The time between a warning and the critical threshold: at least one look must fall into it. */
function windowOf({ lifetime, thresholds }: Watched): number {
  return limitOf(thresholds.warn, lifetime) - limitOf(thresholds.critical, lifetime)
}

/** Pure: whether some certificate can go from healthy to critical between two runs of the workflow. */
export function coarsenessOf(
  schedule: ScheduleFact,
  facts: readonly CertificateFact[],
): readonly Complaint[] {
  const watched = facts.flatMap(watchedIn).map((one) => ({ ...one, window: windowOf(one) }))
  const missed = watched.filter(({ window }) => window > 0 && schedule.interval > window + TOLERANCE)
  const [worst] = missed.toSorted((a, b) => a.window - b.window || (a.target < b.target ? -1 : 1))
  if (!worst) return []
  const targets = [...new Set(missed.map(({ target }) => target))].sort()
  const more = targets.length > 1 ? `, and of ${targets.length - 1} more` : ''
  const message = `this workflow runs every ${lifetimeText(schedule.interval)}; the certificate of ${worst.target}${more} can go from its first warning to critical within ${lifetimeText(worst.window)} (it lasts ${lifetimeText(worst.lifetime)})`
  return [
    complain('schedule', { message, evidence: { crons: schedule.crons, targets: targets.slice(0, 50) } }),
  ]
}
