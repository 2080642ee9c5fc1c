import type { GitHubAnswer } from '../../../../src/core/github-ports.ts'
import { disabled, forbidden, isAnswer, issueFor } from './access.ts'
import { invalid, json, pageOf, stamp } from './answers.ts'
import { isAssignable, issueMistakes, namesIn } from './fields.ts'
import {
  addIssue,
  asOf,
  type Call,
  ensureLabel,
  findLabel,
  type IssueVersion,
  latest,
  type Reason,
  type StoredIssue,
  writeIssue,
} from './state.ts'
import { issueView } from './views.ts'

interface Shown {
  readonly issue: StoredIssue
  readonly version: IssueVersion
}

/** Whether a list with these filters shows an issue. */
function isListed({ query, state }: Call, { issue, version }: Shown): boolean {
  const { state: wanted = 'open', labels = '', creator, since, assignee } = query
  if (version.gone) return false
  if (wanted !== 'all' && version.state !== wanted) return false
  if (creator !== undefined && issue.author.toLowerCase() !== creator.toLowerCase()) return false
  // By seconds, as the answers have them.
  if (since !== undefined && stamp(version.updatedAt) < stamp(Date.parse(since))) return false
  if (
    assignee !== undefined &&
    assignee !== '*' &&
    assignee !== 'none' &&
    !version.assignees.includes(assignee)
  )
    return false
  const names = labels.split(',').filter((name) => name !== '')
  return names.every((name) => version.labels.includes(findLabel(state, name)?.id ?? -1))
}

function byOrder({ query }: Call): (a: Shown, b: Shown) => number {
  const { sort = 'created', direction = 'desc' } = query
  const key = ({ issue, version }: Shown) =>
    sort === 'updated' ? version.updatedAt : sort === 'comments' ? version.comments : issue.createdAt
  const sign = direction === 'asc' ? 1 : -1
  return (a, b) => sign * (key(a) - key(b) || a.issue.number - b.issue.number)
}

/** As a replica knows them, pull requests among them. */
export function listIssues(call: Call): GitHubAnswer {
  const refusal = disabled(call) ?? forbidden(call, 'issues', 'read')
  if (refusal) return refusal
  const shown = call.state.issues.flatMap((issue) => {
    const version = asOf(issue.versions, call.seenAt)
    return version ? [{ issue, version }] : []
  })
  const listed = shown.filter((each) => isListed(call, each)).sort(byOrder(call))
  const { items, headers } = pageOf(call, listed)
  return json(
    200,
    items.map(({ issue, version }) => issueView(call, issue, version)),
    headers,
  )
}

/** What a body says of labels, assignees and the milestone, unless GitHub drops it without a word. */
function attributes(call: Call): Partial<IssueVersion> {
  const { body, state, rules } = call
  const labels = rules.drops.labels ? undefined : namesIn(body['labels'], 'name')
  const assignees = rules.drops.assignees ? undefined : namesIn(body['assignees'], 'login')
  const { assignee, milestone } = body
  const single = assignee === undefined || rules.drops.assignees ? undefined : assignee ? [`${assignee}`] : []
  const people = assignees ?? single
  return {
    ...(labels ? { labels: [...new Set(labels.map((name) => ensureLabel(state, name).id))] } : {}),
    ...(people ? { assignees: [...new Set(people)].filter((login) => isAssignable(call, login)) } : {}),
    ...(milestone === undefined ? {} : { milestone: milestone === null ? null : Number(milestone) }),
  }
}

/** Opens an issue by the token: another one for each request. */
export function createIssue(call: Call): GitHubAnswer {
  const refusal = disabled(call) ?? forbidden(call, 'issues', 'write')
  if (refusal) return refusal
  const wrong = issueMistakes(call, true)
  if (wrong.length > 0) return invalid(wrong)
  const { state, body, at, rules, counts } = call
  const text = typeof body['body'] === 'string' ? body['body'] : null
  const first = { title: String(body['title']), body: text, ...attributes(call) }
  const number = addIssue(state, at, rules.login, first)
  counts.creates += 1
  counts.notifications += 1
  const answer = showIssue(call, number)
  return {
    ...answer,
    status: 201,
    headers: { ...answer.headers, location: `${call.apiUrl}${call.path}/${number}` },
  }
}

/** Fresh, whatever the lists show. */
function showIssue(call: Call, number: number): GitHubAnswer {
  const issue = call.state.issues[number - 1]
  if (!issue) throw new Error(`there is no issue ${number}`)
  return json(200, issueView(call, issue, latest(issue)))
}

/** One issue, fresh, whatever the lists show. */
export function getIssue(call: Call): GitHubAnswer {
  const issue = issueFor(call, 'read')
  return isAnswer(issue) ? issue : showIssue(call, issue.number)
}

/** The change of a state. GitHub ignores a reason where the state stays. */
function stateChange(call: Call, now: IssueVersion): Partial<IssueVersion> {
  const { state: wanted, state_reason: reason } = call.body
  if (wanted === undefined || wanted === now.state) return {}
  if (wanted === 'open') return { state: 'open', reason: 'reopened', closedAt: null, closedBy: null }
  const given = (reason ?? 'completed') as Reason
  return { state: 'closed', reason: given, closedAt: call.at, closedBy: call.rules.login }
}

/** Changes what the body names. Labels and assignees are replaced. */
export function updateIssue(call: Call): GitHubAnswer {
  const issue = issueFor(call, 'write')
  if (isAnswer(issue)) return issue
  const wrong = issueMistakes(call, false)
  if (wrong.length > 0) return invalid(wrong)
  const { body, state, at, counts } = call
  const change = stateChange(call, latest(issue))
  const texts = {
    ...(body['title'] === undefined ? {} : { title: String(body['title']) }),
    ...(body['body'] === undefined ? {} : { body: body['body'] as string | null }),
  }
  writeIssue(state, issue.number, at, { ...texts, ...attributes(call), ...change })
  if (change.state) counts.notifications += 1
  return showIssue(call, issue.number)
}
