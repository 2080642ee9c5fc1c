import { isIpAddress } from './ip.ts'
import type { Certificate } from './x509/certificate.ts'

function isMatch(pattern: string, name: string): boolean {
  const [wanted, given] = [pattern.toLowerCase().replace(/\.$/, ''), name.toLowerCase().replace(/\.$/, '')]
  if (wanted === given) return true
  // A wildcard stands for one whole label, the first, and never for a name of one dot alone (`*.org`).
  if (!wanted.startsWith('*.') || wanted.split('.').length < 3) return false
  const dot = given.indexOf('.')
  return dot > 0 && given.slice(dot) === wanted.slice(1)
}

/**
 * Whether a certificate is for this name (RFC 9525, 6): a DNS name by its dNSName entries, an IP address by its
 * iPAddress entries. The subject's common name counts for nothing.
 */
export function isCertificateFor({ names }: Certificate, name: string): boolean {
  if (isIpAddress(name)) return names.ip.some((ip) => ip === name)
  return names.dns.some((pattern) => isMatch(pattern, name))
}
