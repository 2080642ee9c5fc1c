import type { News } from '../../core/news.ts'
import type { Report } from '../../core/report.ts'
import { type Dashboard, dashboardText } from '../../formats/dashboard.ts'
import { issueTitle } from '../../formats/issue.ts'
import { type IssuePorts, repeatedly } from './api.ts'
import { type Applied, type ApplyFrame, applyOperations } from './apply.ts'
import { type Group, type GroupPolicy, groupsOf } from './group.ts'
import { withRegistry, writeDashboard } from './holder.ts'
import { type Before, LIVENESS, LIVENESS_KEY } from './look.ts'
import { newsFrom } from './news.ts'
import { repositoryPath } from './observe.ts'
import type { Observed } from './observed.ts'
import type { Operation } from './operation.ts'
import { type IssuePolicy, plan } from './plan.ts'
import { type Registry, recordKey } from './registry.ts'
import { nextChecks, nextGroups } from './remember.ts'
import { settle } from './settle.ts'
import type { RunOrder } from './state.ts'

export interface Wishes {
  readonly groups: GroupPolicy
  readonly issues: IssuePolicy
  readonly frame: ApplyFrame
  readonly hasDashboard: boolean
  /** Milliseconds; 0 for never. */
  readonly remindAfter: number
  /** When schedules run checks next, by check. */
  readonly due: ReadonlyMap<string, Date>
  /** Since when each schedule is known, to be remembered; undefined where nobody looked. */
  readonly schedules: ReadonlyMap<string, Date> | undefined
}

/** What came of it. */
export interface Outcome {
  readonly applied: readonly Applied[]
  readonly news: readonly News[]
  readonly dashboardUrl?: string
  /** When each check last could tell, by its id and the run's name. */
  readonly lastTold: ReadonlyMap<string, Date>
  /** What could not be done, in words. */
  readonly faults: readonly string[]
  readonly warnings: readonly string[]
}

/** When each check last could tell, by its id and the run's name with a space between. */
export function lastToldIn({ checks }: Registry): ReadonlyMap<string, Date> {
  const told = [...checks].filter(([, { toldAt }]) => toldAt > 0)
  return new Map(told.map(([key, { toldAt }]) => [key, new Date(toldAt)]))
}

/** What would be done: pure. */
export function planFor(
  report: Report,
  before: Before,
  { groups, issues }: Wishes,
  now: Date,
): readonly Operation[] {
  const wanted = { groups: groupsOf(report, groups), report }
  return plan(wanted, before.observation, before.registry, issues, now)
}

function wordOf(
  applied: Applied | undefined,
  departed: string | undefined,
): Dashboard['groups'][number]['word'] {
  if (departed === 'transferred' || departed === 'deleted') return departed
  const isOpen = applied?.issue?.isOpen ?? true
  const isSnoozed = applied?.operation.kind === 'leave' && !isOpen
  return isSnoozed ? 'snoozed' : 'open'
}

function dashboardOf(registry: Registry, applied: readonly Applied[], due: Wishes['due']): Dashboard {
  const byKey = new Map(applied.map((one) => [one.operation.group.key, one]))
  const groups = [...registry.groups].map(([key, entry]) => {
    const word = wordOf(byKey.get(key), entry.departed?.how)
    return { title: issueTitle(entry), number: entry.number, word, of: recordKey(entry) }
  })
  const sorted = groups.toSorted((a, b) => a.number - b.number)
  const checks = [...registry.checks].map(([key, { toldAt, ...record }]) => {
    const nextDue = due.get(record.check)
    return {
      ...record,
      ...(toldAt > 0 ? { toldAt: new Date(toldAt) } : {}),
      ...(nextDue ? { nextDue } : {}),
      issues: sorted.filter(({ of, word }) => of === key && word === 'open').map(({ number }) => number),
    }
  })
  return { groups: sorted, checks: checks.toSorted((a, b) => (recordKey(a) < recordKey(b) ? -1 : 1)) }
}

