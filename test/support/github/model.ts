import type { GitHubAnswer } from '../../../src/core/github-ports.ts'
import type { FakeCommit } from './commit.ts'
import { contractOf, type Version } from './contract.ts'
import { type Desk, dispatch, type ModelRequest, matchOf } from './model/dispatch.ts'
import { badGateway, draw, type Faults } from './model/faults.ts'
import { type Human, makeHuman } from './model/human.ts'
import { GITHUB_COM_LIMITS, type Limits, type Meter, makeMeter } from './model/limits.ts'
import { CREATIONS } from './model/operations.ts'
import {
  type Counts,
  ensureLabel,
  type FakeRun,
  type FakeWorkflow,
  type Rules,
  type State,
} from './model/state.ts'
import { type IssueNow, issuesNow } from './model/summary.ts'
import { randomOf } from './random.ts'

export type { ModelRequest } from './model/dispatch.ts'
export type { Fault, Faults } from './model/faults.ts'
export type { Human } from './model/human.ts'
export type { Limits } from './model/limits.ts'
export type { Counts, FakeJob, FakeRun, FakeWorkflow, Reason } from './model/state.ts'
export type { IssueNow } from './model/summary.ts'

/** What a model is in the beginning. */
export interface ModelOptions {
  /** `octo/repo` without it. */
  readonly repository?: string
  /** Whose the token is; `github-actions[bot]` without it. */
  readonly login?: string
  /** Whose description counts; an Enterprise Server has no rate limits unless `limits` says so. */
  readonly version?: Version
  /** What the token may; by default write issues and pull requests, read the rest. */
  readonly permissions?: Partial<Rules['permissions']>
  readonly isPrivate?: boolean
  /** Labels that are there. */
  readonly labels?: readonly string[]
  /** Who can be assigned; `octocat` without it. */
  readonly assignable?: readonly string[]
  readonly milestones?: readonly number[]
  readonly drops?: Partial<Rules['drops']>
  readonly hasIssues?: boolean
  readonly workflows?: readonly FakeWorkflow[]
  readonly runs?: readonly FakeRun[]
  /** Files by ref; a request without a ref means `main`. */
  readonly commits?: Readonly<Record<string, FakeCommit>>
  readonly faults?: Faults
  readonly limits?: Limits
  readonly seed?: number
  /** The time at the beginning, in milliseconds since 1970. */
  readonly now?: number
  /** False where requests and answers are not held against the whole description, to be fast; names always are. */
  readonly validate?: boolean
  /** What Link headers and addresses begin with. */
  readonly apiUrl?: string
}

/** One request and what became of it. */
export interface Logged {
  readonly at: number
  readonly method: string
  readonly path: string
  readonly outcome: number | 'lost'
}

/** A GitHub with one repository, whose time is told to it. All it knows is in here, so two of them share nothing. */
export interface Model {
  /**
   * What GitHub answers to a request that reaches it at a time (milliseconds since 1970, never before the last one).
   * `lost` where no answer arrives, whether the request was done or not.
   */
  readonly handle: (request: ModelRequest, at: number) => GitHubAnswer | 'lost'
  readonly human: Human
  /** The time of the last request, or what `advance` set. */
  readonly now: () => number
  /** Sets the time at which people act next. */
  readonly advance: (at: number) => void
  /** Everything as it is now, deleted and transferred issues and pull requests among it. */
  readonly issues: () => readonly IssueNow[]
  readonly labels: () => readonly string[]
  readonly addRun: (run: FakeRun) => void
  /** Adds a workflow, or replaces the one with its id. */
  readonly setWorkflow: (workflow: FakeWorkflow) => void
  /** Other faults from here on. */
  readonly setFaults: (faults: Faults) => void
  readonly setPermissions: (permissions: Partial<Rules['permissions']>) => void
  readonly counts: Readonly<Counts>
  /** What was wrong with requests, and with answers of the model's own. A test wants it empty. */
  readonly mistakes: readonly string[]
  readonly log: readonly Logged[]
}

const START = Date.UTC(2026, 10, 25, 6, 17)

function rulesOf(options: ModelOptions): Rules {
  const { repository = 'octo/repo', login = 'github-actions[bot]', isPrivate = false } = options
  return {
    ...{ repository, login, isPrivate, milestones: options.milestones ?? [], commits: options.commits ?? {} },
    permissions: permissionsOf(options.permissions),
    drops: { labels: false, assignees: false, ...options.drops },
  }
}

