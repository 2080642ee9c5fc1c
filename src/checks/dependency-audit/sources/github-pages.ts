import type { HttpResponse } from '../../../core/ports.ts'
import { kindOf } from './json-answer.ts'
import { nextLink } from './link-header.ts'
import { type AskJson, placeOf } from './session.ts'

const PAGES = 100
/** Entries of a page; asked for are 100. */
const PAGE = 1000

/** The entries of all pages that were read; `problem` says why there may be more. */
export interface Pages {
  readonly entries: readonly unknown[]
  readonly problem?: string
  /** The server wants no further question now. */
  readonly isLimited?: boolean
}

function timeOf(seconds: string | undefined): string {
  const moment = new Date(Number(seconds ?? '') * 1000)
  const isTime = /^\d{1,11}$/.test(seconds ?? '') && !Number.isNaN(moment.getTime())
  return isTime ? ` until ${moment.toISOString().slice(0, 16).replace('T', ' ')} UTC` : ''
}

function refusal(place: string, { status, headers }: HttpResponse): string | undefined {
  const isUsedUp = headers['x-ratelimit-remaining'] === '0' || headers['retry-after'] !== undefined
  if (status === 429 || (status === 403 && isUsedUp))
    return `${place} has no more answers for this address or token: the rate limit is used up${timeOf(headers['x-ratelimit-reset'])} (status ${status})`
  if (status === 404) return `${place} has no global advisories (status 404)`
  if (status === 422) return `${place} does not understand the question (status 422)`
  return undefined
}

/**
 * Reads a list page by page, by the `link` header (https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api).
 * A next page at another origin is not asked for: it would be told what we ask, and perhaps the token.
 */
export async function readPages(
  ask: AskJson,
  first: string,
  headers: Readonly<Record<string, string>>,
): Promise<Pages> {
  const place = placeOf(first)
  const entries: unknown[] = []
  const seen = new Set<string>()
  for (let url = first; ; ) {
    if (seen.has(url)) return { entries, problem: `${place} answers one page again and again` }
    if (seen.size === PAGES) return { entries, problem: `${place} never comes to the last page` }
    seen.add(url)
    const told = await ask({ method: 'GET', url, headers })
    if ('problem' in told) {
      const refused = told.response && refusal(place, told.response)
      const isLimited = told.response !== undefined && /rate limit/.test(refused ?? '')
      return { entries, problem: refused ?? told.problem, isLimited }
    }
    if (!Array.isArray(told.value))
      return {
        entries,
        problem: `${place} answered with ${kindOf(told.value)}, not with a list of advisories`,
      }
    if (told.value.length > PAGE)
      return { entries, problem: `${place} answered with more advisories than were asked for` }
    entries.push(...(told.value as unknown[]))
    const next = nextLink(told.response.headers['link'])
    if (next === undefined) return { entries }
    if (!URL.canParse(next, url)) return { entries, problem: `${place} names a next page that is no URL` }
    const resolved = new URL(next, url)
    if (resolved.origin !== new URL(url).origin)
      return { entries, problem: `${place} has its next page at another place, ${resolved.host}` }
    url = resolved.href
  }
}
