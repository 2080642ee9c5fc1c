import { type IssueVersion, isGone, latest, type State } from './state.ts'

/** An issue as a test looks at it: fresh, plain, with names for ids. */
export interface IssueNow {
  readonly number: number
  readonly author: string
  readonly isPull: boolean
  readonly title: string
  readonly body: string | null
  readonly state: 'open' | 'closed'
  readonly reason: IssueVersion['reason']
  readonly labels: readonly string[]
  readonly assignees: readonly string[]
  readonly milestone: number | null
  readonly locked: boolean
  readonly gone?: 'deleted' | 'transferred'
  readonly createdAt: number
  readonly updatedAt: number
  readonly closedAt: number | null
  readonly closedBy: string | null
  readonly comments: readonly { readonly id: number; readonly author: string; readonly body: string }[]
}

/** Every issue and pull request that ever was, the oldest first. */
export function issuesNow(state: State): readonly IssueNow[] {
  return state.issues.map((issue) => {
    const { at: _at, labels, ...version } = latest(issue)
    const comments = state.comments
      .filter((comment) => comment.issue === issue.number && !isGone(comment))
      .map(({ id, author, versions }) => ({ id, author, body: versions.at(-1)?.body ?? '' }))
    const { number, author, isPull, createdAt } = issue
    const names = labels.flatMap((id) => state.labels.find((label) => label.id === id)?.name ?? [])
    return { ...version, number, author, isPull, createdAt, labels: names, comments }
  })
}
