import { type Complaint, complain, titleOf } from './complaint.ts'
import type { Certificate, PublicKeyInfo } from './x509/certificate.ts'

const SERVER_AUTH = '1.3.6.1.5.5.7.3.1'
const ANY_USE = '2.5.29.37.0'
const BROKEN = new Set(['md2', 'md4', 'md5', 'sha1'])

/** What NIST SP 800-57 part 1 (table 2) and the Baseline Requirements (6.1.5) ask for at least, in bits. */
function isWeak({ type, bits }: PublicKeyInfo): boolean {
  if (type === 'rsa' || type === 'dsa') return bits < 2048
  return type === 'ec' && bits > 0 && bits < 224
}

/** Certificates whose key is too short. */
export function weakComplaints(certificates: readonly Certificate[]): readonly Complaint[] {
  return certificates
    .filter(({ key }) => isWeak(key))
    .map((certificate) => {
      const { type, bits } = certificate.key
      const message = `the key of ${titleOf(certificate)} is too short: ${type.toUpperCase()} with ${bits} bits`
      return complain('weak', { message, certificate, evidence: { key: type, bits } })
    })
}

/** Certificates whose signature rests on a hash that can be forged. */
export function signatureComplaints(certificates: readonly Certificate[]): readonly Complaint[] {
  return certificates
    .filter(({ signature }) => BROKEN.has(signature.hash ?? ''))
    .map((certificate) => {
      const hash = certificate.signature.hash ?? ''
      const message = `${titleOf(certificate)} is signed with ${hash.toUpperCase().replace(/^SHA1$/, 'SHA-1')}`
      return complain('signature', { message, certificate, evidence: { hash } })
    })
}

/** Certificates that are not for servers, by the extended key usage of theirs or of an authority above. */
export function usageComplaints(certificates: readonly Certificate[]): readonly Complaint[] {
  return certificates
    .filter(({ extendedKeyUsage: uses }) => uses && !uses.includes(SERVER_AUTH) && !uses.includes(ANY_USE))
    .map((certificate) => {
      const uses = certificate.extendedKeyUsage ?? []
      const message = `${titleOf(certificate)} is not for servers: its extended key usage is ${uses.join(', ') || 'empty'}`
      return complain('usage', { message, certificate, evidence: { uses } })
    })
}
