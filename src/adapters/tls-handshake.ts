import type { X509Certificate } from 'node:crypto'
import type { Duplex } from 'node:stream'
import { connect, type SecureContext, type TLSSocket } from 'node:tls'
import type { TlsAnswer } from '../core/ports.ts'
import { connectionFault, handshakeFault, isTheirs, Unserved } from './tls-faults.ts'

type Served = Extract<TlsAnswer, { kind: 'served' }>

/** More than OpenSSL accepts in one message. */
const MOST = 1000

/** What was sent, in its order. To be called once: Node empties its list as it reads it. */
function chainOf(socket: TLSSocket): readonly Uint8Array[] {
  const chain: Uint8Array[] = []
  let certificate: X509Certificate | undefined = socket.getPeerX509Certificate()
  while (certificate !== undefined && chain.length < MOST) {
    chain.push(certificate.raw)
    const next: X509Certificate | undefined = certificate.issuerCertificate
    if (next === certificate) break
    certificate = next
  }
  return chain
}

function servedBy(socket: TLSSocket): Served | undefined {
  const chain = chainOf(socket)
  if (chain.length === 0) return undefined
  const complaint = socket.authorizationError ? String(socket.authorizationError) : ''
  return { kind: 'served', chain, version: socket.getProtocol() ?? '', complaint }
}

/**
 * A TLS handshake over a connection, up to the certificates that the server shows; whose they are is not judged.
 * A server that ends it after that, as for want of a client's certificate, has shown them. Throws an Unserved.
 */
export function shakeHands(
  stream: Duplex,
  secureContext: SecureContext,
  serverName: string,
): Promise<Served> {
  return new Promise((done, fail) => {
    const socket = connect({
      socket: stream,
      secureContext,
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
      minDHSize: 1,
      ...(serverName === '' ? {} : { servername: serverName }),
    })
    let served: Served | undefined
    const finish = (otherwise: () => Unserved) => {
      if (served) done(served)
      else fail(otherwise())
    }
    socket.on('secureConnect', () => {
      served = servedBy(socket)
      // Our last words must be on their way: servers write a line in their log where a handshake is cut off.
      socket.end(() => finish(() => new Unserved('handshake', 'it shows no certificate')))
    })
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (isTheirs(error)) served ??= servedBy(socket)
      finish(() => handshakeFault(error))
    })
    socket.on('close', () => finish(() => connectionFault(undefined)))
  })
}
