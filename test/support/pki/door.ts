import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'

/** A port that is open on one address or on several. */
export interface Door {
  readonly port: number
  /** How many connections there have been. */
  readonly connections: () => number
  /** Ends every connection, also one that hangs. */
  readonly close: () => Promise<void>
}

const ATTEMPTS = 20

function listenAt(server: Server, host: string, port: number): Promise<number> {
  return new Promise((done, fail) => {
    server.once('error', fail)
    server.listen(port, host, () => done((server.address() as AddressInfo).port))
  })
}

function closeAll(servers: readonly Server[]): Promise<unknown> {
  return Promise.all(servers.map((server) => new Promise((done) => server.close(done))))
}

/** The same port on every address: the system's choice on the first one, again where the others do not have it free. */
async function listenAtAll(make: () => Server, hosts: readonly string[]) {
  for (let attempt = 1; ; attempt++) {
    const servers: Server[] = []
    let port = 0
    try {
      for (const host of hosts) {
        const server = make()
        port = await listenAt(server, host, port)
        servers.push(server)
      }
      return { servers, port }
    } catch (thrown) {
      await closeAll(servers)
      const isTaken = thrown instanceof Error && 'code' in thrown && thrown.code === 'EADDRINUSE'
      if (!isTaken || attempt >= ATTEMPTS) throw thrown
    }
  }
}

/** Opens a port of the system's choice; `greet` is told each connection's number, from 1, and the address it came to. */
export async function openDoor(
  greet: (socket: Socket, count: number, host: string) => void,
  hosts: readonly string[] = ['127.0.0.1'],
): Promise<Door> {
  const sockets = new Set<Socket>()
  let count = 0
  const welcome = (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
    count++
    greet(socket, count, socket.localAddress ?? '')
  }
  const { servers, port } = await listenAtAll(() => createServer({ noDelay: true }, welcome), hosts)
  const close = async () => {
    const closed = closeAll(servers)
    for (const socket of sockets) socket.destroy()
    await closed
  }
  return { port, connections: () => count, close }
}

/** A port at which nobody listens: it was the system's choice a moment ago. */
export async function closedPort(host = '127.0.0.1'): Promise<number> {
  const door = await openDoor((socket) => socket.destroy(), [host])
  await door.close()
  return door.port
}
