import type { Report } from '../../core/report.ts'
import { issueText } from '../../formats/issue.ts'
import { type Change, changeOf, isNews, NO_CHANGE } from './change.ts'
import { absentGroup, type Group } from './group.ts'
import { hasLabel, type Observation, type Observed } from './observed.ts'
import type { Operation, Reason } from './operation.ts'
import type { Entry, Registry } from './registry.ts'
import { compareRuns, hashOf, type Remembered, type RunOrder, remember, type State } from './state.ts'

/** What decides how groups become issues. Times are in milliseconds. */
export interface IssuePolicy {
  readonly run: RunOrder
  /** By which our issues are found. */
  readonly label: string
  /** Whether comments tell of what is new or worse, and of what is fixed. */
  readonly comments: boolean
  /** An issue that was closed as fixed at most so long ago is opened again. */
  readonly reopenWithin: number
  /** So long a person's "not planned" holds. */
  readonly snooze: number
}

/** So long a person's "completed" is believed while the finding is still there. */
const GRACE = 24 * 60 * 60 * 1000
/** So often such an issue is opened again; then it is as if the person had said "not planned". */
const MAX_REOPENED = 2

/** One group with everything that is known about it. */
interface Case {
  readonly group: Group
  readonly entry: Entry | undefined
  readonly issues: readonly Observed[]
  readonly policy: IssuePolicy
  readonly now: number
  readonly isDeparted: boolean
}

function memoryOf({ issue, entry }: { issue: Observed | undefined; entry: Entry | undefined }) {
  return issue?.state?.findings ?? entry?.findings
}

/** What is not looked at any more may still be wrong: it stays remembered. */
function rememberedBy(group: Group, before: Remembered | undefined): Remembered {
  return remember(group.open, group.isComplete ? undefined : before)
}

function stateOf({ group, entry, policy }: Case, issue: Observed | undefined): State {
  const { check, name, target } = group
  const before = issue?.state ?? entry
  return {
    check,
    name,
    target,
    run: policy.run,
    hash: hashOf(issueText(group)),
    findings: rememberedBy(group, memoryOf({ issue, entry })),
    comments: issue?.comments ?? 0,
    reopened: before?.reopened ?? 0,
  }
}

function changeFrom(one: Case, issue: Observed): Change {
  const before = memoryOf({ issue, entry: one.entry })
  if (!before) return NO_CHANGE
  const change = changeOf(before, one.group.open)
  return one.group.isComplete ? change : { ...change, fixed: 0 }
}

function leave({ group }: Case, why: Reason, issue?: Observed): readonly Operation[] {
  return [{ kind: 'leave', group, why, ...(issue ? { issue } : {}) }]
}

/** A comment on a locked issue is refused; its body can still be written. */
function edit(one: Case, issue: Observed): readonly Operation[] {
  const { group, policy } = one
  const change = changeFrom(one, issue)
  const state = stateOf(one, issue)
  const isLabeled = hasLabel(issue.labels, policy.label)
  const isSame = issue.state?.hash === state.hash && !isNews(change) && issue.state.closed === undefined
  if (isSame && isLabeled) return leave(one, 'unchanged', issue)
  const isTold = policy.comments && isNews(change) && !issue.isLocked
  const labels = isLabeled ? {} : { labels: [...issue.labels, policy.label] }
  return [{ kind: 'edit', group, issue, state: counted(state, isTold), change, isTold, ...labels }]
}

/** The comment that goes with it is ours, and known. */
function counted(state: State, isTold: boolean): State {
  return isTold ? { ...state, comments: state.comments + 1 } : state
}

function create(one: Case, after?: Observed): readonly Operation[] {
  const state = { ...stateOf({ ...one, entry: undefined }, undefined), comments: 0 }
  return [{ kind: 'create', group: one.group, state, ...(after ? { after: after.number } : {}) }]
}

function reopen(
  one: Case,
  issue: Observed,
  why: Extract<Operation, { kind: 'reopen' }>['why'],
): readonly Operation[] {
  const { group, policy } = one
  const before = stateOf(one, issue)
  const reopened = before.reopened + (why === 'not-fixed' ? 1 : 0)
  const state = counted({ ...before, reopened }, policy.comments && !issue.isLocked)
  return [{ kind: 'reopen', group, issue, state, change: changeFrom(one, issue), why }]
}

function isByPerson(issue: Observed): boolean {
  return !issue.isOpen && issue.state?.closed === undefined
}

/** A person does not want to hear of it: "not planned", or a duplicate of something else. */
function isRefused({ reason }: Observed): boolean {
  return reason === 'not_planned' || reason === 'duplicate'
}

/** The group fails, and its last issue is closed: by us when it was fixed, or by a person. */
function again(one: Case, issue: Observed): readonly Operation[] {
  const { policy, now } = one
  const since = now - issue.closedAt
  if (issue.state?.closed !== undefined)
    return since <= policy.reopenWithin ? reopen(one, issue, 'again') : create(one, issue)
  if (isNews(changeFrom(one, issue))) return reopen(one, issue, 'worse')
  const isTiresome = ((issue.state ?? one.entry)?.reopened ?? 0) >= MAX_REOPENED
  if (isRefused(issue) || isTiresome)
    return since > policy.snooze ? reopen(one, issue, 'snooze-over') : leave(one, 'snoozed', issue)
  return since > GRACE ? reopen(one, issue, 'not-fixed') : leave(one, 'grace', issue)
}

