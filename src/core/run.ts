import type { Check, Collected } from './check.ts'
import { ConfigError, messageOf, RunError } from './errors.ts'
import type { Finding, Gap, Note, Rule, Target } from './finding.ts'
import type { SharedOptions } from './options.ts'
import { type Disposition, endingWaivers, type Judged, judge, type Waiver } from './policy.ts'
import type { Ports } from './ports.ts'
import type { CompletedRun, Run } from './report.ts'
import { compareSeverity } from './severity.ts'

/** The rules that the pipeline adds to every check. */
export function pipelineRules(id: string): readonly Rule[] {
  return [
    {
      id: `${id}/waiver-expired`,
      title: 'A waiver has ended',
      help: 'Fix what it covered, or renew it with a new `until` and a reason that still holds.',
      severity: 'low',
    },
    {
      id: `${id}/waiver-unused`,
      title: 'A waiver covers nothing',
      help: 'Delete it: what it was for is gone, or has changed so that it no longer applies.',
      severity: 'low',
    },
  ]
}

export interface Plan {
  readonly check: Check
  readonly options: SharedOptions
  readonly waivers: readonly Waiver[]
  /** What the shell has to say about how the run was set up, and what it could not look at. */
  readonly notes: readonly Note[]
  readonly gaps: readonly Gap[]
}

export interface Outcome {
  readonly run: Run
  /** What the check's own commands answer from. */
  readonly facts: readonly unknown[]
  /** A mistake of ours: the run is recorded as failed, and this is shown with its stack. */
  readonly bug?: unknown
}

function emptiness(plan: Plan, collected: Collected<unknown>): readonly Gap[] {
  if (collected.facts.length > 0) return []
  const whole = collected.targets.length > 0 && collected.targets.every((target) => target.complete)
  if (whole && plan.options['allow-empty']) return []
  const reason = whole
    ? 'nothing was examined: what was found is empty; if that is fine, say so with allow-empty'
    : 'nothing was examined'
  return [{ target: plan.options.path, subject: plan.check.id, reason }]
}

/** Every finding and gap has a target that the run lists: the configuration too, where it holds waivers. */
function targetsOf(
  looked: readonly Target[],
  gaps: readonly Gap[],
  waivers: readonly Waiver[],
): readonly Target[] {
  const targets = new Map(waivers.map(({ path }) => [path, true]))
  for (const { id, complete } of looked) targets.set(id, complete)
  for (const { target } of gaps) targets.set(target, false)
  return [...targets].map(([id, complete]) => ({ id, complete }))
}

const DISPOSITIONS: readonly Disposition[] = ['fail', 'warn', 'waived']

/** What fails stands before what is waived, however severe that would be. */
function byDisposition(a: Judged, b: Judged): number {
  return DISPOSITIONS.indexOf(a.disposition) - DISPOSITIONS.indexOf(b.disposition)
}

function bySeverity(a: Finding, b: Finding): number {
  return compareSeverity(a.severity, b.severity)
}

function complete(
  plan: Plan,
  collected: Collected<unknown>,
  { clock, elapsed }: Ports,
  start: number,
): CompletedRun {
  const now = clock()
  const { check, options } = plan
  const findings = check.evaluate(collected.facts, options, now).toSorted(bySeverity)
  const mine = plan.waivers.filter((waiver) => waiver.check === check.id)
  const told = [...plan.gaps, ...collected.gaps]
  const gaps = told.length > 0 ? told : emptiness(plan, collected)
  const whole = gaps.length === 0 && collected.targets.every((target) => target.complete)
  const full = whole && !collected.partial
  const policy = {
    failOn: options['fail-on'],
    waivers: mine,
    full,
    covers: check.covers,
    leniencyOf: (finding: Finding) => check.leniency?.(finding, options) ?? {},
  }
  return {
    check: check.id,
    name: options.name || check.id,
    status: 'completed',
    examined: collected.facts.length,
    targets: targetsOf(collected.targets, gaps, mine),
    table: check.describe(collected.facts, options, now),
    gaps,
    notes: [...plan.notes, ...collected.notes, ...endingWaivers(mine, now)],
    judged: judge(findings, policy, now).toSorted(byDisposition),
    attachments: [],
    ...(options.now === undefined ? { seconds: Math.max(0, elapsed() - start) / 1000 } : {}),
  }
}

/**
 * Collect, evaluate, describe, judge. Never throws for the world's faults: they end as a failed run. Throws a
 * ConfigError alone, for what only collecting could show to be wrong in the configuration.
 */
export async function runCheck(plan: Plan, ports: Ports): Promise<Outcome> {
  const failed = { check: plan.check.id, name: plan.options.name || plan.check.id, status: 'failed' } as const
  const start = ports.elapsed()
  try {
    const collected = await plan.check.collect(plan.options, ports)
    return { run: complete(plan, collected, ports, start), facts: collected.facts }
  } catch (thrown) {
    if (thrown instanceof ConfigError) throw thrown
    if (thrown instanceof RunError) return { run: { ...failed, reason: thrown.message }, facts: [] }
    const reason = `a bug in Upkeep, please report it: ${messageOf(thrown)}`
    return { run: { ...failed, reason }, facts: [], bug: thrown }
  }
}
