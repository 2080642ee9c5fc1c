import { bestPath, pathComplaints } from './best-path.ts'
import { type Complaint, complain, type Moment, titleOf } from './complaint.ts'
import type { EndpointFact, Path, Thresholds } from './fact.ts'
import { standingOf } from './lifetime.ts'
import { momentText, spanOf } from './span.ts'
import { trustComplaints, unneededComplaints } from './trust.ts'
import { validityComplaints } from './validity.ts'
import type { Certificate } from './x509/certificate.ts'

const OLD_VERSIONS: Readonly<Record<string, string>> = {
  SSLv3: 'SSL 3.0',
  TLSv1: 'TLS 1.0',
  'TLSv1.1': 'TLS 1.1',
}

/** What there is to say about a certificate's own dates. */
export function timeComplaints(
  certificate: Certificate,
  thresholds: Thresholds,
  moment: Moment,
): readonly Complaint[] {
  const lifetime = { start: certificate.notBefore, end: certificate.notAfter }
  const standing = standingOf(lifetime, thresholds, moment)
  if (standing.kind === 'fine') return []
  const message = `the certificate ${titleOf(certificate)} ${standing.text}`
  const severity = standing.kind === 'expiring' ? standing.severity : 'high'
  return [complain(standing.kind, { message, severity, certificate })]
}

function nameComplaints({ leaf, name, isNamed }: EndpointFact): readonly Complaint[] {
  if (isNamed) return []
  const names = [...leaf.names.dns, ...leaf.names.ip]
  const list =
    names.length > 8 ? `${names.slice(0, 8).join(', ')} and ${names.length - 8} more` : names.join(', ')
  const message =
    names.length === 0
      ? `the certificate names no host in its subjectAltName, so it is not for ${name}`
      : `the certificate is not for ${name}, but for ${list}`
  return [complain('name', { message, certificate: leaf, evidence: { name, names: names.slice(0, 100) } })]
}

function protocolComplaints({ version }: EndpointFact): readonly Complaint[] {
  const old = OLD_VERSIONS[version]
  if (old === undefined) return []
  return [
    complain('protocol', { message: `the server speaks nothing newer than ${old}`, evidence: { version } }),
  ]
}

function revocationComplaints(
  { revocations, lists }: EndpointFact,
  path: Path,
  { now, isImagined }: Moment,
): readonly Complaint[] {
  const fingerprints = new Set(path.certificates.map(({ sha256 }) => sha256))
  const revoked = revocations
    .filter(({ certificate, at }) => fingerprints.has(certificate.sha256) && at <= now)
    .map(({ certificate, at, reason, url }) => {
      const because = reason === '' ? '' : ` (${reason})`
      const message = `${titleOf(certificate)} was revoked on ${momentText(at)}${because}`
      return complain('revoked', { message, certificate, evidence: { reason, url } })
    })
  const stale = lists
    .filter(({ nextUpdate }) => !isImagined && nextUpdate !== undefined && nextUpdate < now)
    .map(({ url, issuer, nextUpdate = 0 }) => {
      const message = `the list of what ${issuer} revoked should have been renewed ${spanOf(now - nextUpdate)} ago, on ${momentText(nextUpdate)}: ${url}`
      return complain('crl-stale', { message, evidence: { url } })
    })
  return [...revoked, ...stale]
}

function renewalComplaints(
  { leaf, renewBy }: EndpointFact,
  { now, isImagined }: Moment,
): readonly Complaint[] {
  if (isImagined || renewBy === undefined || renewBy >= now || leaf.notAfter < now) return []
  const message = `its authority wanted the certificate renewed ${spanOf(now - renewBy)} ago, by ${momentText(renewBy)}`
  return [complain('renewal-overdue', { message, certificate: leaf })]
}

/** Pure: all that is wrong with one certificate of one server at one address. */
export function endpointComplaints(fact: EndpointFact, moment: Moment): readonly Complaint[] {
  const path = bestPath(fact, moment) ?? { certificates: [fact.leaf], isTrusted: false, isPublic: false }
  const above = pathComplaints(fact, path, moment)
  // OpenSSL has no word of its own for a name constraint that does not hold.
  const isExplained = above.some(({ rule }) => rule === 'constraints')
  return [
    ...timeComplaints(fact.leaf, fact.thresholds, moment),
    ...nameComplaints(fact),
    ...(isExplained && path.isTrusted ? [] : trustComplaints(fact, path)),
    ...above,
    ...protocolComplaints(fact),
    ...revocationComplaints(fact, path, moment),
    ...validityComplaints(fact, path),
    ...renewalComplaints(fact, moment),
    ...unneededComplaints(fact, path),
  ]
}
