import { lookup } from 'node:dns'
import type { IncomingMessage } from 'node:http'
import { RunError } from '../core/errors.ts'
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

/** One request, wherever it is sent. */
export interface Sending {
  readonly method: 'GET' | 'HEAD' | 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Uint8Array
  readonly publicOnly?: boolean
}

/** What an answer that ends too early is called. */
export const CUT_OFF = 'the answer was cut off'

/** A fault that a second try may mend. */
export class TransportError extends Error {}

/** What happened, in words: Node says `aborted` for several things, and nothing where several addresses refused. */
export function transportFault(thrown: unknown, signal: AbortSignal): TransportError {
  const { message, code } = thrown as NodeJS.ErrnoException
  const { reason } = signal as { readonly reason: unknown }
  if (signal.aborted) return new TransportError(typeof reason === 'string' ? reason : 'no answer in time')
  const isCut = message === 'aborted' || code === 'ERR_STREAM_PREMATURE_CLOSE'
  return new TransportError(isCut ? CUT_OFF : message || (code ?? 'no reason given'))
}

function exchange(sending: Sending, route: Route, signal: AbortSignal): Promise<IncomingMessage> {
  const { method, body } = sending
  const headers = { 'user-agent': 'upkeep', ...sending.headers, ...route.headers }
  return new Promise((done, fail) => {
    const sent = route.request({ ...route.options, method, headers, signal }, done)
    sent.on('error', fail)
    // Node reports no error where a server answers 101 unasked: without this nobody would ever hear of it.
    sent.on('close', () => fail(new Error(CUT_OFF)))
    sent.end(body)
  })
}

/** The same way, only to public addresses; names behind a proxy are the proxy's business. */
function publicRoute(route: Route, lookUp: LookUpAll): Route {
  if (route.isProxied) return route
  // A connection of its own: one that is kept alive may lead to an address that nobody has looked at.
  return { ...route, options: { ...route.options, lookup: publicLookup(lookUp), agent: false } }
}

/**
 * Sends one request and gives the answer as soon as its headers are there: who gets it reads it at once, or destroys
 * it. Throws a TransportError for what another try may mend, a RunError for what it would not.
 */
export async function send(
  sending: Sending,
  url: URL,
  signal: AbortSignal,
  { env, lookUp = lookup }: HttpContext,
): Promise<IncomingMessage> {
  try {
    if (sending.publicOnly) refusePrivate(url)
    const direct = await routeTo(url, env, signal)
    const route = sending.publicOnly ? publicRoute(direct, lookUp) : direct
    const response = await exchange(sending, route, signal)
    if (response.statusCode !== 407) return response
    response.destroy()
    throw unauthorized()
  } catch (thrown) {
    throw thrown instanceof RunError ? thrown : transportFault(thrown, signal)
  }
}

/** The headers of an answer by their lower-case names. */
export function headersOf(response: IncomingMessage): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)]))
}

/** The host of a URL; a RunError where it is none that we could ask. */
export function hostOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url.host
  throw new RunError(`${text.replace(/\/\/[^/]*@/, '//').replace(/[?#].*/s, '')} is no http or https URL`)
}
