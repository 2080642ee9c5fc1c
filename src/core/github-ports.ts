import type { Json } from './finding.ts'

/** One request to GitHub's API. */
export interface GitHubRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  /** Below the API's URL, each name in it encoded: `/repos/owner/name/issues`. Or `/graphql`, which stands beside it. */
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: Json
}

export interface GitHubAnswer {
  readonly status: number
  /** By lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** What the JSON says; null where the answer has no body, text where it is no JSON. */
  readonly body: unknown
}

/**
 * Asks GitHub once and repeats nothing; every status is an answer, redirects are not followed. Throws a RunError where
 * there was no whole answer, and so nobody knows whether a write was done.
 */
export type GitHub = (request: GitHubRequest) => Promise<GitHubAnswer>
