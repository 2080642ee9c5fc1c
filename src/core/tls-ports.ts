/** How a server begins TLS: at once, or after a few words of its own protocol (STARTTLS). */
export const TLS_PROTOCOLS = [
  'tls',
  'smtp',
  'imap',
  'pop3',
  'ftp',
  'nntp',
  'sieve',
  'xmpp',
  'postgres',
  'mysql',
  'ldap',
] as const
export type TlsProtocol = (typeof TLS_PROTOCOLS)[number]

/** Where a host is. */
export interface Address {
  /** An IP address; the host itself where a proxy is in between, which alone resolves it. */
  readonly address: string
  readonly family: 4 | 6 | 'proxy'
}

/** Every address of a host, and what could not be told about them: one kind was asked for in vain. */
export interface Resolved {
  readonly addresses: readonly Address[]
  readonly problem: string | undefined
}

export interface TlsRequest extends Address {
  readonly port: number
  readonly protocol: TlsProtocol
  /** For SNI; empty for none, as an address has none. */
  readonly serverName: string
  /** Accept a certificate of this kind of key alone. */
  readonly keyType?: 'rsa' | 'ecdsa'
  /** Authorities that are trusted beside the usual ones, DER. */
  readonly authorities: readonly Uint8Array[]
  /** What to show to a server that asks for it; PEM. */
  readonly client?: { readonly certificate: string; readonly key: string }
  /** Milliseconds for everything: all tries, to the last byte. */
  readonly deadline: number
}

/** Why there was no certificate to look at. */
export type TlsFault =
  | 'refused'
  | 'reset'
  | 'timeout'
  /** This machine has no way to the address: no IPv6, for example. */
  | 'no-route'
  /** Something answered, and it was no TLS. */
  | 'not-tls'
  /** The server knows no STARTTLS, or refuses it. */
  | 'starttls'
  /** TLS was spoken and no certificate came: an alert, or none for what was asked. */
  | 'handshake'
  | 'proxy'

export type TlsAnswer =
  | {
      readonly kind: 'served'
      /** What the server sent, in its order, DER; never empty. */
      readonly chain: readonly Uint8Array[]
      /** As Node calls it: `TLSv1.3`. */
      readonly version: string
      /** OpenSSL's own verdict on the chain as of the real time: its code, empty where it has no complaint. */
      readonly complaint: string
    }
  | { readonly kind: 'unserved'; readonly fault: TlsFault; readonly reason: string }

/** Authorities that are trusted, DER. */
export interface Roots {
  /** By everybody: Node's, which are Mozilla's. */
  readonly everywhere: readonly Uint8Array[]
  /** On this machine beside them: NODE_EXTRA_CA_CERTS. */
  readonly here: readonly Uint8Array[]
}

/** Looks at servers' certificates; trusts none of them, and never throws for what a server does. */
export interface Tls {
  /** Every address of a host. Throws a RunError that says why there is none. */
  readonly resolve: (host: string, port: number, protocol: TlsProtocol) => Promise<Resolved>
  /** One conversation; what can pass by itself (refused, reset, silence) is tried three times. */
  readonly look: (request: TlsRequest) => Promise<TlsAnswer>
  /** The authorities that are trusted, DER. */
  readonly roots: () => Roots
}
