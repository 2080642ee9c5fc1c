import type { GitHubAnswer } from '../../../../src/core/github-ports.ts'
import { refuse } from './answers.ts'

/** GitHub's limits; undefined means none. An Enterprise Server has none unless somebody sets them. */
export interface Limits {
  /** Requests an hour. */
  readonly primary?: number | undefined
  /** New issues and comments a minute. */
  readonly creates?: number | undefined
  /** Points a minute: one for reading, five for writing. */
  readonly points?: number | undefined
}

/** What GitHub documents for a workflow's token. */
export const GITHUB_COM_LIMITS: Limits = { primary: 1000, creates: 80, points: 900 }

const HOUR = 3_600_000
const MINUTE = 60_000

/** The three ways to say that there was too much. */
export type Refusal = 'secondary' | 'primary' | 'too-many'

/** Counts requests, and says when one is too many. A refusal stands until the time that it names. */
export interface Meter {
  /** The refusal of a request; undefined where it may pass, which then counts. */
  readonly check: (at: number, kind: { isWrite: boolean; isCreate: boolean }) => GitHubAnswer | undefined
  /** Refuses everything from now on, for some time. */
  readonly block: (at: number, refusal: Refusal, seconds: number) => GitHubAnswer
  /** An issue or a comment was made. */
  readonly created: (at: number) => void
  /** The headers that an answer has. */
  readonly headers: (at: number) => Readonly<Record<string, string>>
}

function secondary(status: 403 | 429, until: number, at: number): GitHubAnswer {
  const message = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.'
  return refuse(status, message, { 'retry-after': `${Math.max(1, Math.ceil((until - at) / 1000))}` })
}

/** A meter in which nothing was counted yet. */
export function makeMeter(limits: Limits): Meter {
  let window = { from: Number.NEGATIVE_INFINITY, used: 0 }
  let creates: readonly number[] = []
  let points: readonly { readonly at: number; readonly cost: number }[] = []
  let creation = Number.NEGATIVE_INFINITY
  let blocked: { readonly refusal: Refusal; readonly until: number } | undefined

  const headers = (at: number): Readonly<Record<string, string>> => {
    const { primary } = limits
    const until = blocked?.refusal === 'primary' && blocked.until > at ? blocked.until : undefined
    if (primary === undefined && until === undefined) return {}
    const left = until === undefined ? Math.max(0, (primary ?? 0) - window.used) : 0
    return {
      'x-ratelimit-limit': `${primary ?? 0}`,
      'x-ratelimit-remaining': `${left}`,
      'x-ratelimit-used': `${window.used}`,
      'x-ratelimit-reset': `${Math.ceil((until ?? window.from + HOUR) / 1000)}`,
      'x-ratelimit-resource': 'core',
    }
  }
  const answer = (at: number, { refusal, until }: { refusal: Refusal; until: number }) => {
    if (refusal !== 'primary') return secondary(refusal === 'secondary' ? 403 : 429, until, at)
    return refuse(403, 'API rate limit exceeded for installation.')
  }
  const spend = (at: number, isWrite: boolean): boolean => {
    if (limits.points === undefined) return true
    points = points.filter((each) => each.at > at - MINUTE)
    const cost = isWrite ? 5 : 1
    if (points.reduce((sum, each) => sum + each.cost, cost) > limits.points) return false
    points = [...points, { at, cost }]
    return true
  }
  const block = (at: number, refusal: Refusal, seconds: number) => {
    blocked = { refusal, until: at + seconds * 1000 }
    return answer(at, blocked)
  }
  return {
    headers,
    block,
    created: (at) => {
      creates = [...creates.filter((each) => each > at - MINUTE), at]
    },
    check: (at, { isWrite, isCreate }) => {
      if (blocked && at < blocked.until) return answer(at, blocked)
      if (at >= window.from + HOUR) window = { from: at, used: 0 }
      if (limits.primary !== undefined && window.used >= limits.primary)
        return refuse(403, 'API rate limit exceeded for installation.')
      window = { ...window, used: window.used + 1 }
      if (!spend(at, isWrite)) return block(at, 'secondary', 60)
      if (!isCreate) return undefined
      if (at < creation) return secondary(403, creation, at)
      if (limits.creates === undefined) return undefined
      if (creates.filter((each) => each > at - MINUTE).length < limits.creates) return undefined
      creation = at + MINUTE
      return secondary(403, creation, at)
    },
  }
}
