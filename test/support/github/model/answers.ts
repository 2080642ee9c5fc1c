import type { GitHubAnswer } from '../../../../src/core/github-ports.ts'
import type { Call } from './state.ts'

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' }
const DOCS = 'https://docs.github.com/rest'

/** One entry of a 422's `errors`. */
export interface Invalid {
  readonly resource: 'Issue' | 'Label' | 'IssueComment'
  readonly field: string
  readonly code: 'missing_field' | 'invalid' | 'already_exists' | 'custom'
  readonly message?: string
  readonly value?: string | number | readonly string[]
}

/** An answer with JSON; without a body (null) it has no type either. */
export function json(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): GitHubAnswer {
  return { status, headers: body === null ? headers : { ...JSON_TYPE, ...headers }, body }
}

/** GitHub's words for a refusal. */
export function refuse(
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): GitHubAnswer {
  return json(status, { message, documentation_url: DOCS, status: `${status}` }, headers)
}

/** 404, also for what the token may not see. */
export function notFound(): GitHubAnswer {
  return refuse(404, 'Not Found')
}

/** 422 with each reason. */
export function invalid(errors: readonly Invalid[]): GitHubAnswer {
  return json(422, { message: 'Validation Failed', errors, documentation_url: DOCS, status: '422' })
}

/** A number of a query, or what stands for it; GitHub takes nonsense for the default. */
function numberOf(text: string | undefined, otherwise: number): number {
  const value = Number(text)
  return text !== undefined && Number.isInteger(value) && value > 0 ? value : otherwise
}

/** The page of a list that was asked for, and the header that leads to the others. */
export function pageOf<T>(
  call: Call,
  all: readonly T[],
): { items: readonly T[]; headers: { link?: string } } {
  const size = Math.min(100, numberOf(call.query['per_page'], 30))
  const page = numberOf(call.query['page'], 1)
  const last = Math.max(1, Math.ceil(all.length / size))
  const to = (number: number, rel: string) => {
    const query = new URLSearchParams({ ...call.query, page: `${number}` })
    return `<${call.apiUrl}${call.path}?${query}>; rel="${rel}"`
  }
  const links = [
    ...(page > 1 ? [to(Math.min(page - 1, last), 'prev')] : []),
    ...(page < last ? [to(page + 1, 'next'), to(last, 'last')] : []),
    ...(page > 1 ? [to(1, 'first')] : []),
  ]
  const items = all.slice((page - 1) * size, page * size)
  return { items, headers: links.length > 0 ? { link: links.join(', ') } : {} }
}

/** A moment as GitHub writes it, whose clock has seconds. */
export function stamp(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`
}

/** As long as GitHub counts: by characters, an emoji one, not by JavaScript's halves of them. */
export function lengthOf(text: string): number {
  // Without an astral character both are the same.
  return /[\ud800-\udbff]/.test(text) ? [...text].length : text.length
}
