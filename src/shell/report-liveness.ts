import { RunError } from '../core/errors.ts'
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
import { nextChecks } from '../sinks/issues/remember.ts'

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

/** What this run says counts here, whatever others have said. */
const LATEST = [Number.MAX_SAFE_INTEGER, 0] as const

/**
 * How often in a row each check could not tell, counted as it will be remembered, this time too: those that could
 * among them, and those that are new.
 */
function untoldOf(runs: readonly Run[], registry: Registry, now: Date): readonly Untold[] {
  const checks = [...nextChecks({ runs }, registry, now, LATEST).values()]
  return checks.map(({ check, name, untold, untoldSince }) => {
    return { check, name, times: untold, since: untold > 0 ? new Date(untoldSince) : now }
  })
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

function runOf(
  { facts, gaps, notes, targets }: CollectedLiveness,
  untold: readonly Untold[],
  now: Date,
  limit?: number,
): Run {
  const policy = { failOn: 'none', waivers: [], full: false, covers: () => false } as const
  return {
    check: LIVENESS.check,
    name: LIVENESS.name,
    status: 'completed',
    examined: facts.length,
    targets,
    table: tableOf(facts),
    gaps,
    notes,
    judged: judge(evaluateLiveness(facts, untold, now, limit), policy, now),
    attachments: [],
  }
}

/**
 * On a change, or where nothing is remembered, what could not be looked up is a note: a gate must not close because its
 * token may not read Actions.
 */
function onChange(collected: CollectedLiveness, now: Date): { readonly run: Run | undefined } {
  const told = collected.gaps.map(({ target, reason }) => ({
    subject: target,
    text: `not looked at: ${reason}`,
  }))
  const silent = collected.targets.filter(
    ({ id, complete }) => !complete && told.every(({ subject }) => subject !== id),
  )
  const refused = silent.map(({ id }) => ({ subject: id, text: 'nobody could say here when it ran last' }))
  const targets = collected.targets.map(({ id }) => ({ id, complete: true }))
  const notes = [...collected.notes, ...told, ...refused]
  return { run: targets.length > 0 ? runOf({ ...collected, gaps: [], notes, targets }, [], now) : undefined }
}

async function look(
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
  if (!registry)
    return { ...onChange(collected, now), due: dueIn(collected, now), schedules: collected.schedules }
  const targets = [...collected.targets, ...untoldTargets(untold)]
  const run = runOf({ ...collected, targets }, untold, now, limit)
  return {
    run: targets.length > 0 ? run : undefined,
    due: dueIn(collected, now),
    schedules: collected.schedules,
  }
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
  try {
    return await look(runs, registry, frame)
  } catch (thrown) {
    if (!(thrown instanceof RunError)) throw thrown
    const { check, name } = LIVENESS
    const run: Run | undefined = registry && { check, name, status: 'failed', reason: thrown.message }
    return { run, due: new Map(), schedules: registry?.schedules ?? new Map() }
  }
}
