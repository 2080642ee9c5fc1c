import { constants, createHash, X509Certificate } from 'node:crypto'
import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls'
import { RunError } from '../core/errors.ts'
import type { Roots, TlsRequest } from '../core/ports.ts'

/** What a conversation is held with; requests that agree in it share one context. */
export type Terms = Pick<TlsRequest, 'keyType' | 'authorities' | 'client'>

/**
 * Everything that Node's OpenSSL still knows: a server must be seen to be complained of. Trust is judged elsewhere.
 * Servers without secure renegotiation (RFC 5746) would be refused before they show a certificate.
 */
const LENIENT: SecureContextOptions = {
  minVersion: 'TLSv1',
  ciphers: 'DEFAULT@SECLEVEL=0',
  secureOptions: constants.SSL_OP_LEGACY_SERVER_CONNECT,
}

/**
 * One kind of certificate alone: up to TLS 1.2 the cipher suites say which, in TLS 1.3 the signature algorithms do
 * (RFC 8446, 4.2.3). The PKCS #1 ones beside ECDSA are for the signatures in a chain: a server may want to see there
 * what signed its ECDSA certificate, and may not sign with them itself in TLS 1.3.
 */
const KEY_TYPES: Readonly<Record<NonNullable<TlsRequest['keyType']>, SecureContextOptions>> = {
  rsa: {
    ciphers: 'DEFAULT:!aECDSA:@SECLEVEL=0',
    sigalgs: [
      ...['rsa_pss_rsae_sha256', 'rsa_pss_rsae_sha384', 'rsa_pss_rsae_sha512'],
      ...['rsa_pss_pss_sha256', 'rsa_pss_pss_sha384', 'rsa_pss_pss_sha512'],
      ...['RSA+SHA256', 'RSA+SHA384', 'RSA+SHA512', 'RSA+SHA224', 'RSA+SHA1'],
    ].join(':'),
  },
  ecdsa: {
    ciphers: 'DEFAULT:!aRSA:@SECLEVEL=0',
    sigalgs: [
      ...['ECDSA+SHA256', 'ECDSA+SHA384', 'ECDSA+SHA512', 'ECDSA+SHA224', 'ECDSA+SHA1'],
      ...['RSA+SHA256', 'RSA+SHA384', 'RSA+SHA512'],
    ].join(':'),
  },
}

function pemOf(der: Uint8Array): string {
  return new X509Certificate(der).toString()
}

function isCertificate(der: Uint8Array): boolean {
  try {
    return pemOf(der) !== ''
  } catch {
    return false
  }
}

function keyOf({ keyType, authorities, client }: Terms): string {
  const kind = keyType ?? 'any'
  if (authorities.length === 0 && client === undefined) return kind
  const hash = createHash('sha256')
  for (const der of authorities) hash.update(`${der.length} `).update(der)
  if (client) hash.update(`client ${client.certificate.length} ${client.certificate}${client.key}`)
  return `${kind} ${hash.digest('hex')}`
}

function usual({ everywhere, here }: Roots): readonly Uint8Array[] {
  return [...everywhere, ...here]
}

function create(terms: Terms, roots: () => Roots): SecureContext {
  const { keyType, authorities, client } = terms
  const options = { ...LENIENT, ...(keyType === undefined ? {} : KEY_TYPES[keyType]) }
  // `ca` replaces the authorities that Node knows by itself; without it all contexts share one store.
  const added = authorities.filter(isCertificate)
  const ca = added.length === 0 ? {} : { ca: [...usual(roots()), ...added].map(pemOf) }
  if (client === undefined) return createSecureContext({ ...options, ...ca })
  try {
    // Node would take an empty text for none, and say nothing.
    if (client.certificate.trim() === '' || client.key.trim() === '') throw new Error('empty')
    return createSecureContext({ ...options, ...ca, cert: client.certificate, key: client.key })
  } catch {
    throw new RunError(
      'the client certificate and its key cannot be used: is it PEM, and do they belong together?',
    )
  }
}

/**
 * The contexts of one client, made when first needed and kept: each that has authorities of its own costs up to 50 ms.
 * Throws a RunError where a client certificate cannot be used. An authority that is no certificate counts for nothing.
 */
export function contextCache(roots: () => Roots): (terms: Terms) => SecureContext {
  const made = new Map<string, SecureContext>()
  return (terms) => {
    const key = keyOf(terms)
    const context = made.get(key) ?? create(terms, roots)
    made.set(key, context)
    return context
  }
}