function permissionsOf(given: ModelOptions['permissions']): Rules['permissions'] {
  return { issues: 'write', 'pull-requests': 'write', actions: 'read', contents: 'read', ...given }
}

function stateOf(options: ModelOptions): State {
  const { now = START, assignable = ['octocat'], hasIssues = true, workflows = [], runs = [] } = options
  const empty = { issues: [], comments: [], labels: [], nextLabel: 1, nextComment: 1001 }
  const state: State = { now, assignable, hasIssues, workflows, runs, ...empty }
  for (const name of options.labels ?? []) ensureLabel(state, name)
  return state
}

function limitsOf({ limits, version = 'github.com' }: ModelOptions): Limits {
  return limits ?? (version === 'github.com' ? GITHUB_COM_LIMITS : {})
}

/** Makes a model. With the same options and the same requests at the same times it answers the same. */
export function createModel(options: ModelOptions = {}): Model {
  const counts: Counts = { requests: 0, writes: 0, creates: 0, comments: 0, limited: 0, notifications: 0 }
  const mistakes: string[] = []
  const log: Logged[] = []
  const state = stateOf(options)
  const random = randomOf(options.seed ?? 1)
  let rules = rulesOf(options)
  let faults = options.faults ?? {}
  const desk = (): Desk => ({
    ...{ state, rules, counts },
    contract: contractOf(options.version ?? 'github.com'),
    apiUrl: options.apiUrl ?? 'https://api.github.test',
    isValidating: options.validate ?? true,
    complain: (mistake) => void mistakes.push(mistake),
  })
  const meter = makeMeter(limitsOf(options))
  const handle = (request: ModelRequest, at: number): GitHubAnswer | 'lost' => {
    state.now = Math.max(state.now, at)
    const luck = draw(faults, random, request, counts.requests)
    counts.requests += 1
    if (request.method !== 'GET' && request.path !== '/graphql') counts.writes += 1
    return answerWith(desk(), meter, request, luck)
  }
  return {
    handle: (request, at) => {
      const answer = handle(request, at)
      const outcome = answer === 'lost' ? answer : answer.status
      log.push({ at: state.now, method: request.method, path: request.path, outcome })
      return answer
    },
    human: makeHuman(state),
    now: () => state.now,
    advance: (at) => {
      state.now = Math.max(state.now, at)
    },
    issues: () => issuesNow(state),
    labels: () => state.labels.map(({ name }) => name),
    addRun: (run) => {
      state.runs = [...state.runs, run]
    },
    setWorkflow: (workflow) => {
      state.workflows = [...state.workflows.filter(({ id }) => id !== workflow.id), workflow]
    },
    setFaults: (others) => {
      faults = others
    },
    setPermissions: (permissions) => {
      rules = { ...rules, permissions: { ...rules.permissions, ...permissions } }
    },
    ...{ counts, mistakes, log },
  }
}

/** A request on its way through what may go wrong, in the order in which it does on the real way. */
function answerWith(
  desk: Desk,
  meter: Meter,
  request: ModelRequest,
  { fault, lag, retryAfter }: ReturnType<typeof draw>,
): GitHubAnswer | 'lost' {
  const { counts } = desk
  const at = desk.state.now
  if (fault === 'unsent') return 'lost'
  if (fault === 'bad-gateway') return badGateway()
  const match = matchOf(desk, request)
  const isCreate = match !== undefined && CREATIONS.has(match.id)
  const isWrite = request.method !== 'GET' && request.path !== '/graphql'
  const isRefusal = fault === 'secondary' || fault === 'primary' || fault === 'too-many'
  const refusal =
    meter.check(at, { isWrite, isCreate }) ?? (isRefusal ? meter.block(at, fault, retryAfter) : undefined)
  if (refusal) {
    counts.limited += 1
    return { ...refusal, headers: { ...meter.headers(at), ...refusal.headers } }
  }
  const answer = dispatch(desk, match, request, at, lag)
  if (isCreate && answer.status === 201) meter.created(at)
  if (fault === 'lost') return 'lost'
  if (fault === 'bad-gateway-after') return badGateway()
  return { ...answer, headers: { ...meter.headers(at), ...answer.headers } }
}
