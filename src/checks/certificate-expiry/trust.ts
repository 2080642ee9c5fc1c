import { type Complaint, complain, titleOf } from './complaint.ts'
import type { EndpointFact, Path } from './fact.ts'

/** What OpenSSL can object to that is neither time nor trust, in words. Node calls the rest `UNSPECIFIED`. */
const OBJECTIONS: Readonly<Record<string, string>> = {
  INVALID_CA: 'a certificate in its chain is no authority',
  PATH_LENGTH_EXCEEDED: 'there are more authorities in its chain than one of them allows (pathLenConstraint)',
  CERT_CHAIN_TOO_LONG: 'its chain is too long',
  CERT_REJECTED: 'an authority in its chain is not trusted for this',
  CERT_SIGNATURE_FAILURE: 'a signature in its chain is wrong',
  UNSPECIFIED: 'its chain has an extension, a constraint or a policy that does not hold',
}

/** The certificate at which a way that leads nowhere ends. */
function topOf(path: Path, fact: EndpointFact) {
  return path.certificates.at(-1) ?? fact.leaf
}

function missingComplaint(fact: EndpointFact, issuer: string): Complaint | undefined {
  const { missing } = fact
  if (!missing || missing.completes === false) return undefined
  const where = missing.completes
    ? `it is at ${missing.url}`
    : `it should be at ${missing.url}, which could not be looked at (${missing.reason ?? 'no reason given'})`
  const message = `the server does not send the certificate of ${issuer}; ${where}`
  const remediation = `Append it to the certificate file that the server sends: curl -s ${missing.url} | openssl x509 -inform DER >> FILE`
  return complain('intermediate', {
    message,
    remediation,
    certificate: fact.leaf,
    evidence: { url: missing.url, issuer },
  })
}

/** Why a way leads to no trusted authority, or why OpenSSL refuses one that does. */
export function trustComplaints(fact: EndpointFact, path: Path): readonly Complaint[] {
  if (path.isTrusted) {
    const objection = OBJECTIONS[fact.complaint]
    if (objection === undefined) return []
    const message = `OpenSSL refuses the certificate: ${objection}`
    return [complain('untrusted', { message, certificate: fact.leaf, evidence: { openssl: fact.complaint } })]
  }
  const top = topOf(path, fact)
  if (top.isSelfIssued) {
    if (path.certificates.length === 1)
      return [
        complain('self-signed', { message: 'the certificate is signed by itself', certificate: fact.leaf }),
      ]
    const message = `the certificate leads to ${titleOf(top)}, which is not trusted`
    return [
      complain('untrusted', { message, certificate: fact.leaf, evidence: { authority: top.subject.text } }),
    ]
  }
  const issuer = top.issuer.text
  const missing = missingComplaint(fact, issuer)
  if (missing) return [missing]
  const message = `the certificate was issued by ${issuer}, which is neither sent nor trusted`
  return [complain('untrusted', { message, certificate: fact.leaf, evidence: { authority: issuer } })]
}

/** Certificates that were sent and that the best way up does not need. */
export function unneededComplaints(fact: EndpointFact, path: Path): readonly Complaint[] {
  if (!path.isTrusted) return []
  // Everybody who trusts a root has it; an intermediate that somebody trusts is needed by all others.
  const needed = new Set(path.certificates.filter((one) => !one.isSelfIssued).map(({ sha256 }) => sha256))
  const seen = new Set<string>()
  const unneeded = fact.sent.filter((certificate) => {
    const isNeeded = needed.has(certificate.sha256) && !seen.has(certificate.sha256)
    seen.add(certificate.sha256)
    return !isNeeded && certificate.sha256 !== fact.leaf.sha256
  })
  const twice = fact.sent.filter(({ sha256 }) => sha256 === fact.leaf.sha256).length > 1
  const names = [...new Set(unneeded.map(titleOf)), ...(twice ? ['its own certificate twice'] : [])]
  if (names.length === 0) return []
  const message = `the server also sends what nobody needs: ${names.slice(0, 5).join('; ')}${names.length > 5 ? ` and ${names.length - 5} more` : ''}`
  return [complain('unneeded', { message, evidence: { sent: fact.sent.length, unneeded: names.length } })]
}
