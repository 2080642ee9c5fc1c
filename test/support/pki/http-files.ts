import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What is at a path: bytes, a status, or a misbehavior. */
export type Content =
  | Uint8Array
  | { readonly status: number; readonly location?: string }
  | 'html'
  /** Goes on sending. */
  | 'endless'
  /** Never answers. */
  | 'silent'
  /** Ends the connection in the middle. */
  | 'cut'
  /** One byte every tenth of a second. */
  | 'slow'

/** An HTTP server on loopback for lists of revoked certificates and for issuers. */
export interface HttpFiles {
  readonly port: number
  /** Where a path is. */
  readonly urlOf: (path: string) => string
  readonly put: (path: string, content: Content) => void
  /** How often each path was asked for. */
  readonly counts: () => Readonly<Record<string, number>>
  readonly close: () => Promise<void>
}

const HTML = '<!doctype html><title>Welcome</title><p>Please sign in to this network.'
const TICK = 100

function pour(response: ServerResponse): void {
  const block = Buffer.alloc(1 << 20, 0x30)
  const more = () => {
    while (!response.destroyed && response.write(block));
  }
  response.on('drain', more)
  more()
}

function trickle(response: ServerResponse): void {
  const timer = setInterval(() => response.write('0'), TICK)
  response.on('close', () => clearInterval(timer))
}

function give(content: Content | undefined, response: ServerResponse): void {
  if (content instanceof Uint8Array) {
    response.writeHead(200, { 'content-type': 'application/pkix-crl' }).end(content)
    return
  }
  if (typeof content === 'object') {
    const { status, location } = content
    response.writeHead(status, location === undefined ? {} : { location }).end()
    return
  }
  switch (content) {
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html' }).end(HTML)
      return
    case 'endless':
      pour(response)
      return
    case 'slow':
      trickle(response)
      return
    case 'cut':
      response.writeHead(200, { 'content-length': '1000' }).write('30')
      setTimeout(() => response.socket?.destroy(), TICK)
      return
    case 'silent':
      return
    case undefined:
      response.writeHead(404).end()
  }
}

/** Starts a server without files; what is put there later counts from then on. */
export async function startFiles(): Promise<HttpFiles> {
  const files = new Map<string, Content>()
  const counts = new Map<string, number>()
  const server = createServer((request, response) => {
    const { url = '' } = request
    counts.set(url, (counts.get(url) ?? 0) + 1)
    response.on('error', () => undefined)
    give(files.get(url), response)
  })
  await new Promise<void>((done, fail) => {
    server.once('error', fail)
    server.listen(0, '127.0.0.1', done)
  })
  const { port } = server.address() as AddressInfo
  const close = () =>
    new Promise<void>((done) => {
      server.close(() => done())
      server.closeAllConnections()
    })
  return {
    port,
    urlOf: (path) => `http://127.0.0.1:${port}${path}`,
    put: (path, content) => void files.set(path, content),
    counts: () => Object.fromEntries(counts),
    close,
  }
}
