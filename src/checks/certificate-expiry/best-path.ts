import { type Complaint, complain, type Moment, titleOf } from './complaint.ts'
import { forbiddenName } from './constraints.ts'
import type { EndpointFact, Path, Thresholds } from './fact.ts'
import { standingOf } from './lifetime.ts'
import { signatureComplaints, usageComplaints, weakComplaints } from './strength.ts'
import type { Certificate } from './x509/certificate.ts'

/** The authorities of a path, from the leaf's issuer up. */
function authoritiesOf({ certificates }: Path): readonly Certificate[] {
  return certificates.slice(1)
}

function chainComplaints(path: Path, leaf: Certificate, thresholds: Thresholds, moment: Moment) {
  if (leaf.notAfter < moment.now) return []
  return authoritiesOf(path).flatMap((authority): readonly Complaint[] => {
    const standing = standingOf({ start: authority.notBefore, end: authority.notAfter }, thresholds, {
      ...moment,
      nextRun: undefined,
    })
    if (standing.kind === 'fine') return []
    // An authority that outlives the leaf is replaced together with it.
    if (standing.kind === 'expiring' && authority.notAfter >= leaf.notAfter) return []
    const severity = standing.kind === 'expiring' ? standing.severity : 'high'
    const message = `${titleOf(authority)}, which is above the certificate, ${standing.text}`
    return [complain('chain', { message, severity, certificate: authority })]
  })
}

function constraintComplaints(path: Path, leaf: Certificate): readonly Complaint[] {
  return authoritiesOf(path).flatMap((authority) => {
    const name = forbiddenName(leaf, authority)
    if (name === undefined) return []
    const message = `${titleOf(authority)} may not issue for ${name}: its name constraints do not allow it`
    return [complain('constraints', { message, certificate: authority, evidence: { name } })]
  })
}

/** What is wrong with one way up, whatever the leaf's own dates are. */
export function pathComplaints(fact: EndpointFact, path: Path, moment: Moment): readonly Complaint[] {
  const { leaf, thresholds } = fact
  // Nobody checks how a trusted authority signed itself, and it is trusted for what the store says.
  const signed = path.isTrusted ? path.certificates.slice(0, -1) : path.certificates
  const judged = signed.length === 0 ? [leaf] : signed
  return [
    ...chainComplaints(path, leaf, thresholds, moment),
    ...constraintComplaints(path, leaf),
    ...usageComplaints(judged),
    ...signatureComplaints(judged),
    ...weakComplaints(path.certificates),
  ]
}

/** Milliseconds since 1970 at which the first certificate of a path ends. */
export function endOf({ certificates }: Path): number {
  return Math.min(...certificates.map(({ notAfter }) => notAfter))
}

function rankOf(fact: EndpointFact, path: Path, moment: Moment): readonly number[] {
  const complaints = pathComplaints(fact, path, moment)
  const grave = complaints.filter(({ severity }) => severity === 'high').length
  return [Number(!path.isTrusted), grave, complaints.length, -endOf(path), path.certificates.length]
}

/** The way that a good client finds: trusted, with the fewest faults, then the one that lasts longest. */
export function bestPath(fact: EndpointFact, moment: Moment): Path | undefined {
  const [first, ...others] = fact.paths
  if (others.length === 0) return first
  const ranked = fact.paths.map((path) => ({ path, rank: rankOf(fact, path, moment) }))
  ranked.sort((a, b) => {
    const at = a.rank.findIndex((value, index) => value !== b.rank[index])
    return at === -1 ? 0 : (a.rank[at] ?? 0) - (b.rank[at] ?? 0)
  })
  return ranked[0]?.path
}
