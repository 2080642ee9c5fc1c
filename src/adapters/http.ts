import { lookup } from 'node:dns'
import type { IncomingMessage } from 'node:http'
import { messageOf, RunError } from '../core/errors.ts'
import type { Http, HttpRequest, HttpResponse } from '../core/ports.ts'
import type { Environment } from './environment.ts'
import { type Route, routeTo, unauthorized } from './proxy.ts'
import { type LookUpAll, publicLookup, refusePrivate } from './public-lookup.ts'

/** What the client needs of the world beside the network. */
export interface HttpContext {
  readonly env: Environment
  readonly now: () => number
  readonly wait: (milliseconds: number) => Promise<void>
  /** From 0 to 1: spreads retries. */
  readonly random: () => number
  /** From names to addresses where those must be public; dns.lookup where it is not given. */
  readonly lookUp?: LookUpAll
}

const ATTEMPTS = 3
const REDIRECTS = 3
const RETRIED = new Set([408, 425, 429, 500, 502, 503, 504])
const CUT_OFF = 'the answer was cut off'

/** A fault that a second try may mend. */
class TransportError extends Error {}

async function readAnswer(response: IncomingMessage, limit: number, host: string): Promise<HttpResponse> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > limit) throw new RunError(`${host} answered with more than ${limit} bytes`)
    chunks.push(chunk)
  }
  if (!response.complete) throw new Error(CUT_OFF)
  const headers = Object.entries(response.headers).map(([name, value]) => [name, String(value)])
  return {
    status: response.statusCode ?? 0,
    headers: Object.fromEntries(headers),
    body: Buffer.concat(chunks),
  }
}

function exchange(
  wanted: HttpRequest,
  route: Route,
  host: string,
  signal: AbortSignal,
): Promise<HttpResponse> {
  const { method, body, limit } = wanted
  const headers = { 'user-agent': 'upkeep', ...wanted.headers, ...route.headers }
  return new Promise((done, fail) => {
    const sent = route.request({ ...route.options, method, headers, signal }, (response) => {
      done(readAnswer(response, limit, host))
    })
    sent.on('error', fail)
    // Node reports no error where a server answers 101 unasked: without this nobody would ever hear of it.
    sent.on('close', () => fail(new Error(CUT_OFF)))
    sent.end(body)
  })
}

/** What happened, in words: Node says `aborted` for several things, and nothing where several addresses refused. */
function faultOf({ message, code }: NodeJS.ErrnoException, signal: AbortSignal): string {
  if (signal.aborted) return 'no answer in time'
  return message === 'aborted' ? CUT_OFF : message || (code ?? 'no reason given')
}

/** The same way, only to public addresses; names behind a proxy are the proxy's business. */
function publicRoute(route: Route, lookUp: LookUpAll): Route {
  if (route.isProxied) return route
  // A connection of its own: one that is kept alive may lead to an address that nobody has looked at.
  return { ...route, options: { ...route.options, lookup: publicLookup(lookUp), agent: false } }
}

async function send(wanted: HttpRequest, url: URL, signal: AbortSignal, context: HttpContext) {
  try {
    const { env, lookUp = lookup } = context
    if (wanted.publicOnly) refusePrivate(url)
    const direct = await routeTo(url, env, signal)
    const route = wanted.publicOnly ? publicRoute(direct, lookUp) : direct
    const response = await exchange(wanted, route, url.host, signal)
    if (response.status === 407) throw unauthorized()
    return response
  } catch (thrown) {
    throw thrown instanceof RunError ? thrown : new TransportError(faultOf(thrown as Error, signal))
  }
}

/** Follows redirects within the origin alone, so that no header reaches another host. */
async function follow(
  wanted: HttpRequest,
  milliseconds: number,
  context: HttpContext,
): Promise<HttpResponse> {
  const signal = AbortSignal.timeout(Math.ceil(milliseconds))
  let url = new URL(wanted.url)
  for (let hops = 0; hops <= REDIRECTS; hops++) {
    const response = await send(wanted, url, signal, context)
    const location = response.headers['location']
    if (![301, 302, 303, 307, 308].includes(response.status) || location === undefined) return response
    if (!URL.canParse(location, url.href)) throw new RunError(`${url.host} redirects to what is no URL`)
    const next = new URL(location, url)
    if (next.origin !== url.origin) throw new RunError(`${url.host} redirects to another host, ${next.host}`)
    url = next
  }
  throw new RunError(`${url.host} redirects in circles`)
}

const DATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/

/** Milliseconds that the server asks to wait (RFC 9110, 10.2.3); undefined where it says nothing sensible. */
export function retryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined
  if (/^\d+$/.test(header)) return Number(header) * 1000
  const date = DATE.test(header) ? Date.parse(header) : Number.NaN
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}

/** The host of a URL; a RunError where it is none that we could ask. */
function hostOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url.host
  throw new RunError(`${text.replace(/\/\/[^/]*@/, '//')} is no http or https URL`)
}

/**
 * The one HTTP client: proxy-aware, with a deadline over everything, three attempts with growing, jittered
 * pauses, and a limit on the body. Every request is a read and may be repeated, the POSTs too.
 */
export function httpClient(context: HttpContext): Http {
  const { now, wait, random } = context
  return async (wanted) => {
    const end = now() + wanted.deadline
    const host = hostOf(wanted.url)
    let last = ''
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const left = end - now()
      if (left <= 0) break
      let pause = 500 * 2 ** attempt * (0.5 + random())
      try {
        const response = await follow(wanted, left, context)
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
