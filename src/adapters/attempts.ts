import { messageOf, RunError } from '../core/errors.ts'
import { type HttpContext, TransportError } from './exchange.ts'

const ATTEMPTS = 3
const RETRIED = new Set([408, 425, 429, 500, 502, 503, 504])
const DATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/

/** Milliseconds that the server asks to wait (RFC 9110, 10.2.3); undefined where it says nothing sensible. */
export function retryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined
  if (/^\d+$/.test(header)) return Number(header) * 1000
  const date = DATE.test(header) ? Date.parse(header) : Number.NaN
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}

/** An answer as far as it decides whether to ask again. */
export interface Answered {
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
}

/** What is tried, and until when. */
export interface Undertaking<T extends Answered> {
  /** Milliseconds of the context's clock. */
  readonly end: number
  /** One try, with the milliseconds that are left. A TransportError may be mended by another one. */
  readonly attempt: (left: number) => Promise<T>
  /** Whether more is done than at the last question: the count of attempts begins anew then. */
  readonly hasProgressed?: () => boolean
  /** The beginning of what is said where all was in vain. */
  readonly complaint: () => string
}

/**
 * Three attempts with growing, jittered pauses, or as many as it takes while there is progress; the last answer counts,
 * whatever it is. Throws a RunError where there was none in time.
 */
export async function persist<T extends Answered>(
  { end, attempt, hasProgressed, complaint }: Undertaking<T>,
  { now, wait, random }: HttpContext,
): Promise<T> {
  let last = ''
  for (let count = 1; count <= ATTEMPTS; count++) {
    const left = end - now()
    if (left <= 0) break
    let asked = 0
    try {
      const answer = await attempt(left)
      if (!RETRIED.has(answer.status) || count === ATTEMPTS) return answer
      last = `status ${answer.status}`
      asked = retryAfter(answer.headers['retry-after'], now()) ?? 0
    } catch (thrown) {
      if (!(thrown instanceof TransportError)) throw thrown
      last = messageOf(thrown)
    }
    if (hasProgressed?.()) count = 1
    const pause = Math.max(500 * 2 ** count * (0.5 + random()), asked)
    if (now() + pause >= end) break
    if (count < ATTEMPTS) await wait(pause)
  }
  throw new RunError(`${complaint()}: ${last || 'no answer in time'}`)
}
