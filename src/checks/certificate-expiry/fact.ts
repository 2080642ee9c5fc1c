import type { TlsProtocol } from '../../core/ports.ts'
import type { Threshold } from './threshold.ts'
import type { Certificate } from './x509/certificate.ts'

/** How early is early: thresholds of a host, a file or a date. */
export interface Thresholds {
  readonly warn: Threshold
  readonly critical: Threshold
}

/** One way from a server's certificate upwards; every signature in it was verified. */
export interface Path {
  /** From the leaf up; the last one is the trusted authority where `isTrusted`. */
  readonly certificates: readonly Certificate[]
  readonly isTrusted: boolean
  /** Whether that authority is one of the public ones. */
  readonly isPublic: boolean
}

/** What the lists of revoked certificates say. */
export interface Revocation {
  /** Who is revoked: a certificate of the path. */
  readonly certificate: Certificate
  /** Milliseconds since 1970. */
  readonly at: number
  /** A word of RFC 5280, 5.3.1, `keyCompromise`; empty where none is given. */
  readonly reason: string
  readonly url: string
}

/** A list of revoked certificates that was believed, and until when it wants to be. */
export interface RevocationList {
  readonly url: string
  readonly issuer: string
  /** Milliseconds since 1970; undefined where it does not say. */
  readonly nextUpdate: number | undefined
}

/** What a certificate's own words (AIA) led to where an issuer was not sent. */
export interface MissingIssuer {
  readonly url: string
  /** Whether the certificate there completes the way to a trusted authority; undefined where it could not be fetched. */
  readonly completes: boolean | undefined
  /** Why it could not be fetched. */
  readonly reason?: string
}

/** One certificate that a server shows at one address. */
export interface EndpointFact {
  readonly kind: 'endpoint'
  /** As the user named it, with its port: `api.example.org:443`, `smtp://mail.example.org:587`. */
  readonly target: string
  readonly protocol: TlsProtocol
  readonly address: string
  /** The name that the certificate must have: a DNS name or an IP address. */
  readonly name: string
  /** Whether the certificate covers it by its subjectAltName. */
  readonly isNamed: boolean
  readonly leaf: Certificate
  /** All that was sent, the leaf first. */
  readonly sent: readonly Certificate[]
  readonly version: string
  /** Every way up that could be found; at least one. */
  readonly paths: readonly Path[]
  readonly missing: MissingIssuer | undefined
  readonly revocations: readonly Revocation[]
  readonly lists: readonly RevocationList[]
  /** OpenSSL's complaint, where it is not about time. */
  readonly complaint: string
  /** End of the window in which the CA suggests to renew (RFC 9773), milliseconds since 1970. */
  readonly renewBy: number | undefined
  readonly thresholds: Thresholds
}

/** A certificate in a file. */
export interface FileFact {
  readonly kind: 'file'
  readonly path: string
  /** Line where it begins, from 1, where the file has lines. */
  readonly line: number | undefined
  readonly certificate: Certificate
  /** Whether the same file holds a certificate of the same name that ends later. */
  readonly isSuperseded: boolean
  readonly thresholds: Thresholds
}

/** Something else with an end in a file: a list of revoked certificates, a profile, SAML metadata. */
export interface DocumentFact {
  readonly kind: 'document'
  readonly path: string
  readonly what: 'crl' | 'profile' | 'metadata'
  /** Who made it, or what it is called. */
  readonly name: string
  /** Milliseconds since 1970. */
  readonly start: number | undefined
  readonly end: number
  readonly thresholds: Thresholds
}

/** A date that no protocol can ask for. */
export interface DateFact {
  readonly kind: 'date'
  readonly name: string
  /** Milliseconds since 1970. */
  readonly start: number | undefined
  readonly end: number
  readonly thresholds: Thresholds
}

/** When the workflow that runs this check runs again. */
export interface ScheduleFact {
  readonly kind: 'schedule'
  /** The workflow's file. */
  readonly path: string
  readonly crons: readonly string[]
  /** The longest time between two runs, in milliseconds. */
  readonly interval: number
  /** Milliseconds since 1970. */
  readonly nextRun: number
}

export type CertificateFact = EndpointFact | FileFact | DocumentFact | DateFact | ScheduleFact
