import type { Parsed } from '../../core/parsers.ts'
import type { TlsProtocol } from '../../core/ports.ts'
import { didYouMean } from '../../core/suggest.ts'

/** Where a server is and how it begins TLS. */
export interface Host {
  /** A DNS name in ASCII, lower case, or an IP address without brackets. */
  readonly host: string
  readonly port: number
  readonly protocol: TlsProtocol
}

interface Scheme {
  readonly protocol: TlsProtocol
  readonly port: number
}

/** Ports by IANA's registry of services. */
const SCHEMES: Readonly<Record<string, Scheme>> = {
  https: { protocol: 'tls', port: 443 },
  tls: { protocol: 'tls', port: 443 },
  smtps: { protocol: 'tls', port: 465 },
  imaps: { protocol: 'tls', port: 993 },
  pop3s: { protocol: 'tls', port: 995 },
  ftps: { protocol: 'tls', port: 990 },
  nntps: { protocol: 'tls', port: 563 },
  ldaps: { protocol: 'tls', port: 636 },
  xmpps: { protocol: 'tls', port: 5223 },
  smtp: { protocol: 'smtp', port: 25 },
  imap: { protocol: 'imap', port: 143 },
  pop3: { protocol: 'pop3', port: 110 },
  ftp: { protocol: 'ftp', port: 21 },
  nntp: { protocol: 'nntp', port: 119 },
  sieve: { protocol: 'sieve', port: 4190 },
  xmpp: { protocol: 'xmpp', port: 5222 },
  postgres: { protocol: 'postgres', port: 5432 },
  postgresql: { protocol: 'postgres', port: 5432 },
  mysql: { protocol: 'mysql', port: 3306 },
  mariadb: { protocol: 'mysql', port: 3306 },
  ldap: { protocol: 'ldap', port: 389 },
}

const KNOWN = Object.keys(SCHEMES)

/** A host as URLs spell it (IDNA, IPv6, no odd spellings of IPv4); undefined where it is none. */
export function normalHost(written: string): string | undefined {
  const bare = written.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '')
  const isV6 = bare.includes(':')
  if (bare === '' || /[\s/?#@\\%*]/.test(bare)) return undefined
  const url = `https://${isV6 ? `[${bare}]` : bare}`
  if (!URL.canParse(url)) return undefined
  const { hostname, port } = new URL(url)
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  return port !== '' || host.length > 253 ? undefined : host
}

function problem<T>(text: string): Parsed<T> {
  return { problems: [text] }
}

function schemeOf(written: string | undefined): Parsed<Scheme> {
  const scheme = written?.toLowerCase() ?? 'https'
  if (scheme === 'http') return problem('begins with http://, which has no certificate; write https://')
  const known = SCHEMES[scheme]
  if (known && Object.hasOwn(SCHEMES, scheme)) return { value: known }
  return problem(
    `has the unknown scheme "${scheme.slice(0, 30)}"${didYouMean(scheme, KNOWN)}; known: ${KNOWN.join(', ')}`,
  )
}

/** Takes the port off: `host:25`, `[::1]:25`; an IPv6 address without brackets has none. */
function splitPort(written: string): readonly [host: string, port: string | undefined] {
  const [, inside, outside] = /^(\[[^\]]*\])(?::(.*))?$/.exec(written) ?? []
  if (inside !== undefined) return [inside, outside]
  const parts = written.split(':')
  if (parts.length > 2) return [written, undefined]
  return [parts[0] ?? '', parts[1]]
}

/** Reads `host`, `host:port`, `[::1]:8443`, `::1`, `smtp://mail.example.org:587`. */
export function parseHost(written: string): Parsed<Host> {
  if (written.includes('@')) return problem('must not hold a user or a password')
  const [, name, rest = written] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/i.exec(written) ?? []
  const scheme = schemeOf(name)
  if ('problems' in scheme) return scheme
  const place = rest.replace(/\/$/, '')
  if (/[/?#]/.test(place)) return problem('must be a host and a port, without a path')
  const [typed, port] = splitPort(place)
  const host = normalHost(typed)
  if (host === undefined) return problem('is no host: write a name, an IP address, or host:port')
  const number = port === undefined ? scheme.value.port : Number(port)
  if ((port !== undefined && !/^\d{1,5}$/.test(port)) || number < 1 || number > 65535)
    return problem(`has the port "${(port ?? '').slice(0, 20)}"; ports are 1 to 65535`)
  return { value: { host, port: number, protocol: scheme.value.protocol } }
}

/** `host:port` as the report shows it, with the scheme where the protocol is not plain TLS. */
export function labelOf({ host, port, protocol }: Host): string {
  const place = `${host.includes(':') ? `[${host}]` : host}:${port}`
  return protocol === 'tls' ? place : `${protocol}://${place}`
}
