import type { GitHubRequest } from '../../core/github-ports.ts'
import { issueTitle } from '../../formats/issue.ts'
import type { Applied } from './apply.ts'
import type { Operation, Reason } from './operation.ts'
import { type RequestFrame, requestsOf } from './requests.ts'

const LEFT: Readonly<Record<Reason, string>> = {
  unchanged: 'is as its issue says',
  clean: 'is clean and has no open issue',
  unknown: 'could not be told: its issues stay as they are',
  stale: 'has been written by a run that began later',
  snoozed: 'was closed by a person, and nothing is new or worse',
  grace: 'was closed by a person as completed less than a day ago',
  departed: 'has had its issue moved or deleted by a person, and nothing is new or worse',
}

const DONE = {
  create: 'opened',
  edit: 'edited',
  reopen: 'opened again',
  close: 'closed',
  duplicate: 'closed as a duplicate',
} as const

/** What came of an operation, in one line of text from outside: escape it. */
export function outcomeLine({ operation, issue, fault }: Applied): string {
  const name = issueTitle(operation.group)
  const number = issue ? ` (#${issue.number})` : ''
  if (operation.kind === 'leave') return `${name}${number} ${LEFT[operation.why]}`
  if (fault !== undefined) return `${name}${number} could not be ${DONE[operation.kind]}: ${fault}`
  return `${name}${number} ${DONE[operation.kind]}`
}

function requestLine({ method, path, body }: GitHubRequest): string {
  const fields = Object.entries((body ?? {}) as Readonly<Record<string, unknown>>).map(([name, value]) =>
    name === 'body' ? `body: ${String(value).length} characters` : `${name}: ${JSON.stringify(value)}`,
  )
  return `${method} ${path} { ${fields.join(', ')} }`
}

/** What an operation would send, a line for each request; text from outside: escape it. */
export function dryLines(operation: Operation, frame: RequestFrame): readonly string[] {
  if (operation.kind === 'leave') {
    const { issue } = operation
    return [outcomeLine({ operation, ...(issue ? { issue } : {}) })]
  }
  const { comment, write } = requestsOf(operation, frame)
  return [...(comment ? [comment.request] : []), write].map(requestLine)
}
