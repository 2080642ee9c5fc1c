import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { Certified } from '../servers/certificates.ts'
import { listen } from '../servers/listen.ts'

/** A request as it arrived, its body in bytes: servers/http-server.ts keeps text, which gzip does not survive. */
export interface Call {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

export interface Reply {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

/** What a server says to a call: a reply, or anything it does with the connection. */
export type Speak = (call: Call) => Reply | ((response: ServerResponse) => void)

export interface AdvisoryServer {
  /** Without a trailing slash. */
  readonly url: string
  readonly calls: readonly Call[]
  readonly close: () => Promise<void>
}

async function read(request: IncomingMessage): Promise<Call> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const { method = '', url = '', headers } = request
  return { method, path: url, headers, body: Buffer.concat(chunks) }
}

/** Serves on a loopback port, over TLS where there is a certificate. */
export async function serveCalls(speak: Speak, certified?: Certified): Promise<AdvisoryServer> {
  const calls: Call[] = []
  const server = certified ? createTlsServer({ key: certified.key, cert: certified.cert }) : createServer()
  server.on('tlsClientError', () => undefined)
  server.on('request', async (request: IncomingMessage, response: ServerResponse) => {
    const call = await read(request).catch(() => undefined)
    if (!call) return
    calls.push(call)
    const reply = speak(call)
    if (typeof reply === 'function') reply(response)
    else response.writeHead(reply.status ?? 200, reply.headers).end(reply.body)
  })
  server.keepAliveTimeout = 0
  const { port, close } = await listen(server)
  return { url: `${certified ? 'https' : 'http'}://127.0.0.1:${port}`, calls, close }
}

/** A JSON reply. */
export function json(value: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  return { headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value) }
}
