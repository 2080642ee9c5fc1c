import { RunError } from '../../core/errors.ts'
import type { GitHubAnswer, GitHubRequest } from '../../core/github-ports.ts'
import { explain, type IssuePorts, isForbidden, once, type Result, readFrom, repeatedly } from './api.ts'
import { isNews } from './change.ts'
import { listIssues } from './observe.ts'
import { hasLabel, type Observed, observedOf } from './observed.ts'
import type { Operation } from './operation.ts'
import { type CommentPlan, commentMarker, type RequestFrame, requestsOf } from './requests.ts'
import { compareRuns, type State } from './state.ts'

/** What came of one operation. */
export interface Applied {
  readonly operation: Operation
  /** The issue as it is now, where it is known. */
  readonly issue?: Observed
  /** Why it could not be done; the next run tries again. */
  readonly fault?: string
  /** What was not as asked for, though the issue is there. */
  readonly warning?: string
  /** Nothing else could be done either: no permission, no issues, no patience left. */
  readonly isHopeless?: true
}

export interface ApplyFrame extends RequestFrame {
  readonly login: string
}

/** Between two issues or comments: GitHub's own limit is hidden, and measured at some twenty a minute. */
const BETWEEN_POSTS = 3000
/** Between two other writes. */
const BETWEEN_WRITES = 1000
/** When to look for an issue whose making was not confirmed, milliseconds after each other. */
const LOOKS = [500, 2000, 6000]
const DAY = 24 * 60 * 60 * 1000

function isSameIssue(issue: Observed, key: string, state: State): boolean {
  return issue.key === key && issue.state !== undefined && compareRuns(issue.state.run, state.run) === 0
}

/** The issue that a request of this run has made, if a listing shows it by now. */
async function findMade(
  operation: Extract<Operation, { kind: 'create' }>,
  frame: ApplyFrame,
  ports: IssuePorts,
): Promise<Observed | undefined> {
  const query = { state: 'open', sort: 'created', direction: 'desc' }
  const newest = await listIssues(frame, frame.login, query, ports, 2)
  return newest.find((issue) => isSameIssue(issue, operation.group.key, operation.state))
}

/** What GitHub may refuse of a new issue beside its text: it is left away in the second try. */
function withoutExtras({ body, ...request }: GitHubRequest, label: string): GitHubRequest {
  const { title, body: text } = body as { title: string; body: string }
  return { ...request, body: { title, body: text, labels: [label] } }
}

/**
 * Makes an issue once. Where nobody knows whether it was made it is looked for before it is made again: a repeated POST
 * is how other tools open two.
 */
async function create(
  operation: Extract<Operation, { kind: 'create' }>,
  frame: ApplyFrame,
  ports: IssuePorts,
): Promise<Applied> {
  const { write } = requestsOf(operation, frame)
  let request = write
  let result = await once(request, ports)
  if (result.kind === 'refused' && result.answer.status === 422) {
    request = withoutExtras(write, frame.labels[0] ?? '')
    result = await once(request, ports)
  }
  for (let attempt = 1; attempt <= 2 && result.kind === 'unknown'; attempt++) {
    for (const pause of LOOKS) {
      await ports.wait(pause)
      const issue = await findMade(operation, frame, ports)
      if (issue) return { operation, issue }
    }
    if (attempt === 1) result = await once(request, ports)
  }
  if (result.kind !== 'done') return failed(operation, result)
  return made(operation, result.answer, frame, request !== write)
}

function made(operation: Operation, { body }: GitHubAnswer, frame: ApplyFrame, isPlain: boolean): Applied {
  const issue = observedOf(body, frame.login)
  if (!issue)
    return { operation, fault: 'GitHub answered with something that is not the issue that was made' }
  const lost = frame.labels.filter((label) => !hasLabel(issue.labels, label))
  const said =
    lost.length > 0 ? `GitHub dropped the labels ${lost.join(', ')} of #${issue.number}` : undefined
  const warning = isPlain
    ? `GitHub refused the labels or assignees of #${issue.number}; it has none of them`
    : said
  return { operation, issue, ...(warning === undefined ? {} : { warning }) }
}

/** Whether we wrote it: anybody can write our marker into a comment of their own. */
function isOurs(comment: unknown, login: string, key: string): boolean {
  const { body, user } = (comment ?? {}) as { body?: unknown; user?: { login?: unknown } | null }
  return user?.login === login && String(body ?? '').startsWith(commentMarker(key))
}

