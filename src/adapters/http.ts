import type { IncomingMessage } from 'node:http'
import { messageOf, RunError } from '../core/errors.ts'
import type { Http, HttpRequest, HttpResponse } from '../core/ports.ts'
import { persist } from './attempts.ts'
import { CUT_OFF, type HttpContext, headersOf, hostOf, transportFault } from './exchange.ts'
import { follow } from './redirects.ts'

export { retryAfter } from './attempts.ts'
export type { HttpContext } from './exchange.ts'

async function readAnswer(
  response: IncomingMessage,
  limit: number,
  host: string,
  signal: AbortSignal,
): Promise<HttpResponse> {
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > limit) throw new RunError(`${host} answered with more than ${limit} bytes`)
      chunks.push(chunk)
    }
    if (!response.complete) throw new Error(CUT_OFF)
  } catch (thrown) {
    throw thrown instanceof RunError ? thrown : transportFault(thrown, signal)
  }
  return { status: response.statusCode ?? 0, headers: headersOf(response), body: Buffer.concat(chunks) }
}

/** Follows redirects within the origin alone, so that no header reaches another host. */
async function ask(
  { method, url, headers = {}, body, limit, publicOnly = false }: HttpRequest,
  milliseconds: number,
  context: HttpContext,
): Promise<HttpResponse> {
  const signal = AbortSignal.timeout(Math.ceil(milliseconds))
  const sending = { method, headers, publicOnly, ...(body ? { body } : {}) }
  const start = new URL(url)
  const response = await follow(sending, start, 'same-origin', signal, context)
  return readAnswer(response, limit, start.host, signal)
}

/**
 * The one HTTP client: proxy-aware, with a deadline over everything, three attempts with growing, jittered
 * pauses, and a limit on the body. Every request is a read and may be repeated, the POSTs too.
 */
export function httpClient(context: HttpContext): Http {
  return async (wanted) => {
    const end = context.now() + wanted.deadline
    const host = hostOf(wanted.url)
    return persist(
      {
        end,
        attempt: (left) => ask(wanted, left, context),
        complaint: () => `${host} could not be asked`,
      },
      context,
    )
  }
}

/** Sends a request once, whatever comes of it: for what must not be done twice. */
export function httpOnce(context: HttpContext): Http {
  return async (wanted) => {
    const host = hostOf(wanted.url)
    try {
      return await ask(wanted, wanted.deadline, context)
    } catch (thrown) {
      if (thrown instanceof RunError) throw thrown
      throw new RunError(`${host} gave no answer: ${messageOf(thrown)}`)
    }
  }
}
