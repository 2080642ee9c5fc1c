import { RunError } from '../core/errors.ts'
import type { Http, HttpResponse, Listing, Tree } from '../core/ports.ts'

/** Where GitHub's API is and who asks. */
export interface Api {
  /** `GITHUB_API_URL`; the token goes to no other origin. */
  readonly url: string
  /** `owner/name`. */
  readonly repository: string
  readonly token: string
}

const DEADLINE = 60_000
const LIMIT = 100 * 1024 * 1024

function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/')
}

function faultOf(response: HttpResponse, api: Api): string {
  const hint =
    response.status === 401 || response.status === 403 || response.status === 404
      ? '; does the token have contents: read?'
      : ''
  return `${new URL(api.url).host} answered ${response.status}${hint}`
}

/**
 * A commit's files through GitHub's API, for a shallow checkout: "Get a tree" and "Get repository content"
 * (https://docs.github.com/rest/git/trees, https://docs.github.com/rest/repos/contents).
 */
export function contentsTree(commit: string, prefix: string, api: Api, http: Http): Tree {
  const ask = (path: string, accept: string) =>
    http({
      method: 'GET',
      url: `${api.url}/repos/${encodePath(api.repository)}/${path}`,
      headers: {
        accept,
        'x-github-api-version': '2022-11-28',
        ...(api.token === '' ? {} : { authorization: `Bearer ${api.token}` }),
      },
      deadline: DEADLINE,
      limit: LIMIT,
    })
  let listing: Promise<Listing> | undefined
  const list = async (): Promise<Listing> => {
    const response = await ask(
      `git/trees/${encodeURIComponent(commit)}?recursive=1`,
      'application/vnd.github+json',
    )
    if (response.status !== 200) throw new RunError(faultOf(response, api))
    return { files: filesOf(response, prefix, api), unreadable: [] }
  }
  const listOnce = () => {
    listing ??= list()
    return listing
  }
  return {
    list: listOnce,
    listInstalled: async () => [],
    read: async (path) => {
      if (!(await listOnce()).files.includes(path)) return undefined
      const whole = prefix === '' ? path : `${prefix}/${path}`
      const response = await ask(
        `contents/${encodePath(whole)}?ref=${encodeURIComponent(commit)}`,
        'application/vnd.github.raw+json',
      )
      if (response.status !== 200)
        throw new RunError(`cannot be read at ${commit}: ${faultOf(response, api)}`)
      return response.body
    },
  }
}

interface TreeAnswer {
  readonly truncated?: unknown
  readonly tree?: unknown
}

function filesOf(response: HttpResponse, prefix: string, api: Api): readonly string[] {
  let answer: TreeAnswer | null = null
  try {
    answer = JSON.parse(Buffer.from(response.body).toString('utf8')) as TreeAnswer | null
  } catch {
    // Said below, like any other answer that is no tree.
  }
  if (!Array.isArray(answer?.tree))
    throw new RunError(`${new URL(api.url).host} answered something that is no tree`)
  if (answer.truncated === true) throw new RunError('the repository is too large for GitHub to list at once')
  const start = prefix === '' ? '' : `${prefix}/`
  return answer.tree
    .flatMap((entry: { path?: unknown; type?: unknown }) =>
      entry?.type === 'blob' && typeof entry.path === 'string' ? [entry.path] : [],
    )
    .filter((path) => path.startsWith(start) && !/(^|\/)node_modules\//.test(path))
    .map((path) => path.slice(start.length))
    .sort()
}
