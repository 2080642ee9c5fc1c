import type { AddressInfo, Server, Socket } from 'node:net'

/** A server on a loopback port of the system's choice. */
export interface Listening {
  readonly port: number
  /** Connections that are open now. */
  readonly open: () => number
  /** Ends every connection, also one that hangs. */
  readonly close: () => Promise<void>
}

/** Starts a server on 127.0.0.1. */
export function listen(server: Server): Promise<Listening> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
  })
  const close = () =>
    new Promise<void>((done) => {
      server.close(() => done())
      for (const socket of sockets) socket.destroy()
    })
  return new Promise((done, fail) => {
    server.once('error', fail)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      done({ port, open: () => sockets.size, close })
    })
  })
}
