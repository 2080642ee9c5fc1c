import { messageOf } from '../../../core/errors.ts'
import type { CertificatePorts } from '../../../core/ports.ts'
import { parseCertificate } from '../x509/parse-certificate.ts'
import type { FoundCertificate, FoundContainer, FoundInFile } from './found.ts'

/** What opens PKCS#12 files. */
export interface Keys {
  readonly passwords: readonly string[]
  readonly pkcs12: CertificatePorts['pkcs12']
}

type Opened = Pick<FoundInFile, 'certificates' | 'problems'>

/** Never says a password. */
function lockedSentence(passwords: readonly string[]): string {
  const count = passwords.length
  const tried = [
    'a PKCS#12 file has a password that is not known',
    'the password that was given does not open a PKCS#12 file',
  ]
  const sentence = tried[count] ?? `none of the ${count} passwords opens a PKCS#12 file`
  return `${sentence}; name the environment variable that holds it in password-env`
}

function parse(der: Uint8Array, line: number | undefined): FoundCertificate | string {
  try {
    return { certificate: parseCertificate(new Uint8Array(der)), line }
  } catch (thrown) {
    return `a certificate in a PKCS#12 file cannot be read: ${messageOf(thrown)}`
  }
}

async function openOne({ bytes, line }: FoundContainer, { passwords, pkcs12 }: Keys): Promise<Opened> {
  // The empty password is the commonest of all, and costs one try.
  const answer = await pkcs12(bytes, [...new Set(['', ...passwords])])
  if (answer.kind === 'locked') return { certificates: [], problems: [lockedSentence(passwords)] }
  if (answer.kind === 'unreadable')
    return { certificates: [], problems: [`a PKCS#12 file cannot be read: ${answer.reason}`] }
  const parsed = answer.certificates.map((der) => parse(der, line))
  const unique = new Map<string, FoundCertificate>()
  for (const one of parsed)
    if (typeof one !== 'string' && !unique.has(one.certificate.sha256))
      unique.set(one.certificate.sha256, one)
  return {
    certificates: [...unique.values()],
    problems: parsed.filter((one) => typeof one === 'string'),
  }
}

/** The certificates of closed containers, each told once for one container. */
export async function openContainers(containers: readonly FoundContainer[], keys: Keys): Promise<Opened> {
  const certificates: FoundCertificate[] = []
  const problems: string[] = []
  for (const container of containers) {
    const opened = await openOne(container, keys)
    certificates.push(...opened.certificates)
    problems.push(...opened.problems)
  }
  return { certificates, problems }
}
