import { RunError } from '../../core/errors.ts'
import type { GitHub, GitHubAnswer, GitHubRequest } from '../../core/github-ports.ts'

/** What writing issues needs of the world. */
export interface IssuePorts {
  readonly github: GitHub
  /** Takes milliseconds. */
  readonly wait: (milliseconds: number) => Promise<void>
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/**
 * What a request came to. `unknown`: no answer, or a server's fault, so that a write may have been done. `refused`:
 * an answer that no repeating mends. `limited`: GitHub asked for more patience than there was.
 */
export type Result =
  | { readonly kind: 'done'; readonly answer: GitHubAnswer }
  | { readonly kind: 'refused'; readonly answer: GitHubAnswer; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string }
  | { readonly kind: 'limited'; readonly reason: string }

/** Milliseconds before each other try, growing. */
const PAUSES = [1000, 3000, 9000, 15_000, 30_000, 30_000, 30_000]
/** Where GitHub says that there were too many requests, and not how long to wait (its best practices for REST). */
const UNSAID = 60_000
/** The longest that one request waits for its turn. */
const PATIENCE = 15 * 60_000

function messageOf(body: unknown): string {
  const message = typeof body === 'object' && body !== null ? (body as { message?: unknown }).message : ''
  return typeof message === 'string' ? message : ''
}

/** How long GitHub asks to wait, in milliseconds; undefined where this answer is about something else. */
export function limitPause({ status, headers, body }: GitHubAnswer, now: number): number | undefined {
  if (status !== 403 && status !== 429) return undefined
  const after = headers['retry-after']
  if (after !== undefined && /^\d{1,6}$/.test(after)) return Math.max(1000, Number(after) * 1000)
  const reset = headers['x-ratelimit-reset']
  if (headers['x-ratelimit-remaining'] === '0' && reset !== undefined && /^\d{1,12}$/.test(reset))
    return Math.max(1000, Number(reset) * 1000 - now + 1000)
  const isLimit = status === 429 || /rate limit|abuse detection/i.test(messageOf(body))
  return isLimit ? UNSAID : undefined
}

function refusal({ method, path }: GitHubRequest, { status, body }: GitHubAnswer): string {
  const said = messageOf(body)
  return `${method} ${path} was answered with ${status}${said === '' ? '' : ` (${said})`}`
}

/** One request, sent once; only a rate limit, which says that nothing was done, is waited for. */
export async function once(request: GitHubRequest, { github, wait, now }: IssuePorts): Promise<Result> {
  const end = now() + PATIENCE
  for (;;) {
    let answer: GitHubAnswer
    try {
      answer = await github(request)
    } catch (thrown) {
      if (!(thrown instanceof RunError)) throw thrown
      return { kind: 'unknown', reason: thrown.message }
    }
    if (answer.status >= 200 && answer.status < 300) return { kind: 'done', answer }
    if (answer.status >= 500) return { kind: 'unknown', reason: refusal(request, answer) }
    const pause = limitPause(answer, now())
    if (pause === undefined) return { kind: 'refused', answer, reason: refusal(request, answer) }
    if (now() + pause > end)
      return { kind: 'limited', reason: `${refusal(request, answer)}: the next run goes on` }
    await wait(pause)
  }
}

/** A request that may be repeated: a read, or a write that says how something is to be. */
export async function repeatedly(request: GitHubRequest, ports: IssuePorts): Promise<Result> {
  let result = await once(request, ports)
  for (const pause of PAUSES) {
    if (result.kind !== 'unknown') break
    await ports.wait(pause)
    result = await once(request, ports)
  }
  return result
}

/** What a read must answer. Throws a RunError where it was not answered. */
export async function readFrom(request: GitHubRequest, ports: IssuePorts): Promise<unknown> {
  const result = await repeatedly(request, ports)
  if (result.kind === 'done') return result.answer.body
  throw new RunError(explain(result))
}

/** Whether the token may not do this, whatever the issue. */
export function isForbidden(result: Result): boolean {
  return (
    result.kind === 'refused' &&
    result.answer.status === 403 &&
    /not accessible/i.test(messageOf(result.answer.body))
  )
}

/** A result that is no success, as a sentence a maintainer can act on. */
export function explain(result: Exclude<Result, { kind: 'done' }>): string {
  if (result.kind !== 'refused') return result.reason
  const { status } = result.answer
  if (status === 410) return 'issues are disabled in this repository (Settings, General, Features)'
  if (isForbidden(result) || status === 401 || status === 404)
    return `${result.reason}: the job needs permissions: issues: write`
  return result.reason
}
