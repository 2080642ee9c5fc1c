import type { WaiverKey } from '../../core/check.ts'
import type { Finding } from '../../core/finding.ts'

const SHA256 = /^[0-9a-f]{64}$/

/** A fingerprint as people paste it: `openssl x509 -fingerprint -sha256` writes capitals and colons. */
function plainOf(fingerprint: string): string {
  return fingerprint.replaceAll(':', '').toLowerCase()
}

/** What a waiver of this check is told apart by. */
export const WAIVER_KEYS: Readonly<Record<string, WaiverKey>> = {
  target: {
    description: 'The host, the file or the name of the date, as the report shows it: `api.example.org:443`.',
    required: true,
    problem: () => undefined,
  },
  sha256: {
    description: 'The fingerprint of the certificate that is meant, where no other may take its place.',
    required: false,
    problem: (value) =>
      SHA256.test(plainOf(value)) ? undefined : 'must be a SHA-256 fingerprint, 64 hexadecimal digits',
  },
}

/** Whether a waiver's keys name this finding: with a fingerprint, only while no other certificate is concerned. */
export function covers(keys: Readonly<Record<string, string>>, { target, evidence }: Finding): boolean {
  const { target: wanted, sha256 } = keys
  if (wanted !== target) return false
  if (sha256 === undefined) return true
  const shown = evidence['sha256']
  return Array.isArray(shown) && shown.length === 1 && shown[0] === plainOf(sha256)
}
