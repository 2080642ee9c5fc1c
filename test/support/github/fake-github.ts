import { type Answer, type HttpServer, type Seen, serve } from '../servers/http-server.ts'
import { describeFile, type FakeCommit, type FakeFile, treeEntries } from './commit.ts'
import { mistakesIn, type Shape } from './shapes.ts'

export interface GitHubOptions {
  /** `owner/name`. */
  readonly repository: string
  /** Files by commit. */
  readonly commits?: Readonly<Record<string, FakeCommit>>
  /** The only token that may see the repository, which is private then: others get 404, as from GitHub. */
  readonly token?: string
  /** `/api/v3` of a GitHub Enterprise Server. */
  readonly basePath?: string
  /** Chooses another answer for a request than the right one. */
  readonly fault?: (seen: Seen, count: number) => Answer | undefined
}

/** GitHub's REST API, as far as Upkeep asks it. */
export interface FakeGitHub {
  /** What GITHUB_API_URL holds. */
  readonly url: string
  readonly seen: readonly Seen[]
  /** Throws when the fake itself answered what GitHub would not. */
  readonly close: () => Promise<void>
}

/** One operation: what it answers to whom matches its path, below `/repos/{owner}/{repo}`. */
interface Operation {
  readonly method: string
  readonly path: RegExp
  readonly answer: (groups: readonly string[], query: URLSearchParams, seen: Seen) => Answer
}

const JSON_TYPE = 'application/json; charset=utf-8'

/** Starts a GitHub with one repository, on loopback. */
export async function startGitHub(options: GitHubOptions): Promise<FakeGitHub> {
  const mistakes: string[] = []
  const json = (status: number, shape: Shape, body: unknown): Answer => {
    const wrong = mistakesIn(shape, body)
    if (wrong !== '') mistakes.push(wrong)
    return { status, headers: { 'content-type': JSON_TYPE }, body: JSON.stringify(body) }
  }
  const error = (status: number, message: string) =>
    json(status, 'error', { message, documentation_url: 'https://docs.github.com/rest', status: `${status}` })
  const root = `${options.basePath ?? ''}/repos/${options.repository}`
  const operations = readOperations({ options, json, error, base: () => `${server.url}${root}` })

  const choose = (seen: Seen): Answer => {
    const fault = options.fault?.(seen, server.seen.length)
    if (fault) return fault
    const given = seen.headers.authorization
    if (given !== undefined && given !== `Bearer ${options.token}`) return error(401, 'Bad credentials')
    const url = new URL(seen.path, server.url)
    const isHidden = options.token !== undefined && given === undefined
    if (isHidden || !url.pathname.startsWith(`${root}/`)) return error(404, 'Not Found')
    const path = url.pathname.slice(root.length)
    for (const operation of operations) {
      const match = operation.method === seen.method ? operation.path.exec(path) : null
      if (match) return operation.answer(match.slice(1).map(decodePath), url.searchParams, seen)
    }
    return error(404, 'Not Found')
  }
  const server: HttpServer = await serve(choose)
  const close = async () => {
    await server.close()
    if (mistakes.length > 0) throw new Error(`the fake is no GitHub: ${mistakes.join('; ')}`)
  }
  return { url: `${server.url}${options.basePath ?? ''}`, seen: server.seen, close }
}

function decodePath(path: string): string {
  return path.split('/').map(decodeURIComponent).join('/')
}

interface Tools {
  readonly options: GitHubOptions
  readonly json: (status: number, shape: Shape, body: unknown) => Answer
  readonly error: (status: number, message: string) => Answer
  readonly base: () => string
}

/** Reading a commit: https://docs.github.com/rest/git/trees, https://docs.github.com/rest/repos/contents. */
function readOperations({ options, json, error, base }: Tools): readonly Operation[] {
  const commitOf = (name: string): FakeCommit | undefined => options.commits?.[name]
  return [
    {
      method: 'GET',
      path: /^\/git\/trees\/([^/]+)$/,
      answer: ([sha = ''], query) => {
        const commit = commitOf(sha)
        if (!commit) return error(404, 'Not Found')
        const all = treeEntries(commit, base()) as readonly { readonly path: string }[]
        const tree = query.has('recursive') ? all : all.filter(({ path }) => !path.includes('/'))
        return json(200, 'tree', { sha, url: `${base()}/git/trees/${sha}`, tree, truncated: false })
      },
    },
    {
      method: 'GET',
      path: /^\/contents\/(.+)$/,
      answer: ([path = ''], query, seen) => {
        const file: FakeFile | undefined = commitOf(query.get('ref') ?? '')?.[path]
        if (file === undefined) return error(404, 'Not Found')
        // Without this media type GitHub sends JSON with the content in Base64, up to 1 MB: we never ask for that.
        if (seen.headers.accept !== 'application/vnd.github.raw+json') return error(415, 'Unsupported here')
        const headers = { 'content-type': 'application/vnd.github.raw+json; charset=utf-8' }
        return { status: 200, headers, body: describeFile(file).content }
      },
    },
  ]
}
