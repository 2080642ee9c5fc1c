import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { messageOf, RunError } from '../core/errors.ts'
import type { Http, HttpRequest, HttpResponse } from '../core/ports.ts'
import type { Environment } from './environment.ts'
import { agentThrough, proxyFor } from './proxy.ts'

/** What the client needs of the world beside the network. */
export interface HttpContext {
  readonly env: Environment
  readonly now: () => number
  readonly wait: (milliseconds: number) => Promise<void>
  /** From 0 to 1: spreads retries. */
  readonly random: () => number
}

const ATTEMPTS = 3
const REDIRECTS = 3
const RETRIED = new Set([408, 425, 429, 500, 502, 503, 504])

/** A fault that a second try may mend. */
class TransportError extends Error {}

function send(wanted: HttpRequest, url: URL, milliseconds: number, env: Environment): Promise<HttpResponse> {
  const proxy = proxyFor(url, env)
  const options = {
    method: wanted.method,
    headers: { 'user-agent': 'upkeep', ...wanted.headers },
    signal: AbortSignal.timeout(milliseconds),
    ...(proxy ? { agent: agentThrough(proxy, url) } : {}),
  }
  return new Promise((done, fail) => {
    const lost = (error: Error) =>
      fail(new TransportError(error.name === 'TimeoutError' ? 'no answer in time' : error.message))
    const sent = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, options, (response) => {
      const chunks: Buffer[] = []
      let size = 0
      response.on('data', (chunk: Buffer) => {
        size += chunk.length
        chunks.push(chunk)
        if (size > wanted.limit) {
          response.destroy()
          fail(new RunError(`${url.host} answered with more than ${wanted.limit} bytes`))
        }
      })
      response.on('error', lost)
      response.on('end', () => {
        if (!response.complete) return lost(new Error('the answer was cut off'))
        const headers = Object.entries(response.headers).map(([name, value]) => [name, String(value)])
        done({
          status: response.statusCode ?? 0,
          headers: Object.fromEntries(headers),
          body: Buffer.concat(chunks),
        })
      })
    })
    sent.on('error', lost)
    sent.end(wanted.body)
  })
}

/** Follows redirects within the origin alone, so that no header reaches another host. */
async function follow(wanted: HttpRequest, milliseconds: number, env: Environment): Promise<HttpResponse> {
  let url = new URL(wanted.url)
  for (let hops = 0; hops <= REDIRECTS; hops++) {
    const response = await send(wanted, url, milliseconds, env)
    const location = response.headers['location']
    if (![301, 302, 303, 307, 308].includes(response.status) || location === undefined) return response
    const next = new URL(location, url)
    if (next.origin !== url.origin) throw new RunError(`${url.host} redirects to another host, ${next.host}`)
    url = next
  }
  throw new RunError(`${url.host} redirects in circles`)
}

/** Milliseconds that the server asks to wait (RFC 9110, 10.2.3); undefined where it says nothing sensible. */
export function retryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined
  const milliseconds = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now
  return Number.isFinite(milliseconds) ? Math.max(0, milliseconds) : undefined
}

/**
 * The one HTTP client: proxy-aware, with a deadline over everything, three attempts with growing, jittered
 * pauses, and a limit on the body. Every request is a read and may be repeated, the POSTs too.
 */
export function httpClient({ env, now, wait, random }: HttpContext): Http {
  return async (wanted) => {
    const end = now() + wanted.deadline
    const host = new URL(wanted.url).host
    let last = ''
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const left = end - now()
      if (left <= 0) break
      let pause = 500 * 2 ** attempt * (0.5 + random())
      try {
        const response = await follow(wanted, left, env)
        if (!RETRIED.has(response.status) || attempt === ATTEMPTS) return response
        last = `status ${response.status}`
        pause = Math.max(pause, retryAfter(response.headers['retry-after'], now()) ?? 0)
      } catch (thrown) {
        if (!(thrown instanceof TransportError)) throw thrown
        last = messageOf(thrown)
      }
      if (now() + pause >= end) break
      if (attempt < ATTEMPTS) await wait(pause)
    }
    throw new RunError(`${host} could not be asked: ${last || 'no answer in time'}`)
  }
}
