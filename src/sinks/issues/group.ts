import type { Judged } from '../../core/policy.ts'
import type { CompletedRun, Report, Run } from '../../core/report.ts'
import { compareSeverity, isAtLeast, type Severity } from '../../core/severity.ts'
import { clip } from '../../formats/escape.ts'
import { type GroupName, keyOf, MAX_TARGET } from './state.ts'

export type Grouping = 'target' | 'check'

/** What may become one issue: a target of a run (or a whole run), as the newest reports have it. */
export interface Group extends GroupName {
  readonly key: string
  /**
   * `failing`: something is wrong. `clean`: completely looked at, and nothing is. `unknown`: could not tell.
   * `gone`: its check was completed and no longer has this target.
   */
  readonly status: 'failing' | 'clean' | 'unknown' | 'gone'
  /** What is wrong: not waived, at or above the threshold; the worst first. */
  readonly open: readonly Judged[]
  readonly waived: number
  /** Findings below the threshold. */
  readonly below: number
  readonly gaps: readonly { readonly subject: string; readonly reason: string }[]
  /** Whether all of it was looked at: else what is not among `open` may still be wrong. */
  readonly isComplete: boolean
}

export interface GroupPolicy {
  /** Findings as bad as this or worse open an issue. */
  readonly issueOn: Severity
  readonly groupBy: Grouping
}

/** The check whose findings are about the checks themselves: they are one issue, whatever their targets. */
export const OWN = 'report'

function nameOf(run: Run, target: string, groupBy: Grouping): GroupName {
  const isWhole = groupBy === 'check' || run.check === OWN
  return { check: run.check, name: run.name, target: isWhole ? '' : target }
}

interface Draft {
  readonly name: GroupName
  readonly judged: Judged[]
  readonly gaps: { readonly subject: string; readonly reason: string }[]
  isComplete: boolean
}

function draftsOf(runs: readonly CompletedRun[], groupBy: Grouping): readonly Draft[] {
  const drafts = new Map<string, Draft>()
  for (const run of runs) {
    const draftOf = (target: string): Draft => {
      const name = nameOf(run, target, groupBy)
      const draft = drafts.get(keyOf(name)) ?? { name, judged: [], gaps: [], isComplete: true }
      drafts.set(keyOf(name), draft)
      return draft
    }
    for (const { id, complete } of run.targets) {
      const draft = draftOf(id)
      if (!complete) draft.isComplete = false
    }
    for (const one of run.judged) draftOf(one.finding.target).judged.push(one)
    for (const { target, subject, reason } of run.gaps) {
      const draft = draftOf(target)
      draft.isComplete = false
      draft.gaps.push({ subject, reason })
    }
  }
  return [...drafts.values()]
}

function byRank(a: Judged, b: Judged): number {
  const severity = compareSeverity(a.finding.severity, b.finding.severity)
  if (severity !== 0) return severity
  return a.fingerprint < b.fingerprint ? -1 : a.fingerprint > b.fingerprint ? 1 : 0
}

function groupOf({ name, judged, gaps, isComplete }: Draft, issueOn: Severity): Group {
  const once = [...new Map(judged.map((one) => [`${one.disposition} ${one.fingerprint}`, one])).values()]
  const counted = once.filter(({ disposition }) => disposition !== 'waived')
  const open = counted.filter(
    ({ disposition, finding }) => disposition === 'fail' || isAtLeast(finding.severity, issueOn),
  )
  const quiet = isComplete ? 'clean' : 'unknown'
  return {
    ...name,
    key: keyOf(name),
    status: open.length > 0 ? 'failing' : quiet,
    open: open.toSorted(byRank),
    waived: once.length - counted.length,
    below: counted.length - open.length,
    gaps,
    isComplete,
  }
}

/** The groups of everything that completed runs looked at. A run that failed has none: it says nothing of its targets. */
export function groupsOf({ runs }: Report, { issueOn, groupBy }: GroupPolicy): readonly Group[] {
  const completed = runs.flatMap((run) => (run.status === 'completed' ? [run] : []))
  return draftsOf(completed, groupBy).map((draft) => groupOf(draft, issueOn))
}

/**
 * What these reports say of a group that they do not have: it is gone where its run was completed, had targets and
 * could look at all of them, and else nobody can tell.
 */
export function absentGroup(key: string, name: GroupName, { runs }: Report): Group {
  // As long as it is remembered.
  const isSame = (whole: string, its: string) => clip(whole, MAX_TARGET) === clip(its, MAX_TARGET)
  const mine = runs.filter((run) => isSame(run.check, name.check) && isSame(run.name, name.name))
  const isWhole = (run: Run) =>
    run.status === 'completed' &&
    run.gaps.length === 0 &&
    run.targets.length > 0 &&
    run.targets.every(({ complete }) => complete)
  const isGone = mine.length > 0 && mine.every(isWhole)
  const { check, target } = name
  const status = isGone ? 'gone' : 'unknown'
  return {
    check,
    name: name.name,
    target,
    key,
    status,
    open: [],
    waived: 0,
    below: 0,
    gaps: [],
    isComplete: isGone,
  }
}
