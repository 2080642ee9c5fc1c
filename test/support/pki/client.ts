import { connect, type TLSSocket } from 'node:tls'
import type { Showing } from './scene.ts'

/** What a plain client of Node sees of a server that it trusts in nothing. */
export interface Sighting {
  readonly version: string
  /** As sent, DER, as far as Node tells. */
  readonly chain: readonly Buffer[]
}

/** The chain as `issuerCertificate` links it, which is the order of sending; the last one is linked to itself. */
function chainOf(socket: TLSSocket): readonly Buffer[] {
  const chain: Buffer[] = []
  let at = socket.getPeerX509Certificate()
  while (at && !chain.some((one) => at?.raw.equals(one))) {
    chain.push(at.raw)
    at = at.issuerCertificate
  }
  return chain
}

/** One look without any judgement; undefined where no certificate came. `sigalgs` chooses the kind of key. */
export function look(
  { address, port, serverName }: Omit<Showing, 'leaves'>,
  sigalgs?: string,
): Promise<Sighting | undefined> {
  return new Promise((done) => {
    const socket = connect({
      host: address,
      port,
      rejectUnauthorized: false,
      minVersion: 'TLSv1',
      ciphers: 'DEFAULT@SECLEVEL=0',
      ...(serverName === '' ? {} : { servername: serverName }),
      ...(sigalgs === undefined ? {} : { sigalgs }),
    })
    const finish = () => {
      const chain = chainOf(socket)
      done(chain.length === 0 ? undefined : { version: socket.getProtocol() ?? '', chain })
      socket.destroy()
    }
    socket.setTimeout(10_000, finish)
    socket.once('secureConnect', finish)
    socket.once('error', finish)
    socket.once('close', finish)
  })
}
