import type { GitHub } from '../core/github-ports.ts'
import { judge } from '../core/policy.ts'
import type { Tree } from '../core/ports.ts'
import type { Run } from '../core/report.ts'
import { type CollectedLiveness, collectLiveness } from '../liveness/collect.ts'
import { dueOf } from '../liveness/due.ts'
import { evaluateLiveness, untoldTargets } from '../liveness/evaluate.ts'
import type { LivenessFact, Untold } from '../liveness/fact.ts'
import { isDisabled } from '../liveness/states.ts'
import { LIVENESS } from '../sinks/issues/look.ts'
import { lastToldIn } from '../sinks/issues/reconcile.ts'
import { NO_REGISTRY, type Registry } from '../sinks/issues/registry.ts'

/** What is known of the schedules, as one more run of the report. */
export interface Liveness {
  /** Undefined where no workflow runs a check on a schedule: then there is nothing to say. */
  readonly run: Run | undefined
  /** When schedules run checks next, by check. */
  readonly due: ReadonlyMap<string, Date>
  readonly schedules: ReadonlyMap<string, Date>
}

export interface LivenessFrame {
  readonly repository: string
  /** The default branch's files. */
  readonly tree: Tree
  readonly github: GitHub
  readonly wait: (milliseconds: number) => Promise<void>
  readonly now: Date
  /** How many times in a row a check may be unable to tell. */
  readonly limit: number
}

/** How often in a row each check could not tell, this time too: those that could among them, and those that are new. */
function untoldOf(runs: readonly Run[], registry: Registry, now: Date): readonly Untold[] {
  const known = [...registry.checks.values()]
  const fresh = runs.filter(({ check, name }) =>
    known.every((one) => one.check !== check || one.name !== name),
  )
  const all = [...known, ...fresh.map(({ check, name }) => ({ check, name, untold: 0, untoldSince: 0 }))]
  return all.map(({ check, name, untold, untoldSince }) => {
    const mine = runs.filter((run) => run.check === check && run.name === name)
    if (mine.length > 0 && !mine.some(isUntold)) return { check, name, times: 0, since: now }
    const times = untold + (mine.length > 0 ? 1 : 0)
    return { check, name, times, since: untold > 0 ? new Date(untoldSince) : now }
  })
}

function isUntold(run: Run): boolean {
  if (run.status === 'failed') return true
  return run.gaps.length > 0 || run.targets.some(({ complete }) => !complete)
}

function tableOf(facts: readonly LivenessFact[]): Extract<Run, { status: 'completed' }>['table'] {
  return {
    columns: [
      { id: 'workflow', title: 'Workflow' },
      { id: 'check', title: 'Check' },
      { id: 'last', title: 'Ran last' },
    ],
    rows: facts.map(({ path, check, last }) => [path, check, last ? new Date(last.at).toISOString() : null]),
  }
}

function dueIn({ workflows, facts }: CollectedLiveness, now: Date): ReadonlyMap<string, Date> {
  const isStopped = ({ workflow }: LivenessFact) => workflow !== undefined && isDisabled(workflow.state)
  const stopped = new Set(facts.filter(isStopped).map(({ path }) => path))
  const due = dueOf(workflows, now, stopped)
  return new Map(
    due.flatMap(({ check, next }) => (next === undefined ? [] : [[check, new Date(next)] as const])),
  )
}

/**
 * Whether the checks ran that workflows run on a schedule, and whether they could tell: findings that warn and never
 * fail, as they are about the watch and not about what is watched.
 */
export async function livenessOf(
  runs: readonly Run[],
  registry: Registry | undefined,
  frame: LivenessFrame,
): Promise<Liveness> {
  const { repository, tree, github, wait, now, limit } = frame
  const known = registry ?? NO_REGISTRY
  const schedules = registry ? { schedules: registry.schedules } : {}
  const question = { repository, lastTold: lastToldIn(known), ...schedules }
  const collected = await collectLiveness(question, { tree, github, wait, clock: () => now })
  const untold = registry ? untoldOf(runs, known, now) : []
  const findings = evaluateLiveness(collected.facts, untold, now, limit)
  const policy = { failOn: 'none', waivers: [], full: false, covers: () => false } as const
  const targets = [...collected.targets, ...untoldTargets(untold)]
  const run: Run = {
    check: LIVENESS.check,
    name: LIVENESS.name,
    status: 'completed',
    examined: collected.facts.length,
    targets,
    table: tableOf(collected.facts),
    gaps: collected.gaps,
    notes: collected.notes,
    judged: judge(findings, policy, now),
    attachments: [],
  }
  return {
    run: targets.length > 0 ? run : undefined,
    due: dueIn(collected, now),
    schedules: collected.schedules,
  }
}
