import { type Complaint, complain, titleOf } from './complaint.ts'
import type { EndpointFact, Path } from './fact.ts'
import { DAY } from './span.ts'

/** The longest that a public certificate may be valid, in days, by when it was issued (BR 6.3.2; ballots 193, SC-31, SC-081v3). */
const LIMITS: readonly (readonly [from: string, days: number])[] = [
  ['2029-03-15', 47],
  ['2027-03-15', 100],
  ['2026-03-15', 200],
  ['2020-09-01', 398],
  ['2018-03-01', 825],
]

/** Whether a certificate of a public authority is valid for longer than browsers accept. */
export function validityComplaints({ leaf }: EndpointFact, path: Path): readonly Complaint[] {
  if (!path.isPublic) return []
  const limit = LIMITS.find(([from]) => leaf.notBefore >= Date.parse(from))
  // Both ends count, and a day that has begun is a day.
  const days = Math.ceil((leaf.notAfter - leaf.notBefore + 1000) / DAY)
  if (!limit || days <= limit[1]) return []
  const message = `${titleOf(leaf)} is valid for ${days} days; what public authorities issue since ${limit[0]} may be for ${limit[1]} at most`
  return [complain('validity', { message, certificate: leaf, evidence: { days, limit: limit[1] } })]
}
