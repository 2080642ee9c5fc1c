import { RunError } from '../core/errors.ts'
import type { Http, HttpResponse, Tree } from '../core/ports.ts'

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

function faultOf({ status, headers }: HttpResponse, api: Api): string {
  const isLimited = headers['x-ratelimit-remaining'] === '0' && (status === 403 || status === 429)
  const isRefused = status === 401 || status === 403 || status === 404
  const hint = isRefused ? '; does the token have contents: read?' : ''
  return `${new URL(api.url).host} answered ${status}${isLimited ? '; the rate limit is used up' : hint}`
}

/**
 * A commit's files through GitHub's API, for a shallow checkout: "Get a tree" and "Get repository content"
 * (https://docs.github.com/rest/git/trees, https://docs.github.com/rest/repos/contents).
 */
export function contentsTree(commit: string, prefix: string, api: Api, http: Http): Tree {
  const token = api.token.trim()
  const ask = (path: string, accept: string) =>
    http({
      method: 'GET',
      url: `${api.url}/repos/${encodePath(api.repository)}/${path}`,
      headers: {
        accept,
        'x-github-api-version': '2022-11-28',
        ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
      },
      deadline: DEADLINE,
      limit: LIMIT,
    })
  let listing: Promise<Files> | undefined
  const list = async (): Promise<Files> => {
    const response = await ask(
      `git/trees/${encodeURIComponent(commit)}?recursive=1`,
      'application/vnd.github+json',
    )
    if (response.status !== 200) throw new RunError(faultOf(response, api))
    return filesOf(response, prefix, api)
  }
  const listOnce = () => {
    listing ??= list()
    return listing
  }
  return {
    list: async () => ({ files: [...(await listOnce()).keys()].sort(), unreadable: [] }),
    listFolder: async () => [],
    listInstalled: async () => [],
    read: async (path) => {
      const file = (await listOnce()).get(path)
      if (!file) return undefined
      // Of a link that leads to no file, the API sends a description where the content should be.
      if (file.isLink) throw new RunError(`is a link at ${commit}, which takes a full checkout to follow`)
      const whole = prefix === '' ? path : `${prefix}/${path}`
      const response = await ask(
        `contents/${encodePath(whole)}?ref=${encodeURIComponent(commit)}`,
        'application/vnd.github.raw+json',
      )
      if (response.status !== 200)
        throw new RunError(`cannot be read at ${commit}: ${faultOf(response, api)}`)
      if (response.headers['content-type']?.startsWith('text/html'))
        throw new RunError(`cannot be read at ${commit}: ${new URL(api.url).host} answered a web page`)
      return response.body
    },
  }
}

type Files = ReadonlyMap<string, { readonly isLink: boolean }>

interface TreeAnswer {
  readonly truncated?: unknown
  readonly tree?: unknown
}

function filesOf(response: HttpResponse, prefix: string, api: Api): Files {
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
  const entries = answer.tree.flatMap((entry: { path?: unknown; type?: unknown; mode?: unknown } | null) => {
    const path = entry?.type === 'blob' && typeof entry.path === 'string' ? entry.path : undefined
    if (!path?.startsWith(start) || /(^|\/)node_modules\//.test(path)) return []
    return [[path.slice(start.length), { isLink: entry?.mode === '120000' }] as const]
  })
  return new Map(entries)
}
