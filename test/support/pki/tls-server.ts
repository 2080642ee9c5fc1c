import type { Socket } from 'node:net'
import {
  createSecureContext,
  createServer,
  type SecureContext,
  type SecureVersion,
  type Server,
} from 'node:tls'
import type { Dialog } from './dialogs.ts'
import { type Door, openDoor } from './door.ts'

/** What a server sends: the first certificate is its own, with its key; then whatever is to follow, in this order. */
export interface Chain {
  readonly key: string
  /** PEM. */
  readonly certificates: readonly string[]
}

interface Shown {
  readonly pem: string
  readonly keyPem?: string
}

/** A chain of what was minted, sent in this order. */
export function chainOf(
  leaf: { readonly pem: string; readonly keyPem: string },
  ...others: readonly Shown[]
): Chain {
  return { key: leaf.keyPem, certificates: [leaf.pem, ...others.map(({ pem }) => pem)] }
}

export interface TlsServerRequest {
  /** One, or two with different kinds of key: the client's signature algorithms choose. */
  readonly chains: readonly Chain[]
  /** Other chains for other server names. */
  readonly sni?: Readonly<Record<string, readonly Chain[]>>
  /** Refuses a client that names no server of `sni`. */
  readonly isSniStrict?: boolean
  readonly minVersion?: SecureVersion
  readonly maxVersion?: SecureVersion
  readonly ciphers?: string
  /** Demands a client's certificate of this authority, PEM. */
  readonly clientAuthority?: string
  /** Addresses to listen at, one port for all; 127.0.0.1 by default. */
  readonly hosts?: readonly string[]
  /** Other chains at other addresses. */
  readonly chainsAt?: Readonly<Record<string, readonly Chain[]>>
  /** Milliseconds of silence before the handshake. */
  readonly delay?: number
  /** So many connections are reset before one is served. */
  readonly resets?: number
  readonly before?: Dialog
}

function contextOf(chains: readonly Chain[], request: TlsServerRequest): SecureContext {
  const { minVersion = 'TLSv1', maxVersion = 'TLSv1.3', ciphers = 'DEFAULT@SECLEVEL=0' } = request
  return createSecureContext({
    key: chains.map(({ key }) => key),
    cert: chains.map(({ certificates }) => certificates.join('')),
    minVersion,
    maxVersion,
    ciphers,
    ...(request.clientAuthority === undefined ? {} : { ca: request.clientAuthority }),
  })
}

function serverFor(chains: readonly Chain[], request: TlsServerRequest): Server {
  const { sni = {}, isSniStrict = false, clientAuthority } = request
  const contexts = new Map(Object.entries(sni).map(([name, one]) => [name, contextOf(one, request)]))
  const isMutual = clientAuthority !== undefined
  const server = createServer({
    key: chains.map(({ key }) => key),
    cert: chains.map(({ certificates }) => certificates.join('')),
    minVersion: request.minVersion ?? 'TLSv1',
    maxVersion: request.maxVersion ?? 'TLSv1.3',
    ciphers: request.ciphers ?? 'DEFAULT@SECLEVEL=0',
    ...(isMutual ? { ca: clientAuthority, requestCert: true, rejectUnauthorized: true } : {}),
    SNICallback: (name, done) => {
      const context = contexts.get(name)
      if (!context && isSniStrict) return done(new Error('unrecognized name'))
      done(null, context)
    },
  })
  server.on('secureConnection', (socket) => socket.on('error', () => undefined))
  server.on('tlsClientError', () => undefined)
  return server
}

/** Starts a TLS server that sends exactly what it is given; it can be wrong in every way that a real one can. */
export async function startTls(request: TlsServerRequest): Promise<Door> {
  const { chains, chainsAt = {}, hosts = ['127.0.0.1'], delay = 0, resets = 0, before } = request
  const usual = serverFor(chains, request)
  const servers = new Map(Object.entries(chainsAt).map(([host, one]) => [host, serverFor(one, request)]))
  const begin = (socket: Socket, host: string) => {
    if (!socket.destroyed) (servers.get(host) ?? usual).emit('connection', socket)
  }
  const greet = (socket: Socket, count: number, host: string) => {
    if (count <= resets) return void socket.resetAndDestroy()
    if (before) return before(socket, () => begin(socket, host))
    if (delay > 0) return void setTimeout(begin, delay, socket, host)
    begin(socket, host)
  }
  return openDoor(greet, hosts)
}