/** The group fails, and a person has moved its issue away or deleted it. */
function departed(one: Case, entry: Entry): readonly Operation[] {
  const { group, policy, now } = one
  const since = now - (entry.departed?.at ?? now)
  const isSame = entry.findings === undefined || !isNews(changeOf(entry.findings, group.open))
  return isSame && since <= policy.snooze ? leave(one, 'departed') : create(one)
}

/** Of an issue that a person has closed already it is only remembered that they were right. */
function close(one: Case, issue: Observed): readonly Operation[] {
  const { group, policy } = one
  const why = group.status === 'gone' ? 'gone' : 'fixed'
  const isTold = policy.comments && issue.isOpen && !issue.isLocked
  const state = {
    ...counted(stateOf(one, issue), isTold),
    findings: new Map(),
    reopened: 0,
    closed: why,
  } as const
  return [{ kind: 'close', group, issue, state, why, isTold }]
}

function newestClosed(issues: readonly Observed[]): Observed | undefined {
  return issues.reduce<Observed | undefined>(
    (newest, issue) => (newest && newest.number > issue.number ? newest : issue),
    undefined,
  )
}

/** Of several open issues of a group the first one stays. */
function duplicates(one: Case, [first, ...others]: readonly Observed[]): readonly Operation[] {
  return others.flatMap((issue): readonly Operation[] => {
    const state = { ...stateOf(one, issue), closed: 'duplicate' as const, run: issue.state?.run ?? [0, 0] }
    return first ? [{ kind: 'duplicate', group: one.group, issue, state, of: first.number }] : []
  })
}

/** Nothing is wrong with the group any more. */
function quiet(one: Case, open: Observed | undefined, closed: Observed | undefined): readonly Operation[] {
  if (open) return close(one, open)
  // Else the same problem, back in a month, would be taken for one that was never fixed.
  const isConfirmed = closed && isByPerson(closed) && !isRefused(closed) && one.group.status === 'clean'
  return isConfirmed ? close(one, closed) : leave(one, 'clean')
}

function main(one: Case, open: Observed | undefined, closed: Observed | undefined): readonly Operation[] {
  const { group, entry } = one
  if (group.status === 'unknown')
    return leave(one, 'unknown', open ?? (closed && isByPerson(closed) ? closed : undefined))
  if (group.status !== 'failing') return quiet(one, open, closed)
  if (open) return edit(one, open)
  const isAway = entry && one.isDeparted && (closed === undefined || closed.number < entry.number)
  if (isAway) return departed(one, entry)
  return closed ? again(one, closed) : create(one)
}

function operationsOf(one: Case): readonly Operation[] {
  const mine = one.issues.filter((issue) => issue.state?.closed !== 'duplicate' || issue.isOpen)
  const open = mine.filter((issue) => issue.isOpen).toSorted((a, b) => a.number - b.number)
  const [first] = open
  const closed = newestClosed(mine.filter((issue) => !issue.isOpen))
  const writers = [...mine.map((issue) => issue.state?.run), one.entry?.run]
  const isStale = writers.some((run) => run && compareRuns(run, one.policy.run) > 0)
  if (isStale) return leave(one, 'stale', first)
  return [...duplicates(one, open), ...main(one, first, closed)]
}

/** Issues by the key of their group: by their own first line, else by the number that the registry has. */
function byKey({ issues }: Observation, registry: Registry): ReadonlyMap<string, readonly Observed[]> {
  const keys = new Map([...registry.groups].map(([key, { number }]) => [number, key]))
  const found = new Map<string, Observed[]>()
  for (const issue of issues) {
    const key = issue.key ?? keys.get(issue.number)
    if (key !== undefined) found.set(key, [...(found.get(key) ?? []), issue])
  }
  return found
}

/**
 * What to do so that exactly one issue is open for each group that fails and none for any other: pure, the same for
 * the same arguments, and nothing where all is as it should be. `groups` are those of `report`; what was observed or
 * remembered beyond them is judged by whether its run could tell.
 */
export function plan(
  { groups, report }: { readonly groups: readonly Group[]; readonly report: Report },
  observation: Observation,
  registry: Registry,
  policy: IssuePolicy,
  now: Date,
): readonly Operation[] {
  const issues = byKey(observation, registry)
  const wanted = new Map(groups.map((group) => [group.key, group]))
  for (const key of [...issues.keys(), ...registry.groups.keys()]) {
    const name = issues.get(key)?.[0]?.state ?? registry.groups.get(key)
    if (name && !wanted.has(key)) wanted.set(key, absentGroup(key, name, report))
  }
  return [...wanted].flatMap(([key, group]) => {
    const entry = registry.groups.get(key)
    const isDeparted = entry !== undefined && observation.departed.has(entry.number)
    const mine = issues.get(key) ?? []
    return operationsOf({ group, entry, issues: mine, policy, now: now.getTime(), isDeparted })
  })
}
