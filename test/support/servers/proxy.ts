import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { connect, type Socket } from 'node:net'
import type { Certified } from './certificates.ts'
import { listen } from './listen.ts'

export interface ProxyOptions {
  /** `user:password` that it wants; without it, 407. */
  readonly credentials?: string
  /** Loopback ports that stand for `host:port`s which do not exist. */
  readonly hosts?: Readonly<Record<string, number>>
  /** What it answers to CONNECT instead of 200; 0 for nothing at all. */
  readonly connectStatus?: number
  /** Makes it an https proxy. */
  readonly certified?: Certified
}

/** An HTTP proxy, and what went through it. */
export interface ProxyServer {
  readonly port: number
  /** `host:port` of every CONNECT. */
  readonly tunnels: readonly string[]
  /** The URL of every request in absolute form. */
  readonly forwards: readonly string[]
  readonly open: () => number
  readonly close: () => Promise<void>
}

/** Starts a proxy that tunnels (RFC 9110, 9.3.6) and forwards (RFC 9112, 3.2.2), as the usual ones do. */
export async function startProxy(options: ProxyOptions = {}): Promise<ProxyServer> {
  const tunnels: string[] = []
  const forwards: string[] = []
  const portOf = (host: string) => options.hosts?.[host] ?? Number(host.split(':').at(-1))
  const wanted = options.credentials && `Basic ${Buffer.from(options.credentials).toString('base64')}`
  const isAllowed = ({ headers }: IncomingMessage) => !wanted || headers['proxy-authorization'] === wanted

  const tunnel = (asked: IncomingMessage, client: Socket) => {
    tunnels.push(asked.url ?? '')
    const status = isAllowed(asked) ? (options.connectStatus ?? 200) : 407
    if (status === 0) return
    if (status !== 200) return client.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`)
    const server = connect(portOf(asked.url ?? ''), '127.0.0.1')
    client.on('error', () => server.destroy())
    client.on('close', () => server.destroy())
    server.on('error', () => client.destroy())
    server.on('close', () => client.destroy())
    server.on('connect', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      server.pipe(client).pipe(server)
    })
  }
  const forward = (asked: IncomingMessage, answer: ServerResponse) => {
    forwards.push(asked.url ?? '')
    if (!isAllowed(asked)) return answer.writeHead(407).end()
    const url = new URL(asked.url ?? '')
    const { 'proxy-authorization': _, ...headers } = asked.headers
    const port = portOf(`${url.hostname}:${url.port || 80}`)
    const sent = request({
      host: '127.0.0.1',
      port,
      path: url.pathname + url.search,
      method: asked.method,
      headers,
    })
    sent.on('response', (got) => got.pipe(answer.writeHead(got.statusCode ?? 0, got.headers)))
    sent.on('error', () => answer.writeHead(502).end())
    asked.pipe(sent)
  }
  const { certified } = options
  const server = certified ? createTlsServer({ key: certified.key, cert: certified.cert }) : createServer()
  server.on('request', forward)
  server.on('connect', tunnel)
  const { port, open, close } = await listen(server)
  return { port, tunnels, forwards, open, close }
}
