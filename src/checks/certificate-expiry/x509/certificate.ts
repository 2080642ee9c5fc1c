/** A distinguished name (RFC 5280, 4.1.2.4). */
export interface Name {
  /** For people: `CN=R11, O=Let's Encrypt, C=US`, most specific first; hostile text. */
  readonly text: string
  /** For comparing: the attributes in order, lower case, spaces collapsed, as RFC 5280, 7.1 wants names compared. */
  readonly canonical: string
}

/** A kind of key that a server can have a certificate for. */
export type KeyType = 'rsa' | 'ec' | 'dsa' | 'ed25519' | 'ed448' | 'other'

export interface PublicKeyInfo {
  readonly type: KeyType
  /** Of the modulus (RSA, DSA) or of the curve's order; 0 where nobody knows. */
  readonly bits: number
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Uint8Array
}

/** One subtree of a name constraint (RFC 5280, 4.2.1.10). */
export type Subtree =
  /** A domain: `example.org` or `.example.org`; empty for every one. */
  | { readonly kind: 'dns'; readonly domain: string }
  /** Bytes of address and mask, of equal length: 4 or 16. */
  | { readonly kind: 'ip'; readonly address: Uint8Array; readonly mask: Uint8Array }
  /** A form of name that no server is known by: mail, directory, URI. */
  | { readonly kind: 'other' }

export interface NameConstraints {
  readonly permitted: readonly Subtree[]
  readonly excluded: readonly Subtree[]
}

/** A certificate (RFC 5280), read and unjudged. Plain data; its texts are its owner's words. */
export interface Certificate {
  readonly der: Uint8Array
  /** Fingerprint: SHA-256 of `der`, lower-case hex. */
  readonly sha256: string
  /** Content bytes of the INTEGER, lower-case hex, as they stand. */
  readonly serial: string
  readonly subject: Name
  readonly issuer: Name
  /** Milliseconds since 1970. */
  readonly notBefore: number
  readonly notAfter: number
  readonly key: PublicKeyInfo
  /** OID of the signature's algorithm, dotted, and the hash it rests on where that is known. */
  readonly signature: { readonly algorithm: string; readonly hash: string | undefined }
  /** basicConstraints cA. */
  readonly isAuthority: boolean
  /** Whether subject and issuer are the same name. */
  readonly isSelfIssued: boolean
  /** subjectAltName: DNS names as they stand; addresses in text (`192.0.2.1`, `2001:db8::1`). */
  readonly names: { readonly dns: readonly string[]; readonly ip: readonly string[] }
  /** OIDs of extendedKeyUsage; undefined where there is none: any use. */
  readonly extendedKeyUsage: readonly string[] | undefined
  /** Bits of keyUsage (RFC 5280, 4.2.1.3), from 0 for digitalSignature; undefined where there is none. */
  readonly keyUsage: readonly number[] | undefined
  /** Lower-case hex. */
  readonly subjectKeyId: string | undefined
  readonly authorityKeyId: string | undefined
  /** http and https URLs of cRLDistributionPoints, and of caIssuers in authorityInfoAccess. */
  readonly crlUrls: readonly string[]
  readonly issuerUrls: readonly string[]
  readonly constraints: NameConstraints | undefined
}
