import type { IncomingMessage } from 'node:http'
import type { Redirects } from '../core/download-ports.ts'
import { RunError } from '../core/errors.ts'
import { type HttpContext, type Sending, send } from './exchange.ts'

const REDIRECTS = 3
const STATUSES = [301, 302, 303, 307, 308]
/** The headers that another origin may see: nothing that says who asks. */
const HARMLESS = new Set([
  'accept',
  'accept-encoding',
  'if-match',
  'if-unmodified-since',
  'range',
  'user-agent',
])

function harmless(headers: Sending['headers']): Sending['headers'] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => HARMLESS.has(name.toLowerCase())))
}

/** Where an answer leads; undefined where it is the answer. */
function targetOf(response: IncomingMessage, url: URL): URL | undefined {
  const { location } = response.headers
  if (!STATUSES.includes(response.statusCode ?? 0) || location === undefined) return undefined
  if (!URL.canParse(location, url.href)) throw new RunError(`${url.host} redirects to what is no URL`)
  return new URL(location, url)
}

/** What is sent to where an answer leads. Once a header is dropped it stays so, also where the way leads back. */
function carriedOver(sending: Sending, from: URL, to: URL, redirects: Redirects): Sending {
  if (to.origin === from.origin) return sending
  const isWeb = to.protocol === 'https:' || to.protocol === 'http:'
  if (redirects === 'same-origin' || !isWeb)
    throw new RunError(`${from.host} redirects to another host, ${to.host}`)
  if (from.protocol === 'https:' && to.protocol === 'http:')
    throw new RunError(`${from.host} redirects to ${to.host} without encryption`)
  return { ...sending, headers: harmless(sending.headers) }
}

/** Sends a request, and again where answers lead, as far as it is allowed. Throws as `send` does. */
export async function follow(
  wanted: Sending,
  start: URL,
  redirects: Redirects,
  signal: AbortSignal,
  context: HttpContext,
): Promise<IncomingMessage> {
  let [sending, url] = [wanted, start]
  for (let hops = 0; hops <= REDIRECTS; hops++) {
    const response = await send(sending, url, signal, context)
    if (redirects === 'none') return response
    let isAnswer = false
    try {
      const next = targetOf(response, url)
      isAnswer = next === undefined
      if (!next) return response
      sending = carriedOver(sending, url, next, redirects)
      url = next
    } finally {
      if (!isAnswer) response.destroy()
    }
  }
  throw new RunError(`${start.host} redirects in circles`)
}
