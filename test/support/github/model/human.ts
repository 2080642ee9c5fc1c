import {
  addComment,
  addIssue,
  ensureLabel,
  findLabel,
  type IssueVersion,
  type Reason,
  type State,
  writeIssue,
} from './state.ts'

interface Opened {
  readonly title: string
  readonly body?: string
  readonly labels?: readonly string[]
  /** `octocat` without it. */
  readonly author?: string
}

/** What people do on GitHub's pages, each at the model's present time. Nothing of it counts or is refused. */
export interface Human {
  readonly open: (issue: Opened) => number
  readonly openPull: (issue: Opened) => number
  readonly close: (number: number, reason?: Reason) => void
  readonly reopen: (number: number) => void
  readonly comment: (number: number, body: string) => void
  readonly retitle: (number: number, title: string) => void
  /** Replaces the labels; unknown ones are made. */
  readonly relabel: (number: number, names: readonly string[]) => void
  /** As a browser sends it, with CRLF. */
  readonly editBody: (number: number, body: string) => void
  readonly wipeBody: (number: number) => void
  readonly lock: (number: number) => void
  readonly unlock: (number: number) => void
  readonly delete: (number: number) => void
  readonly deleteComment: (id: number) => void
  readonly transfer: (number: number) => void
  readonly renameLabel: (name: string, to: string) => void
  readonly deleteLabel: (name: string) => void
  /** Somebody leaves: nothing can be assigned to them, and nothing is. */
  readonly removeAssignee: (login: string) => void
  readonly disableIssues: () => void
  readonly enableIssues: () => void
}

const SOMEBODY = 'octocat'

function openedBy(state: State, isPull: boolean) {
  return ({ title, body, labels = [], author = SOMEBODY }: Opened): number => {
    const ids = labels.map((name) => ensureLabel(state, name).id)
    return addIssue(state, state.now, author, { title, body: body ?? null, labels: ids }, isPull)
  }
}

/** Somebody who acts on a state. */
export function makeHuman(state: State): Human {
  const change = (number: number, version: Partial<IssueVersion>) => {
    if (!state.issues[number - 1]) throw new Error(`there is no issue ${number}`)
    writeIssue(state, number, state.now, version)
  }
  return {
    open: openedBy(state, false),
    openPull: openedBy(state, true),
    close: (number, reason = 'completed') =>
      change(number, { state: 'closed', reason, closedAt: state.now, closedBy: SOMEBODY }),
    reopen: (number) => change(number, { state: 'open', reason: 'reopened', closedAt: null, closedBy: null }),
    comment: (number, body) => void addComment(state, state.now, number, SOMEBODY, body),
    retitle: (number, title) => change(number, { title }),
    relabel: (number, names) => change(number, { labels: names.map((name) => ensureLabel(state, name).id) }),
    editBody: (number, body) => change(number, { body: body.replace(/\r?\n/g, '\r\n') }),
    wipeBody: (number) => change(number, { body: null }),
    lock: (number) => change(number, { locked: true }),
    unlock: (number) => change(number, { locked: false }),
    delete: (number) => change(number, { gone: 'deleted' }),
    transfer: (number) => change(number, { gone: 'transferred' }),
    deleteComment: (id) => {
      state.comments = state.comments.map((each) => {
        if (each.id !== id) return each
        return { ...each, versions: [...each.versions, { at: state.now, body: '', gone: 'deleted' }] }
      })
    },
    renameLabel: (name, to) => {
      const found = findLabel(state, name)
      if (!found) throw new Error(`there is no label ${name}`)
      state.labels = state.labels.map((label) => (label === found ? { ...label, name: to } : label))
    },
    deleteLabel: (name) => {
      const found = findLabel(state, name)
      state.labels = state.labels.filter((label) => label !== found)
    },
    removeAssignee: (login) => {
      state.assignable = state.assignable.filter((each) => each !== login)
      for (const { number, versions } of state.issues) {
        const assignees = versions.at(-1)?.assignees ?? []
        if (!assignees.includes(login)) continue
        change(number, { assignees: assignees.filter((each) => each !== login) })
      }
    },
    disableIssues: () => {
      state.hasIssues = false
    },
    enableIssues: () => {
      state.hasIssues = true
    },
  }
}
