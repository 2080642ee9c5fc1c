import { constants, type KeyObject, verify } from 'node:crypto'
import type { Certificate, KeyType } from './certificate.ts'
import type { CertificateList } from './certificate-list.ts'
import type { SignatureAlgorithm, SignatureScheme } from './signature-algorithm.ts'
import { importKey } from './signatures.ts'

const CRL_SIGN = 6

const KEY_TYPES: Readonly<Record<SignatureScheme, KeyType>> = {
  rsa: 'rsa',
  'rsa-pss': 'rsa',
  ec: 'ec',
  dsa: 'dsa',
  ed25519: 'ed25519',
  ed448: 'ed448',
}

/** Throws what OpenSSL throws for an algorithm that it does not have. */
function verifyWith(
  algorithm: SignatureAlgorithm,
  key: KeyObject,
  signed: Uint8Array,
  signature: Uint8Array,
) {
  const { scheme, hash, maskHash, saltLength } = algorithm
  if (scheme === 'ed25519' || scheme === 'ed448') return verify(null, signed, key, signature)
  if (scheme === undefined || hash === undefined) return false
  if (scheme === 'rsa') return verify(hash, signed, { key, padding: constants.RSA_PKCS1_PADDING }, signature)
  if (scheme !== 'rsa-pss') return verify(hash, signed, key, signature)
  // node:crypto has one hash for both.
  if (hash !== maskHash || saltLength === undefined) return false
  return verify(hash, signed, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }, signature)
}

/**
 * Whether a list is signed by this certificate's key: the names are the same, the certificate may sign lists
 * (RFC 5280, 6.3.3 (f)), and the signature is right (RSA PKCS #1 and PSS, ECDSA, DSA, EdDSA). False for what is
 * unknown or malformed. Never throws.
 */
export function isListSignedBy(list: CertificateList, issuer: Certificate): boolean {
  const { algorithm, signed, signature } = list
  if (list.issuer.canonical !== issuer.subject.canonical) return false
  if (issuer.keyUsage !== undefined && !issuer.keyUsage.includes(CRL_SIGN)) return false
  if (algorithm.scheme === undefined || KEY_TYPES[algorithm.scheme] !== issuer.key.type) return false
  const key = importKey(issuer.key.spki)
  try {
    return key !== undefined && verifyWith(algorithm, key, signed, signature)
  } catch {
    return false
  }
}