/** Without a dashboard the liveness issue is the memory: it is made for that, and closed at once where nothing is wrong. */
async function writeMemory(
  registry: Registry,
  applied: readonly Applied[],
  before: Before,
  { frame, issues }: Wishes,
  ports: IssuePorts,
): Promise<readonly string[]> {
  const mine = (one: Applied) =>
    one.operation.group.key === LIVENESS_KEY && one.operation.kind !== 'duplicate'
  const observed = before.observation.issues.filter(({ key }) => key === LIVENESS_KEY).at(-1)
  const issue = applied.find(mine)?.issue ?? observed
  if (issue) return rewrite(issue, registry, frame, issues.run, ports)
  const isNeeded = registry.groups.size > 0 || [...registry.checks.values()].some(({ untold }) => untold > 0)
  if (!isNeeded) return []
  const group: Group = {
    ...LIVENESS,
    key: LIVENESS_KEY,
    status: 'failing',
    open: [],
    waived: 0,
    below: 0,
    gaps: [],
    isComplete: true,
  }
  const state = { ...LIVENESS, run: issues.run, hash: '', findings: new Map(), comments: 0, reopened: 0 }
  const [made] = await applyOperations([{ kind: 'create', group, state }], frame, ports)
  if (!made?.issue) return made?.fault === undefined ? [] : [made.fault]
  const closing: Operation = {
    kind: 'close',
    group,
    issue: made.issue,
    state: { ...state, closed: 'fixed' },
    why: 'fixed',
    isTold: false,
  }
  const [closed] = await applyOperations([closing], frame, ports)
  return rewrite(closed?.issue ?? made.issue, registry, frame, issues.run, ports)
}

async function rewrite(
  issue: Observed,
  registry: Registry,
  frame: ApplyFrame,
  run: RunOrder,
  ports: IssuePorts,
): Promise<readonly string[]> {
  const body = withRegistry(issue.body, registry, run)
  if (body === undefined) return []
  const path = `${repositoryPath(frame.repository)}/issues/${issue.number}`
  const result = await repeatedly({ method: 'PATCH', path, body: { body } }, ports)
  return result.kind === 'done' ? [] : [result.reason]
}

/**
 * Brings the repository's issues to what this report says they should be, and the memory beside them. Never throws for
 * GitHub's faults: they are told, and the next run mends them.
 */
export async function reconcile(
  report: Report,
  before: Before,
  wishes: Wishes,
  ports: IssuePorts,
): Promise<Outcome> {
  const start = ports.now()
  const now = new Date(start)
  const { frame, hasDashboard, remindAfter, issues } = wishes
  const done = await applyOperations(planFor(report, before, wishes, now), frame, ports)
  const applied = await settle(done, frame, ports, start)
  const news = newsFrom(applied, before.registry, remindAfter, now)
  const { observation, registry } = before
  const told = new Set(news.keys())
  const nextOf = (known: Registry): Registry => ({
    groups: nextGroups(applied, { run: issues.run, observation, registry: known, now, told }),
    checks: nextChecks(report, known, now, issues.run),
    schedules: wishes.schedules ?? known.schedules,
  })
  const next = nextOf(registry)
  const faults = applied.flatMap(({ fault }) => fault ?? [])
  const outcome = {
    applied,
    lastTold: lastToldIn(next),
    news: [...news.values()],
    warnings: applied.flatMap(({ warning }) => warning ?? []),
  }
  if (!hasDashboard) {
    const missing = await writeMemory(next, applied, before, wishes, ports)
    return { ...outcome, faults: [...new Set([...faults, ...missing])] }
  }
  const { repository, login, home } = frame
  const holder = {
    repository,
    login,
    label: issues.label,
    run: issues.run,
    ...(home === undefined ? {} : { home }),
  }
  const compose = (since: Registry | undefined) => {
    const remembered = since ? nextOf(since) : next
    return { registry: remembered, text: dashboardText(dashboardOf(remembered, applied, wishes.due)) }
  }
  const dashboard = await writeDashboard(compose, observation.issues, holder, ports)
  return typeof dashboard === 'string'
    ? { ...outcome, faults: [...new Set([...faults, dashboard])] }
    : { ...outcome, faults: [...new Set(faults)], dashboardUrl: dashboard.url }
}