async function isThere({ key, request }: CommentPlan, login: string, ports: IssuePorts): Promise<boolean> {
  const since = new Date(ports.now() - DAY).toISOString()
  const body = await readFrom({ method: 'GET', path: request.path, query: { since, per_page: '100' } }, ports)
  return Array.isArray(body) && body.some((comment) => isOurs(comment, login, key))
}

/** Writes a comment, but not a second time: where there are more than are known of, it may be there already. */
async function say(
  plan: CommentPlan,
  issue: Observed,
  login: string,
  ports: IssuePorts,
): Promise<Result | undefined> {
  const isKnown = issue.state !== undefined && issue.comments === issue.state.comments
  if (!isKnown && issue.comments > 0 && (await isThere(plan, login, ports))) return undefined
  const result = await once(plan.request, ports)
  if (result.kind !== 'unknown') return result
  await ports.wait(LOOKS[1] ?? 0)
  return (await isThere(plan, login, ports)) ? undefined : once(plan.request, ports)
}

/** A person has closed it a moment ago, and did not know of what is new. */
function isUnheard(operation: Operation, issue: Observed | undefined): boolean {
  return operation.kind === 'edit' && isNews(operation.change) && issue?.isOpen === false
}

async function change(
  operation: Exclude<Operation, { kind: 'leave' | 'create' }>,
  frame: ApplyFrame,
  ports: IssuePorts,
): Promise<Applied> {
  const { issue } = operation
  const { comment, write } = requestsOf(operation, frame)
  const said = comment && (await say(comment, issue, frame.login, ports))
  if (said && said.kind !== 'done' && said.kind !== 'refused') return failed(operation, said)
  if (comment) await ports.wait(BETWEEN_POSTS)
  let result = await repeatedly(write, ports)
  if (result.kind === 'done' && isUnheard(operation, observedOf(result.answer.body, frame.login))) {
    const body = { state: 'open', state_reason: 'reopened' }
    result = await repeatedly({ ...write, body }, ports)
  }
  if (result.kind !== 'done') return failed(operation, result)
  const now = observedOf(result.answer.body, frame.login) ?? issue
  const silent =
    said?.kind === 'refused' ? `no comment could be written on #${issue.number}: ${explain(said)}` : ''
  return { operation, issue: now, ...(silent === '' ? {} : { warning: silent }) }
}

/** Whether every other operation would end the same way. */
function failed(operation: Operation, result: Exclude<Result, { kind: 'done' }>): Applied {
  const fault = explain(result)
  const status = result.kind === 'refused' ? result.answer.status : 0
  const isEverywhere = operation.kind === 'create' ? [401, 403, 404, 410] : [401]
  const isHopeless = result.kind === 'limited' || isEverywhere.includes(status) || isForbidden(result)
  return { operation, fault, ...(isHopeless ? { isHopeless } : {}) }
}

async function attempt(
  operation: Exclude<Operation, { kind: 'leave' }>,
  frame: ApplyFrame,
  ports: IssuePorts,
): Promise<Applied> {
  try {
    return operation.kind === 'create'
      ? await create(operation, frame, ports)
      : await change(operation, frame, ports)
  } catch (thrown) {
    if (!(thrown instanceof RunError)) throw thrown
    return { operation, fault: thrown.message }
  }
}

/**
 * Does what was planned, one after the other and at GitHub's pace. What fails is told and takes nothing else with it,
 * save where nothing else could be done either. Repeating all of it changes nothing more.
 */
export async function applyOperations(
  operations: readonly Operation[],
  frame: ApplyFrame,
  ports: IssuePorts,
): Promise<readonly Applied[]> {
  const applied: Applied[] = []
  for (const [index, operation] of operations.entries()) {
    const hopeless = applied.find((one) => one.isHopeless)
    if (operation.kind === 'leave') {
      applied.push({ operation, ...(operation.issue ? { issue: operation.issue } : {}) })
      continue
    }
    if (hopeless) {
      applied.push({ operation, fault: hopeless.fault ?? '' })
      continue
    }
    applied.push(await attempt(operation, frame, ports))
    const isLast = operations.slice(index + 1).every(({ kind }) => kind === 'leave')
    if (!isLast) await ports.wait(operation.kind === 'create' ? BETWEEN_POSTS : BETWEEN_WRITES)
  }
  return applied
}
