import type { Finding, Json, Target } from '../core/finding.ts'
import type { Severity } from '../core/severity.ts'
import { allowanceOf, periodAt } from './allowance.ts'
import type { Evidence, LastRun, LivenessFact, Untold, WorkflowRecord } from './fact.ts'
import { LIVENESS_RULES } from './rules.ts'
import { isDisabled } from './states.ts'
import { dayOf, spanOf } from './wording.ts'

/** So many times in a row a check that cannot tell is bad luck; then it is told. */
export const UNTOLD_LIMIT = 3

const DAY = 24 * 60 * 60 * 1000
/** A repository may be set to keep its runs for less than the usual 90 days: that there is none older says nothing. */
const KEPT = 28 * DAY
/** So many periods without a run are no bad luck. */
const MANY = 4

interface Words {
  readonly message: string
  readonly remediation: string
  readonly severity?: Severity
  readonly evidence?: Readonly<Record<string, Json>>
}

type RuleName = keyof typeof LIVENESS_RULES

function findingOf(rule: RuleName, fact: LivenessFact, words: Words): Finding {
  const { path, check } = fact
  const { id, severity } = LIVENESS_RULES[rule]
  return {
    rule: id,
    severity: words.severity ?? severity,
    target: path,
    subject: `${path} ${check}`,
    message: words.message,
    remediation: words.remediation,
    location: { path },
    evidence: { id: check, ...words.evidence },
  }
}

const WHY: Readonly<Record<string, string>> = {
  disabled_inactivity: 'GitHub disabled it after 60 days without activity in the repository',
  disabled_manually: 'somebody disabled it by hand',
  disabled_fork: 'GitHub disables schedules in a fork until somebody enables them',
}

function disabled(fact: LivenessFact, { id, state, changed }: WorkflowRecord): Finding {
  const { path, check, last } = fact
  const why = WHY[state] ?? 'GitHub does not start it'
  const before = last ? ` and told something last on ${dayOf(last.at)}` : ''
  // Where GitHub gave no date, none is made up.
  const since = changed > 0 ? `has been disabled since ${dayOf(changed)} at the latest` : 'is disabled'
  return findingOf('schedule-disabled', fact, {
    message: `${path} ${since} (${why}), so ${check} does not run there by itself${before}.`,
    remediation: `Open Actions, choose the workflow, "Enable workflow"; or type \`gh workflow enable ${id}\``,
    evidence: { state, since: changed > 0 ? new Date(changed).toISOString() : null },
  })
}

function skippedFinding(fact: LivenessFact): Finding | undefined {
  const { path, check, skipped } = fact
  if (skipped === undefined || (skipped.isRed && skipped.times < 2)) return undefined
  const day = dayOf(skipped.at)
  const runs = skipped.times === 1 ? 'the newest scheduled run' : `the newest ${skipped.times} scheduled runs`
  const which = skipped.times === 1 ? `on ${day}` : `the last on ${day}`
  const end = skipped.isRed ? '' : ', which GitHub shows as a success'
  return findingOf('job-skipped', fact, {
    message: `${check} was skipped in ${runs} of ${path}, ${which}${end}: nothing was looked at.`,
    remediation: `${LIVENESS_RULES['job-skipped'].help}`,
    evidence: { run: new Date(skipped.at).toISOString() },
  })
}

const RAN: Readonly<Record<Exclude<Evidence, 'none'>, string>> = {
  seen: 'ran last on',
  presumed: 'ran last on',
  going: 'was started last on',
  told: 'told something last on',
  unlisted: 'has run in no scheduled run since',
}

interface Ran extends LastRun {
  readonly how: Exclude<Evidence, 'none'>
}

function missed(fact: LivenessFact, last: Ran, period: number, age: number, now: number): Finding {
  const { path, check, workflow, since } = fact
  const changed = since > last.at ? `; its schedule is known since ${dayOf(since)}` : ''
  const run = workflow ? `gh workflow run ${workflow.id}` : 'gh workflow run'
  return findingOf('schedule-missed', fact, {
    severity: age > MANY * period ? 'high' : 'moderate',
    message: `${check} ${RAN[last.how]} ${dayOf(last.at)}, ${spanOf(now - last.at)} ago, and ${path} should run it every ${spanOf(period)}${changed}.`,
    remediation: `Open Actions, choose the workflow, "Run workflow"; or type \`${run}\`. Move its cron off the full hour, when GitHub drops runs.`,
    evidence: { last: new Date(last.at).toISOString(), how: last.how, hours: hoursOf(period) },
  })
}

function hoursOf(milliseconds: number): number {
  return Math.round(milliseconds / (DAY / 24))
}

function neverRan(fact: LivenessFact, start: number, period: number): Finding {
  const { path, check, runs, workflow } = fact
  const none = workflow ? 'GitHub has no scheduled run of it' : 'nothing was heard of it'
  const so = runs === 0 ? none : `it was done in none of the scheduled runs that GitHub has (${runs})`
  return findingOf('never-ran', fact, {
    message: `${path} should run ${check} every ${spanOf(period)}, at least since ${dayOf(start)}, and ${so}.`,
    remediation: LIVENESS_RULES['never-ran'].help,
    evidence: { since: new Date(start).toISOString(), runs, hours: hoursOf(period) },
  })
}

function late(fact: LivenessFact, now: number): Finding | undefined {
  const { workflow, last, schedules, since, isWatched } = fact
  if (last === undefined && workflow === undefined && !isWatched) return undefined
  const start = Math.max(last?.at ?? 0, since)
  const period = start === 0 ? undefined : periodAt(schedules, start)
  if (period === undefined) return undefined
  const age = now - start
  if (age <= allowanceOf(period)) return undefined
  if (last && last.how !== 'none') return missed(fact, { ...last, how: last.how }, period, age, now)
  return last || isWatched || period < KEPT ? neverRan(fact, start, period) : undefined
}

function judge(fact: LivenessFact, now: number): Finding | undefined {
  const { workflow } = fact
  if (workflow && isDisabled(workflow.state)) return disabled(fact, workflow)
  if (workflow?.state === 'deleted') return undefined
  return skippedFinding(fact) ?? late(fact, now)
}

function untoldFinding({ check, name, times, since }: Untold): Finding {
  const { id, severity, help } = LIVENESS_RULES['not-told']
  const who = name === check ? check : `${check} (${name})`
  return {
    rule: id,
    severity,
    target: name,
    subject: name,
    message: `${who} could not tell ${times} times in a row, since ${dayOf(since.getTime())}.`,
    remediation: help,
    evidence: { id: check, times, since: since.toISOString() },
  }
}

/**
 * What is wrong with the schedules, pure: at most one finding for each workflow and check, the gravest reason, and one
 * for each check that could not tell `limit` times in a row.
 */
export function evaluateLiveness(
  facts: readonly LivenessFact[],
  untold: readonly Untold[],
  now: Date,
  limit: number = UNTOLD_LIMIT,
): readonly Finding[] {
  const silent = untold.filter(({ times }) => times >= limit)
  return [...facts.flatMap((fact) => judge(fact, now.getTime()) ?? []), ...silent.map(untoldFinding)]
}

/** What was looked at of what the registry says: the name of each run is a target, and all of it is known. */
export function untoldTargets(untold: readonly Untold[]): readonly Target[] {
  return [...new Set(untold.map(({ name }) => name))].map((id) => ({ id, complete: true }))
}
