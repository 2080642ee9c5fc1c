import { RunError } from '../../../core/errors.ts'
import type { Http, HttpRequest, HttpResponse } from '../../../core/ports.ts'
import { ANSWER_LIMIT, readJsonAnswer } from './json-answer.ts'

/** What every source on the network needs of the world. */
export interface Network {
  readonly http: Http
  /** Milliseconds for all requests of one `ask` together. */
  readonly deadline: number
  /** Milliseconds of a clock that moves (so not the date of `--now`). */
  readonly now: () => number
}

/** What came back: a value with the answer's headers, or a whole sentence about why there is none. */
export type Told =
  | { readonly value: unknown; readonly response: HttpResponse }
  | { readonly problem: string; readonly response?: HttpResponse }

/** Asks for JSON within what is left of the time. Throws nothing for the world's faults. */
export type AskJson = (request: Omit<HttpRequest, 'deadline' | 'limit'>) => Promise<Told>

/** The host of a URL, for people; never its user and password. */
export function placeOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'an address that is no URL'
}

/** A path below a base URL, which may end in slashes. */
export function below(base: string, path: string): string {
  let end = base.length
  while (base.endsWith('/', end)) end--
  return `${base.slice(0, end)}${path}`
}

/** Starts the clock of one `ask`: every request gets what the ones before it have left of the deadline. */
export function openSession({ http, deadline, now }: Network): AskJson {
  const end = now() + deadline
  return async (request) => {
    const place = placeOf(request.url)
    const left = end - now()
    if (left <= 0) return { problem: `${place} could not be asked: the time for this source is over` }
    try {
      const headers = { accept: 'application/json', 'accept-encoding': 'gzip', ...request.headers }
      const response = await http({ ...request, headers, deadline: left, limit: ANSWER_LIMIT })
      const read = readJsonAnswer(response)
      return 'value' in read ? { ...read, response } : { problem: `${place} ${read.problem}`, response }
    } catch (thrown) {
      if (thrown instanceof RunError) return { problem: thrown.message }
      throw thrown
    }
  }
}
