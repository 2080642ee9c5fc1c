import type { Certificate } from './certificate.ts'

function base64UrlOf(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64url')
}

/**
 * What a CA's renewal information knows a certificate by (RFC 9773, 4.1): the authority's key identifier and the
 * serial number; undefined where the certificate has no such identifier.
 */
export function renewalIdOf({
  authorityKeyId,
  serial,
}: Pick<Certificate, 'authorityKeyId' | 'serial'>): string | undefined {
  if (authorityKeyId === undefined || authorityKeyId === '') return undefined
  return `${base64UrlOf(authorityKeyId)}.${base64UrlOf(serial)}`
}
