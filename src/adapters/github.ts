import { getOctokit } from '@actions/github'
import { messageOf, RunError } from '../core/errors.ts'
import type { GitHub, GitHubAnswer, GitHubRequest } from '../core/github-ports.ts'

/** Milliseconds for one answer. */
const DEADLINE = 60_000

export interface GitHubContext {
  /** `GITHUB_API_URL`, without a slash at its end. */
  readonly url: string
  readonly token: string
}

interface Answered {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly data: unknown
}

function answerOf({ status, headers, data }: Answered): GitHubAnswer {
  const known = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)])
  return { status, headers: Object.fromEntries(known), body: data === undefined || data === '' ? null : data }
}

/** On GitHub Enterprise Server GraphQL stands beside the REST API: `/api/graphql` and `/api/v3`. */
function addressOf({ path, query = {} }: GitHubRequest, url: string): string {
  const base = path === '/graphql' ? url.replace(/\/v3$/, '') : url
  const parameters = new URLSearchParams(query).toString()
  return `${base}${path}${parameters === '' ? '' : `?${parameters}`}`
}

/** GitHub's API through @actions/github, which knows the runner's proxy. */
export function githubClient({ url, token }: GitHubContext): GitHub {
  const octokit = getOctokit(token, { baseUrl: url, log: { debug() {}, info() {}, warn() {}, error() {} } })
  return async (wanted) => {
    const { method, body } = wanted
    try {
      const answer = await octokit.request({
        method,
        url: addressOf(wanted, url),
        headers: { 'x-github-api-version': '2022-11-28', accept: 'application/vnd.github+json' },
        ...(body === undefined ? {} : { data: body }),
        request: { redirect: 'manual', signal: AbortSignal.timeout(DEADLINE), retries: 0 },
      })
      return answerOf(answer)
    } catch (thrown) {
      const { response } = thrown as { readonly response?: Answered }
      if (response) return answerOf(response)
      throw new RunError(
        `${new URL(url).host} gave no answer to ${method} ${wanted.path}: ${messageOf(thrown)}`,
      )
    }
  }
}
