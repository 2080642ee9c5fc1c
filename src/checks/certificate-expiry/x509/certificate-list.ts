import type { Name } from './certificate.ts'
import type { SignatureAlgorithm } from './signature-algorithm.ts'

/** A list of revoked certificates (CRL; RFC 5280, 5), read and not yet believed. Plain data. */
export interface CertificateList {
  readonly issuer: Name
  /** Milliseconds since 1970; the next one is undefined where the list does not say. */
  readonly thisUpdate: number
  readonly nextUpdate: number | undefined
  /** How many entries it has. */
  readonly size: number
  /** Lower-case hex. */
  readonly authorityKeyId: string | undefined
  /** Whether it is a complete list of its issuer's own certificates that this code understands. */
  readonly isUsable: boolean
  /** Why it is not usable; empty where it is. */
  readonly reason: string
  /** Whether it is about certificates of servers and people alone, or of authorities alone. */
  readonly onlyContainsUserCerts: boolean
  readonly onlyContainsCaCerts: boolean
  /**
   * The http and https URLs that a part of a divided list gives itself: it is about the certificates that name one of
   * them and about no others (RFC 5280, 6.3.3 (b)(2)). Undefined where the list is about all.
   */
  readonly partUrls: readonly string[] | undefined
  /** The content of revokedCertificates, DER. */
  readonly entries: Uint8Array
  /** What is signed, how, and the signature. */
  readonly signed: Uint8Array
  readonly algorithm: SignatureAlgorithm
  readonly signature: Uint8Array
}
