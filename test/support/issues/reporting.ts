import type { Report } from '../../../src/core/report.ts'
import type { IssuePorts } from '../../../src/sinks/issues/api.ts'
import type { Grouping } from '../../../src/sinks/issues/group.ts'
import { lookAtIssues } from '../../../src/sinks/issues/look.ts'
import { type Outcome, reconcile, type Wishes } from '../../../src/sinks/issues/reconcile.ts'
import type { RunOrder } from '../../../src/sinks/issues/state.ts'
import type { IssueNow } from '../github/model/summary.ts'
import { createModel, type Model } from '../github/model.ts'
import { type Ports, simulate } from '../github/virtual.ts'

export const HOUR = 60 * 60 * 1000
export const DAY = 24 * HOUR
export const LABEL = 'upkeep'

/** What a test wants otherwise than the defaults. */
export interface Asked {
  readonly dashboard?: boolean
  readonly groupBy?: Grouping
  readonly comments?: boolean
  readonly assignees?: readonly string[]
  readonly labels?: readonly string[]
  readonly remindAfter?: number
  /** The id of the repository. */
  readonly home?: string
}

function wishesOf(asked: Asked, run: RunOrder, login: string, at: number): Wishes {
  const comments = asked.comments ?? true
  return {
    groups: { issueOn: 'moderate', groupBy: asked.groupBy ?? 'target' },
    issues: { run, label: LABEL, comments, reopenWithin: 14 * DAY, snooze: 90 * DAY },
    frame: {
      repository: 'octo/repo',
      ...(asked.home === undefined ? {} : { home: asked.home }),
      login,
      labels: [LABEL, ...(asked.labels ?? [])],
      assignees: asked.assignees ?? [],
      comments,
      at: new Date(at),
      runUrl: `https://github.test/octo/repo/actions/runs/${run[0]}`,
    },
    hasDashboard: asked.dashboard ?? true,
    remindAfter: asked.remindAfter ?? 7 * DAY,
    due: new Map(),
    schedules: undefined,
  }
}

/** What the report action does with issues, whole: looks, plans, writes, settles. */
export async function reconcileOnce(
  report: Report,
  run: RunOrder,
  ports: IssuePorts,
  asked: Asked = {},
): Promise<Outcome> {
  const home = asked.home === undefined ? {} : { home: asked.home }
  const before = await lookAtIssues({ repository: 'octo/repo', label: LABEL, ...home }, 97 * DAY, ports)
  const wishes = wishesOf(asked, run, before.observation.login, ports.now())
  return reconcile(report, before, wishes, ports)
}

/** A repository whose runs come one after the other, an hour apart. */
export interface Repository {
  readonly model: Model
  /** One run, with the next id; how many requests it took, and how many of them wrote. */
  readonly report: (
    report: Report,
    asked?: Asked,
  ) => Promise<Outcome & { readonly requests: number; readonly writes: number }>
  /** Several runs at the same time. */
  readonly together: (
    reports: readonly Report[],
    asked?: Asked,
  ) => Promise<readonly PromiseSettledResult<Outcome>[]>
  /** One run with an id of its own. */
  readonly as: (run: RunOrder, report: Report, asked?: Asked) => Promise<Outcome>
  /** Lets time go by. */
  readonly pass: (milliseconds: number) => void
  /** The issues of findings, and not the dashboard. */
  readonly issues: () => readonly IssueNow[]
  readonly open: () => readonly IssueNow[]
  readonly dashboard: () => IssueNow | undefined
}

/** Makes a repository. `model` may have faults; nothing is asserted of it here. */
export function repositoryOf(model: Model = createModel({ validate: false }), seed = 1): Repository {
  let id = 100
  let at = model.now()
  const run = async <T>(clients: readonly ((ports: Ports) => Promise<T>)[]) => {
    id += clients.length
    const { results, end } = await simulate({ model, clients, seed: seed * 1000 + id, start: at })
    at = Math.max(at + HOUR, end + HOUR)
    model.advance(at)
    return results
  }
  const one = async (order: RunOrder, report: Report, asked?: Asked) => {
    const [result] = await run([(ports: Ports) => reconcileOnce(report, order, ports, asked)])
    if (result?.status !== 'fulfilled') throw result?.reason
    return result.value
  }
  const isDashboard = ({ title, body }: IssueNow) =>
    title === 'Upkeep dashboard' || (body?.includes('"kind":"dashboard"') ?? false)
  const isLiveness = ({ body }: IssueNow) => body?.includes('"key":"report (liveness)"') ?? false
  const issues = () =>
    model
      .issues()
      .filter((issue) => !isDashboard(issue) && !isLiveness(issue) && !issue.isPull && !issue.gone)
  return {
    model,
    report: async (report, asked) => {
      const { requests, writes } = { ...model.counts }
      const outcome = await one([id + 1, 1], report, asked)
      return { ...outcome, requests: model.counts.requests - requests, writes: model.counts.writes - writes }
    },
    together: (reports, asked) => {
      const first = id + 1
      return run(
        reports.map(
          (report, index) => (ports: Ports) => reconcileOnce(report, [first + index, 1], ports, asked),
        ),
      )
    },
    as: one,
    pass: (milliseconds) => {
      at += milliseconds
      model.advance(at)
    },
    issues,
    open: () => issues().filter(({ state }) => state === 'open'),
    dashboard: () => model.issues().find((issue) => isDashboard(issue) && issue.gone === undefined),
  }
}
