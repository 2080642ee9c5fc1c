import type { GitHubAnswer, GitHubRequest } from '../../../../src/core/github-ports.ts'
import type { Contract, Match } from '../contract.ts'
import { json, notFound } from './answers.ts'
import { HANDLERS } from './operations.ts'
import type { Counts, Rules, State } from './state.ts'

/** A request as it came over a wire, or without one. */
export interface ModelRequest extends GitHubRequest {
  /** By lower-case names. */
  readonly headers?: Readonly<Record<string, string | undefined>>
  /** Where the API stands for whoever asks, without a trailing slash. */
  readonly apiUrl?: string
}

/** What dispatching needs of a model. */
export interface Desk {
  readonly state: State
  readonly rules: Rules
  readonly counts: Counts
  readonly contract: Contract
  readonly apiUrl: string
  /** Whether requests and answers are held against the whole description, not its names alone. */
  readonly isValidating: boolean
  readonly complain: (mistake: string) => void
}

/** The operation that a request means; undefined and a complaint where there is none of that kind. */
export function matchOf(desk: Desk, { method, path }: ModelRequest): Match | undefined {
  if (!/^[\w.~!$&'()*+,;=:@%/-]*$/.test(path)) desk.complain(`${method} ${path}: the path is not encoded`)
  try {
    return desk.contract.match(method, path)
  } catch {
    return undefined
  }
}

/** The only query that the project asks of GraphQL. */
export function graphql({ rules, complain }: Desk, { method, body }: ModelRequest): GitHubAnswer {
  const query = body !== null && typeof body === 'object' && 'query' in body ? String(body.query) : ''
  if (method === 'POST' && /^(query)?\{viewer\{login\}\}$/.test(query.replace(/\s/g, '')))
    return json(200, { data: { viewer: { login: rules.login } } })
  complain(`GraphQL: unknown query ${query}`)
  return json(200, { data: null, errors: [{ message: 'Parse error', type: 'PARSE_ERROR' }] })
}

function checkRequest(desk: Desk, id: string, { method, query = {}, body }: ModelRequest): void {
  const { contract, complain, isValidating } = desk
  contract.unknownNames(id, query, body).forEach(complain)
  if (Number(query['per_page'] ?? 1) > 100) complain(`${id}: per_page is over 100`)
  if (method === 'GET' && body !== undefined) complain(`${id}: a body`)
  if (method !== 'GET' && method !== 'DELETE' && body === undefined) complain(`${id}: no body`)
  if (isValidating) contract.requestMistakes(id, query, body).forEach(complain)
}

/** Does what a request asks, and answers. Nothing of it depends on anything but the desk. */
export function dispatch(
  desk: Desk,
  match: Match | undefined,
  request: ModelRequest,
  at: number,
  lag: number,
): GitHubAnswer {
  const { method, path, query = {}, body, headers = {}, apiUrl = desk.apiUrl } = request
  const { state, rules, counts, contract, complain, isValidating } = desk
  if (path === '/graphql') return graphql(desk, request)
  const handler = match && HANDLERS[match.id]
  if (!match || !handler) {
    complain(`${method} ${path}: no such operation`)
    return notFound()
  }
  checkRequest(desk, match.id, request)
  const [, , owner, name] = path.split('/')
  if (`${owner}/${name}`.toLowerCase() !== rules.repository.toLowerCase()) return notFound()
  const fields = body !== null && typeof body === 'object' && !Array.isArray(body) ? body : {}
  const given = { query, body: fields as Readonly<Record<string, unknown>>, headers, apiUrl, path }
  const call = { ...given, state, rules, counts, parameters: match.parameters, at, seenAt: at - lag }
  const answer = handler(call)
  if (isValidating && !(typeof answer.body === 'string'))
    contract.answerMistakes(match.id, answer.status, answer.body).forEach(complain)
  return answer
}
