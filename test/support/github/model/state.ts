import type { GitHubAnswer } from '../../../../src/core/github-ports.ts'
import type { FakeCommit } from '../commit.ts'

/** Why an issue is closed, or that it was opened again. */
export type Reason = 'completed' | 'not_planned' | 'duplicate' | 'reopened'
/** How much of something a token may do. */
export type Access = 'none' | 'read' | 'write'

/** Times are in milliseconds since 1970, everywhere in the model. */
export interface Label {
  readonly id: number
  readonly name: string
  readonly color: string
  readonly description: string | null
}

/** What an issue was from a moment on. */
export interface IssueVersion {
  readonly at: number
  readonly title: string
  readonly body: string | null
  readonly state: 'open' | 'closed'
  readonly reason: Reason | null
  /** Ids of labels, so that a label's new name shows everywhere. */
  readonly labels: readonly number[]
  readonly assignees: readonly string[]
  readonly milestone: number | null
  readonly locked: boolean
  readonly comments: number
  readonly updatedAt: number
  readonly closedAt: number | null
  readonly closedBy: string | null
  readonly gone?: 'deleted' | 'transferred'
}

/** An issue or a pull request with all that it ever was. */
export interface StoredIssue {
  readonly number: number
  readonly author: string
  readonly isPull: boolean
  readonly createdAt: number
  /** Oldest first, never empty. */
  readonly versions: readonly IssueVersion[]
}

/** What a comment was from a moment on. */
export interface CommentVersion {
  readonly at: number
  readonly body: string
  readonly gone?: 'deleted'
}

/** A comment with all that it ever was. */
export interface StoredComment {
  readonly id: number
  readonly issue: number
  readonly author: string
  readonly createdAt: number
  readonly versions: readonly CommentVersion[]
}

/** A workflow; `active` without a state. */
export interface FakeWorkflow {
  readonly id: number
  readonly name: string
  /** `.github/workflows/weekly.yml`. */
  readonly path: string
  readonly state?: 'active' | 'deleted' | 'disabled_fork' | 'disabled_inactivity' | 'disabled_manually'
}

/** How a job or a run ended. */
export type Conclusion =
  | 'success'
  | 'failure'
  | 'neutral'
  | 'cancelled'
  | 'skipped'
  | 'timed_out'
  | 'action_required'
/** How far a job or a run is. */
export type Status = 'queued' | 'in_progress' | 'completed'

/** A job of a run; `completed` without a status. */
export interface FakeJob {
  readonly name: string
  readonly status?: Status
  readonly conclusion: Conclusion | null
}

/** A run of a workflow; not listed before its time. */
export interface FakeRun {
  readonly id: number
  readonly workflow: number
  /** `schedule`, `push`, `pull_request`, … */
  readonly event: string
  readonly status?: Status
  /** `startup_failure` too, which jobs do not have. */
  readonly conclusion: Conclusion | 'startup_failure' | 'stale' | null
  readonly at: number
  readonly attempt?: number
  readonly branch?: string
  readonly jobs?: readonly FakeJob[]
}

/** What was asked of the model; only requests and writes count what was refused too. */
export interface Counts {
  /** Every request, whatever became of it. */
  requests: number
  /** Every request but GET and GraphQL's, whatever became of it. */
  writes: number
  /** Issues created by the API. */
  creates: number
  /** Comments created by the API. */
  comments: number
  /** Requests that a rate limit refused. */
  limited: number
  /** What GitHub mails to watchers because of the API: an issue opened, closed or reopened, a comment. */
  notifications: number
}

/** Everything that the model remembers: plain values, replaced and not changed. */
export interface State {
  now: number
  issues: readonly StoredIssue[]
  comments: readonly StoredComment[]
  labels: readonly Label[]
  assignable: readonly string[]
  hasIssues: boolean
  workflows: readonly FakeWorkflow[]
  runs: readonly FakeRun[]
  nextLabel: number
  nextComment: number
}

/** The rules of a model that do not change. */
export interface Rules {
  readonly repository: string
  readonly login: string
  readonly permissions: Readonly<Record<'issues' | 'pull-requests' | 'actions' | 'contents', Access>>
  readonly isPrivate: boolean
  readonly milestones: readonly number[]
  /** What GitHub drops without a word for want of push access. */
  readonly drops: { readonly labels: boolean; readonly assignees: boolean }
  readonly commits: Readonly<Record<string, FakeCommit>>
}

/** A request to one operation, and the world it meets. */
export interface Call {
  readonly state: State
  readonly rules: Rules
  readonly counts: Counts
  readonly parameters: readonly string[]
  readonly query: Readonly<Record<string, string>>
  readonly body: Readonly<Record<string, unknown>>
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly at: number
  /** The moment whose state a list shows: before `at` by the replica's lag. */
  readonly seenAt: number
  /** Without a trailing slash. */
  readonly apiUrl: string
  readonly path: string
}

/** Answers requests to one operation, and writes to the state what they change. */
export type Handler = (call: Call) => GitHubAnswer

/** What an issue is now. */
export function latest(issue: StoredIssue): IssueVersion {
  return issue.versions[issue.versions.length - 1] as IssueVersion
}

/** What something was at a moment; undefined where it was not there yet. */
export function asOf<V extends { readonly at: number }>(versions: readonly V[], at: number): V | undefined {
  return versions.findLast((version) => version.at <= at)
}

/** Writes a new version of an issue. `updatedAt` moves with it. */
export function writeIssue(state: State, number: number, at: number, change: Partial<IssueVersion>): void {
  state.issues = state.issues.map((issue) => {
    if (issue.number !== number) return issue
    const version = { ...latest(issue), updatedAt: at, ...change, at }
    return { ...issue, versions: [...issue.versions, version] }
  })
}

/** Adds an issue and gives its number: one more than the last, deleted ones counted. */
export function addIssue(
  state: State,
  at: number,
  author: string,
  first: Partial<IssueVersion> & { readonly title: string },
  isPull = false,
): number {
  const number = state.issues.length + 1
  const version: IssueVersion = {
    body: null,
    state: 'open',
    reason: null,
    labels: [],
    assignees: [],
    milestone: null,
    locked: false,
    comments: 0,
    updatedAt: at,
    closedAt: null,
    closedBy: null,
    ...first,
    at,
  }
  state.issues = [...state.issues, { number, author, isPull, createdAt: at, versions: [version] }]
  return number
}

/** Adds a comment, which makes its issue newer, and gives its id. */
export function addComment(state: State, at: number, issue: number, author: string, body: string): number {
  const id = state.nextComment
  state.nextComment += 1
  state.comments = [...state.comments, { id, issue, author, createdAt: at, versions: [{ at, body }] }]
  const count = state.comments.filter((each) => each.issue === issue && !isGone(each)).length
  writeIssue(state, issue, at, { comments: count })
  return id
}

/** Whether a comment was deleted. */
export function isGone(comment: StoredComment): boolean {
  return comment.versions.at(-1)?.gone !== undefined
}

/** Names of labels are the same in any case. */
export function findLabel(state: State, name: string): Label | undefined {
  return state.labels.find((label) => label.name.toLowerCase() === name.toLowerCase())
}

/** The label of a name, made in GitHub's gray where there is none. */
export function ensureLabel(state: State, name: string, rest: Partial<Label> = {}): Label {
  const found = findLabel(state, name)
  if (found) return found
  const label: Label = { color: 'ededed', description: null, ...rest, id: state.nextLabel, name }
  state.nextLabel += 1
  state.labels = [...state.labels, label]
  return label
}
