import type { GitHubRequest } from '../../../src/core/github-ports.ts'
import { type Answer, type HttpServer, reset, type Seen, serve } from '../servers/http-server.ts'
import { createModel, type Model, type ModelOptions, type ModelRequest } from './model.ts'

/** What a server serves, and to whom. */
export interface ServerOptions {
  /** What the server is about, or what makes it. */
  readonly model?: Model | ModelOptions
  /** The only token that is let in. */
  readonly token: string
  /** `/api/v3` of an Enterprise Server; GraphQL is then at `/api/graphql`. */
  readonly basePath?: '' | '/api/v3'
  /** The time, in milliseconds since 1970; the real one without it. */
  readonly now?: () => number
}

/** A model over HTTP on loopback. Its state stays while processes come and go. */
export interface ModelServer {
  /** What GITHUB_API_URL holds. */
  readonly url: string
  /** What GITHUB_GRAPHQL_URL holds. */
  readonly graphqlUrl: string
  readonly model: Model
  readonly seen: readonly Seen[]
  /** What was wrong with requests, the model's list among it. */
  readonly mistakes: () => readonly string[]
  /** Ends every connection. Throws when a request was wrong, or the model was no GitHub. */
  readonly close: () => Promise<void>
}

const METHODS: readonly string[] = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE']

function isModel(value: Model | ModelOptions): value is Model {
  return 'handle' in value
}

function plain(status: number, message: string): Answer {
  const headers = { 'content-type': 'application/json; charset=utf-8' }
  const body = { message, documentation_url: 'https://docs.github.com/rest', status: `${status}` }
  return { status, headers, body: JSON.stringify(body) }
}

/** Names that are given twice keep the last value, and are a mistake. */
function queryOf(parameters: URLSearchParams, complain: (mistake: string) => void): Record<string, string> {
  const names = [...parameters.keys()]
  for (const name of new Set(names))
    if (names.filter((each) => each === name).length > 1) complain(`the query has ${name} twice`)
  return Object.fromEntries(parameters)
}

/** What GitHub refuses before it looks at what is asked. */
function refused(seen: Seen, token: string, complain: (mistake: string) => void): Answer | undefined {
  const { authorization, 'user-agent': agent, 'content-type': type } = seen.headers
  const where = `${seen.method} ${seen.path}`
  if (!METHODS.includes(seen.method)) complain(`${where}: an unknown method`)
  if (agent === undefined || agent === '') {
    complain(`${where}: no User-Agent`)
    return plain(
      403,
      'Request forbidden by administrative rules. Please make sure your request has a User-Agent header',
    )
  }
  if (seen.body !== '' && !/^application\/json\b/.test(type ?? ''))
    complain(`${where}: the body has no JSON's type`)
  // The scheme's case does not matter (RFC 9110, 11.1); octokit writes `bearer` before what looks like a JWT.
  const [scheme = '', credentials] = authorization?.split(' ') ?? []
  if (/^(bearer|token)$/i.test(scheme) && credentials === token) return undefined
  complain(`${where}: ${authorization === undefined ? 'no' : 'a wrong'} Authorization`)
  return authorization === undefined ? plain(401, 'Requires authentication') : plain(401, 'Bad credentials')
}

/** The JSON of a body; undefined where there is none, a complaint and null where it is no JSON. */
function bodyOf(seen: Seen): { readonly value?: GitHubRequest['body'] } | undefined {
  if (seen.body === '') return {}
  try {
    return { value: JSON.parse(seen.body) }
  } catch {
    return undefined
  }
}

/** The model's answer, or 500 and a complaint where it threw, so that no client waits for ever. */
function tryHandle(
  model: Model,
  request: ModelRequest,
  at: number,
  complain: (mistake: string) => void,
): ReturnType<Model['handle']> {
  try {
    return model.handle(request, at)
  } catch (thrown) {
    complain(`${request.method} ${request.path}: ${String(thrown)}`)
    return { status: 500, headers: {}, body: 'Server Error' }
  }
}

/** Starts a server on a port of the system's choice. */
export async function serveModel(options: ServerOptions): Promise<ModelServer> {
  const { token, basePath = '', now = Date.now } = options
  const given = options.model ?? {}
  const model = isModel(given) ? given : createModel({ now: now(), ...given })
  const wrong: string[] = []
  const complain = (mistake: string) => void wrong.push(mistake)
  const graphqlPath = basePath === '' ? '/graphql' : '/api/graphql'

  const pathBelow = (pathname: string): string | undefined => {
    if (pathname === graphqlPath) return '/graphql'
    const isBelow = pathname.startsWith(`${basePath}/`) && pathname !== `${basePath}/graphql`
    return isBelow ? pathname.slice(basePath.length) : undefined
  }
  const answer = (seen: Seen): Answer => {
    const refusal = refused(seen, token, complain)
    if (refusal) return refusal
    const url = new URL(seen.path, server.url)
    const path = pathBelow(url.pathname)
    if (path === undefined) {
      complain(`${seen.method} ${seen.path}: not below ${basePath}`)
      return plain(404, 'Not Found')
    }
    const body = bodyOf(seen)
    if (!body) {
      complain(`${seen.method} ${seen.path}: the body is no JSON`)
      return plain(400, 'Problems parsing JSON')
    }
    const request: ModelRequest = {
      method: seen.method as GitHubRequest['method'],
      path,
      query: queryOf(url.searchParams, complain),
      headers: seen.headers as Readonly<Record<string, string | undefined>>,
      apiUrl: `${server.url}${basePath}`,
      ...(body.value === undefined ? {} : { body: body.value }),
    }
    const given = tryHandle(model, request, now(), complain)
    if (given === 'lost') return reset
    const { status, headers, body: value } = given
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    const kept = Object.entries(headers).flatMap(([name, text]) => (text === undefined ? [] : [[name, text]]))
    return { status, headers: Object.fromEntries(kept), ...(value === null ? {} : { body: text }) }
  }
  const server: HttpServer = await serve(answer)
  const mistakes = () => [...wrong, ...model.mistakes]
  const close = async () => {
    await server.close()
    if (mistakes().length > 0) throw new Error(`not as GitHub has it:\n${mistakes().join('\n')}`)
  }
  const graphqlUrl = `${server.url}${graphqlPath}`
  return { url: `${server.url}${basePath}`, graphqlUrl, model, seen: server.seen, mistakes, close }
}
