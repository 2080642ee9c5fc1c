import { objectOf } from '../../../inventory/json.ts'
import { kindOf } from './json-answer.ts'
import { type AskJson, below, placeOf } from './session.ts'
import type { Query } from './source.ts'
import { spelled } from './spelling.ts'

/** Pages of one question that are read at most. */
const PAGES = 100
const CUTS = 32

/** One question's answer: the ids of the advisories that affect it, or why that is not known. */
export type Ids = { readonly ids: ReadonlySet<string> } | { readonly problem: string }

interface Page {
  readonly ids: readonly string[]
  readonly next?: string
}

function bodyOf(asked: readonly Asked[]): Uint8Array {
  const queries = asked.map(({ query, token }) => {
    const { ecosystem, name, version } = spelled(query)
    return { package: { ecosystem, name }, version, ...(token === undefined ? {} : { page_token: token }) }
  })
  return new TextEncoder().encode(JSON.stringify({ queries }))
}

/** One element of `results`; an id that cannot be one makes the whole element unreadable. */
function readPage(value: unknown): Page | undefined {
  const page = objectOf(value)
  // Only what is absent is empty: `null` in its place is an answer that nobody can read.
  const { vulns = [], next_page_token: next } = page ?? {}
  if (!page || !Array.isArray(vulns) || (next !== undefined && typeof next !== 'string')) return undefined
  const ids = vulns.map((vuln: unknown) => objectOf(vuln)?.['id'])
  const isSound = ids.every((id): id is string => typeof id === 'string' && /^\w[\w.:-]{0,199}$/.test(id))
  if (!isSound) return undefined
  return next === undefined || next === '' ? { ids } : { ids, next }
}

interface Asked {
  readonly query: Query
  readonly index: number
  readonly token: string | undefined
}

/** How often batches that a server does not understand may still be cut in two. */
interface Budget {
  cuts: number
}

/** A page for every question, in their order, or why there is none. */
async function askPages(
  ask: AskJson,
  url: string,
  asked: readonly Asked[],
  budget: Budget,
): Promise<readonly (Page | string)[]> {
  const failed = (problem: string) => asked.map(() => problem)
  const told = await ask({
    method: 'POST',
    url: below(url, '/v1/querybatch'),
    headers: { 'content-type': 'application/json' },
    body: bodyOf(asked),
  })
  const place = placeOf(url)
  if ('problem' in told) {
    const isRefused = told.response?.status === 400
    if (!isRefused || asked.length === 1 || budget.cuts === 0) return failed(told.problem)
    // One question that the server cannot read is no reason to leave a thousand without an answer.
    budget.cuts--
    const half = Math.ceil(asked.length / 2)
    const left = await askPages(ask, url, asked.slice(0, half), budget)
    return [...left, ...(await askPages(ask, url, asked.slice(half), budget))]
  }
  const answer = objectOf(told.value)
  if (!answer) return failed(`${place} answered with ${kindOf(told.value)}, not with results`)
  const results = answer['results']
  if (!Array.isArray(results)) return failed(`${place} answered without results`)
  if (results.length !== asked.length)
    return failed(`${place} answered ${results.length} of ${asked.length} questions, so nobody knows which`)
  return results.map((one) => readPage(one) ?? `${place} answered a question with what is no list of ids`)
}

/**
 * Asks `POST /v1/querybatch` (https://google.github.io/osv.dev/post-v1-querybatch/) about at most 1,000 versions,
 * and again for every page that is left. One answer per question, in order.
 */
export async function askBatch(
  ask: AskJson,
  url: string,
  queries: readonly Query[],
): Promise<readonly Ids[]> {
  const place = placeOf(url)
  const found = queries.map(() => new Set<string>())
  const problems = new Map<number, string>()
  const budget: Budget = { cuts: CUTS }
  let open: readonly Asked[] = queries.map((query, index) => ({ query, index, token: undefined }))
  for (let round = 0; round < PAGES && open.length > 0; round++) {
    const next: Asked[] = []
    const pages = await askPages(ask, url, open, budget)
    for (const [at, one] of open.entries()) {
      const page = pages[at] ?? `${place} did not answer`
      if (typeof page === 'string') {
        problems.set(one.index, page)
        continue
      }
      for (const id of page.ids) found[one.index]?.add(id)
      if (page.next === undefined) continue
      if (page.next === one.token) problems.set(one.index, `${place} answers one page again and again`)
      else next.push({ ...one, token: page.next })
    }
    open = next
  }
  for (const { index } of open) problems.set(index, `${place} never comes to the last page`)
  return found.map((ids, index) => {
    const problem = problems.get(index)
    return problem === undefined ? { ids } : { problem }
  })
}
