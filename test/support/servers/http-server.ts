import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { Certified } from './certificates.ts'
import { listen } from './listen.ts'

/** A request as it arrived. */
export interface Seen {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** What a server says: a plain answer, or anything at all. */
export type Answer =
  | {
      readonly status?: number
      readonly headers?: Readonly<Record<string, string>>
      readonly body?: string | Uint8Array
    }
  | ((response: ServerResponse, seen: Seen) => void)

export interface HttpServer {
  readonly port: number
  /** Without a trailing slash. */
  readonly url: string
  readonly seen: readonly Seen[]
  readonly open: () => number
  readonly close: () => Promise<void>
}

/** Never answers. */
export const hang: Answer = () => undefined

/** Ends the connection as a crash does, with a TCP reset. */
export const reset: Answer = (response) => response.socket?.resetAndDestroy()

/** Writes the bytes of an answer as they are, and ends the connection. */
export function raw(...lines: readonly string[]): Answer {
  return (response) => response.socket?.end(lines.join('\r\n'))
}

async function read(request: IncomingMessage): Promise<Seen> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const { method = '', url = '', headers } = request
  return { method, path: url, headers, body: Buffer.concat(chunks).toString() }
}

function give(answer: Answer, response: ServerResponse, seen: Seen): void {
  if (typeof answer === 'function') answer(response, seen)
  else response.writeHead(answer.status ?? 200, answer.headers).end(answer.body)
}

/**
 * A server that gives the answers of a list one after the other, the last one for ever, or one that a function
 * chooses. Given a certificate, it speaks TLS.
 */
export async function serve(
  script: readonly Answer[] | ((seen: Seen) => Answer),
  certified?: Certified,
): Promise<HttpServer> {
  const seen: Seen[] = []
  const choose =
    typeof script === 'function' ? script : () => script[Math.min(seen.length, script.length) - 1]
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const one = await read(request).catch(() => undefined)
    if (!one) return
    seen.push(one)
    give(choose(one) ?? {}, response, one)
  }
  const server = certified ? createTlsServer({ key: certified.key, cert: certified.cert }) : createServer()
  server.on('request', handle)
  server.on('tlsClientError', () => undefined)
  server.keepAliveTimeout = 0
  const { port, open, close } = await listen(server)
  return { port, url: `${certified ? 'https' : 'http'}://127.0.0.1:${port}`, seen, open, close }
}
