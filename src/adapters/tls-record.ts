import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'

/** A connection, and the first bytes that came over it. */
export interface Recorded {
  readonly stream: Duplex
  readonly heard: () => Uint8Array
}

/** Bytes kept: what a server says that speaks no TLS. */
const KEPT = 256

/** Listens in on a connection: TLS over the stream is TLS over the socket, only slower. */
export function record(socket: Socket): Recorded {
  let heard = Buffer.alloc(0)
  const stream = new Duplex({
    read: () => void socket.resume(),
    write: (chunk: Buffer, _encoding, done) => void socket.write(chunk, () => done()),
    final: (done) => void socket.end(() => done()),
    destroy: (error, done) => {
      socket.destroy()
      done(error)
    },
  })
  socket.on('data', (chunk: Buffer) => {
    if (heard.length < KEPT) heard = Buffer.concat([heard, chunk]).subarray(0, KEPT)
    if (!stream.push(chunk)) socket.pause()
  })
  socket.on('end', () => stream.push(null))
  socket.on('close', () => stream.destroy())
  return { stream, heard: () => heard }
}
