import type { Json } from '../../core/finding.ts'
import type { GitHubRequest } from '../../core/github-ports.ts'
import {
  changeComment,
  closedText,
  closingComment,
  duplicateText,
  type IssueFrame,
  issueFoot,
  issueText,
  issueTitle,
} from '../../formats/issue.ts'
import { stateMarker } from './marker.ts'
import { repositoryPath } from './observe.ts'
import { hasLabel } from './observed.ts'
import type { Operation } from './operation.ts'
import { hashOf } from './state.ts'

/** What an operation needs to become requests. */
export interface RequestFrame extends IssueFrame {
  readonly repository: string
  /** The repository's id, where the runner says it: an issue that is transferred is no longer ours. */
  readonly home?: string
  /** All labels of a new issue, the one that it is found by first. */
  readonly labels: readonly string[]
  readonly assignees: readonly string[]
  readonly comments: boolean
}

/** A comment that is to stand once: its first line has a key by which it is found. */
export interface CommentPlan {
  readonly issue: number
  readonly key: string
  readonly request: GitHubRequest
}

/** What one operation asks of GitHub: first the comment, so that none is lost where a run ends in between. */
export interface Requests {
  readonly comment?: CommentPlan
  readonly write: GitHubRequest
}

type Writing = Exclude<Operation, { kind: 'leave' }>
type OnIssue = Exclude<Writing, { kind: 'create' }>

function issuePath(repository: string, number: number): string {
  return `${repositoryPath(repository)}/issues/${number}`
}

/** The first line of a comment of ours. */
export function commentMarker(key: string): string {
  return `<!-- upkeep:k=${key} -->`
}

function commentOf(
  operation: OnIssue,
  text: string,
  { repository, comments }: RequestFrame,
): { comment?: CommentPlan } {
  const { issue, state, group, kind } = operation
  if (!comments || issue.isLocked) return {}
  const { hash = '', run = [] } = issue.state ?? {}
  const key = hashOf([group.key, kind, state.hash, hash, run.join('.')].join('\n'))
  const body = `${commentMarker(key)}\n${text}`
  const path = `${issuePath(repository, issue.number)}/comments`
  return { comment: { issue: issue.number, key, request: { method: 'POST', path, body: { body } } } }
}

function bodyOf(operation: Writing, lines: readonly string[], { home }: RequestFrame): string {
  return [stateMarker(operation.group.key, operation.state, home), ...lines].join('\n')
}

function patch(
  operation: OnIssue,
  frame: RequestFrame,
  fields: Readonly<Record<string, Json>>,
): GitHubRequest {
  return { method: 'PATCH', path: issuePath(frame.repository, operation.issue.number), body: fields }
}

function withLabel(
  labels: readonly string[],
  { labels: [ours = ''] }: RequestFrame,
): Readonly<Record<string, Json>> {
  return hasLabel(labels, ours) ? {} : { labels: [...labels, ours] }
}

function createRequests(operation: Extract<Operation, { kind: 'create' }>, frame: RequestFrame): Requests {
  const { group, after } = operation
  const body = bodyOf(operation, [issueText(group), issueFoot(undefined, frame, after)], frame)
  const { labels, assignees } = frame
  return {
    write: {
      method: 'POST',
      path: `${repositoryPath(frame.repository)}/issues`,
      body: { title: issueTitle(group), body, labels, ...(assignees.length > 0 ? { assignees } : {}) },
    },
  }
}

function reopenRequests(operation: Extract<Operation, { kind: 'reopen' }>, frame: RequestFrame): Requests {
  const { group, change, why, issue } = operation
  const body = bodyOf(operation, [issueText(group), issueFoot(undefined, frame)], frame)
  const fields = { state: 'open', state_reason: 'reopened', body, ...withLabel(issue.labels, frame) }
  return {
    ...commentOf(operation, changeComment(change, why, frame), frame),
    write: patch(operation, frame, fields),
  }
}

function closeRequests(operation: Extract<Operation, { kind: 'close' }>, frame: RequestFrame): Requests {
  const { group, why, isTold, issue } = operation
  const reason = why === 'fixed' ? 'completed' : 'not_planned'
  const body = bodyOf(operation, [closedText(group, why, frame)], frame)
  const fields = { state: 'closed', state_reason: reason, body, ...withLabel(issue.labels, frame) }
  return {
    ...(isTold ? commentOf(operation, closingComment(group, why, frame), frame) : {}),
    write: patch(operation, frame, fields),
  }
}

/** The requests of one operation, whole: what is sent, and what a dry run prints. */
export function requestsOf(operation: Writing, frame: RequestFrame): Requests {
  switch (operation.kind) {
    case 'create':
      return createRequests(operation, frame)
    case 'reopen':
      return reopenRequests(operation, frame)
    case 'close':
      return closeRequests(operation, frame)
    case 'duplicate': {
      const body = bodyOf(operation, [duplicateText(operation.group, operation.of)], frame)
      return { write: patch(operation, frame, { state: 'closed', state_reason: 'duplicate', body }) }
    }
    case 'edit': {
      const { group, change, isTold, labels } = operation
      const body = bodyOf(operation, [issueText(group), issueFoot(change, frame)], frame)
      const fields = { body, ...(labels ? { labels } : {}) }
      const comment = isTold ? commentOf(operation, changeComment(change, undefined, frame), frame) : {}
      return { ...comment, write: patch(operation, frame, fields) }
    }
  }
}
