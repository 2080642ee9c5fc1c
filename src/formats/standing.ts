import { type Report, type Run, type Verdict, verdictOf } from '../core/report.ts'
import { SEVERITIES, type Severity } from '../core/severity.ts'

/** How one check stands under one name, in numbers: what machines are told. */
export interface Standing {
  readonly check: string
  readonly name: string
  readonly verdict: Verdict
  /** Findings that no waiver covers. */
  readonly findings: Readonly<Record<Severity, number>>
  /** Things that could not be looked at; a run that failed counts as one. */
  readonly gaps: number
  /** Whether a run of it ended: if not, that there are no findings says nothing. */
  readonly isCompleted: boolean
  /** How long its runs took, in seconds, where they say so. */
  readonly seconds?: number
}

function unwaived(runs: readonly Run[], severity: Severity): number {
  const judged = runs.flatMap((run) => (run.status === 'completed' ? run.judged : []))
  return judged.filter((one) => one.disposition !== 'waived' && one.finding.severity === severity).length
}

function standingOf(check: string, name: string, runs: readonly Run[]): Standing {
  const times = runs.flatMap((run) => (run.status === 'completed' ? (run.seconds ?? []) : []))
  const counts = SEVERITIES.map((severity) => [severity, unwaived(runs, severity)])
  return {
    check,
    name,
    verdict: verdictOf(runs),
    findings: Object.fromEntries(counts) as Record<Severity, number>,
    gaps: runs.reduce((sum, run) => sum + (run.status === 'completed' ? run.gaps.length : 1), 0),
    isCompleted: runs.some((run) => run.status === 'completed'),
    ...(times.length === 0 ? {} : { seconds: times.reduce((sum, one) => sum + one, 0) }),
  }
}

/** The check's id, which has no space, and the run's name: what tells apart two runs of a report. */
export function standingKey({ check, name }: { readonly check: string; readonly name: string }): string {
  return `${check} ${name}`
}

/** One for each check and name, in the report's order; two runs of the same name count as one. */
export function standingsOf({ runs }: Report): readonly Standing[] {
  const groups = new Map<string, Run[]>()
  for (const run of runs) {
    const mine = groups.get(standingKey(run))
    if (mine) mine.push(run)
    else groups.set(standingKey(run), [run])
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    return first ? [standingOf(first.check, first.name, group)] : []
  })
}
