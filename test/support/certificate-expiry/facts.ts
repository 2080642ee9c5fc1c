import type {
  DateFact,
  EndpointFact,
  FileFact,
  Path,
  ScheduleFact,
} from '../../../src/checks/certificate-expiry/fact.ts'
import { thresholdOf } from '../../../src/checks/certificate-expiry/threshold.ts'
import type { Certificate, Name } from '../../../src/checks/certificate-expiry/x509/certificate.ts'

export const HOUR = 60 * 60 * 1000
export const DAY = 24 * HOUR
export const NOW = new Date('2026-06-01T12:00:00Z')

function threshold(text: string) {
  const read = thresholdOf(text)
  if (!read) throw new Error(`no threshold: ${text}`)
  return read
}

export const THRESHOLDS = { warn: threshold('min(30d, 25%)'), critical: threshold('min(10d, 10%)') }

export function nameOf(text: string): Name {
  return { text, canonical: text.toLowerCase() }
}

/** A certificate as it is read; a healthy one of 90 days, of which 45 are left, unless something else is said. */
export function certificateOf(
  over: Partial<Omit<Certificate, 'subject' | 'issuer'>> & {
    readonly subject?: string
    readonly issuer?: string
  } = {},
): Certificate {
  const { subject = 'CN=api.example', issuer = 'CN=Issuing CA', ...rest } = over
  return {
    der: new TextEncoder().encode(subject),
    sha256: `sha256 of ${subject} by ${issuer} until ${rest.notAfter ?? 'usual'}`,
    serial: '01',
    subject: nameOf(subject),
    issuer: nameOf(issuer),
    notBefore: NOW.getTime() - 45 * DAY,
    notAfter: NOW.getTime() + 45 * DAY,
    key: { type: 'ec', bits: 256, spki: new TextEncoder().encode(subject) },
    signature: { algorithm: '1.2.840.10045.4.3.2', hash: 'sha256' },
    isAuthority: false,
    isSelfIssued: subject === issuer,
    names: { dns: ['api.example'], ip: [] },
    extendedKeyUsage: undefined,
    keyUsage: undefined,
    subjectKeyId: undefined,
    authorityKeyId: undefined,
    crlUrls: [],
    issuerUrls: [],
    constraints: undefined,
    ...rest,
  }
}

/** An authority of ten years, half of them over. */
export function authorityOf(over: Parameters<typeof certificateOf>[0] = {}): Certificate {
  return certificateOf({
    subject: 'CN=Issuing CA',
    issuer: 'CN=Root',
    isAuthority: true,
    notBefore: NOW.getTime() - 1825 * DAY,
    notAfter: NOW.getTime() + 1825 * DAY,
    names: { dns: [], ip: [] },
    ...over,
  })
}

export const ROOT = authorityOf({ subject: 'CN=Root', issuer: 'CN=Root' })

export function pathOf(...certificates: readonly Certificate[]): Path {
  return { certificates, isTrusted: true, isPublic: false }
}

/** What a healthy server shows, unless something else is said. */
export function endpointOf(over: Partial<EndpointFact> = {}): EndpointFact {
  const leaf = over.leaf ?? certificateOf()
  const paths = over.paths ?? [pathOf(leaf, authorityOf(), ROOT)]
  const above = paths
    .flatMap(({ certificates }) => certificates)
    .filter(({ sha256, subject }) => sha256 !== leaf.sha256 && subject.text !== ROOT.subject.text)
  const sent = [leaf, ...new Map(above.map((one) => [one.sha256, one])).values()]
  return {
    kind: 'endpoint',
    target: 'api.example:443',
    protocol: 'tls',
    address: '192.0.2.1',
    name: 'api.example',
    isNamed: true,
    leaf,
    sent,
    version: 'TLSv1.3',
    paths,
    missing: undefined,
    revocations: [],
    lists: [],
    complaint: '',
    renewBy: undefined,
    thresholds: THRESHOLDS,
    ...over,
  }
}

export function fileOf(over: Partial<FileFact> = {}): FileFact {
  return {
    kind: 'file',
    path: 'certs/server.pem',
    line: 1,
    certificate: certificateOf(),
    isSuperseded: false,
    thresholds: THRESHOLDS,
    ...over,
  }
}

export function dateOf(days: number, over: Partial<DateFact> = {}): DateFact {
  return {
    kind: 'date',
    name: 'client secret',
    start: undefined,
    end: NOW.getTime() + days * DAY,
    thresholds: THRESHOLDS,
    ...over,
  }
}

export function scheduleOf(intervalDays: number, over: Partial<ScheduleFact> = {}): ScheduleFact {
  return {
    kind: 'schedule',
    path: '.github/workflows/certificates.yml',
    crons: ['23 5 * * *'],
    interval: intervalDays * DAY,
    nextRun: NOW.getTime() + intervalDays * DAY,
    ...over,
  }
}
