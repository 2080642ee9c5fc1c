import { createPublicKey, type KeyObject, X509Certificate } from 'node:crypto'
import type { Certificate } from './certificate.ts'

/** Whether the second certificate's key has signed the first one. */
export type Verifier = (certificate: Certificate, issuer: Certificate) => boolean

/** A key from a SubjectPublicKeyInfo; undefined where OpenSSL does not take it. */
export function importKey(spki: Uint8Array): KeyObject | undefined {
  try {
    return createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' })
  } catch {
    return undefined
  }
}

function openCertificate(der: Uint8Array): X509Certificate | undefined {
  try {
    return new X509Certificate(der)
  } catch {
    return undefined
  }
}

/** OpenSSL throws where it does not know the algorithm: a signature that nobody can verify is none. */
function verify(certificate: X509Certificate | undefined, key: KeyObject | undefined): boolean {
  try {
    return certificate !== undefined && key !== undefined && certificate.verify(key)
  } catch {
    return false
  }
}

function isNamedAsIssuer({ issuer: name, authorityKeyId }: Certificate, issuer: Certificate): boolean {
  if (name.canonical !== issuer.subject.canonical) return false
  const { subjectKeyId } = issuer
  return authorityKeyId === undefined || subjectKeyId === undefined || authorityKeyId === subjectKeyId
}

/** What was made of a key, made once for each. */
function remembered<Value>(make: (of: Certificate) => Value): (of: Certificate) => Value {
  const known = new Map<string, { readonly value: Value }>()
  return (of) => {
    const found = known.get(of.sha256) ?? { value: make(of) }
    known.set(of.sha256, found)
    return found.value
  }
}

/**
 * A verifier that remembers for one run: each pair is verified once, each issuer's key opened once. Certificates are not
 * kept open: OpenSSL's form of one is ten times as large as its bytes.
 * True where the names are the same (RFC 5280, 6.1.3), the key identifiers too where both have one, and the
 * signature is right. It judges neither dates nor whether the issuer may issue. Never throws.
 */
export function createVerifier(): Verifier {
  const keyOf = remembered(({ key }) => importKey(key.spki))
  const known = new Map<string, boolean>()
  return (certificate, issuer) => {
    if (!isNamedAsIssuer(certificate, issuer)) return false
    const pair = `${certificate.sha256} ${issuer.sha256}`
    const isSigned = known.get(pair) ?? verify(openCertificate(certificate.der), keyOf(issuer))
    known.set(pair, isSigned)
    return isSigned
  }
}

/** Whether one certificate is signed by another, as `createVerifier` says it, remembering nothing. */
export function isSignedBy(certificate: Certificate, issuer: Certificate): boolean {
  return createVerifier()(certificate, issuer)
}
