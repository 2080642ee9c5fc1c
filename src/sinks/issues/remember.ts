import { type Report, type Run, verdictOf } from '../../core/report.ts'
import { clip } from '../../formats/escape.ts'
import type { Applied } from './apply.ts'
import { OWN } from './group.ts'
import type { Observation } from './observed.ts'
import { type CheckRecord, type Entry, type Registry, recordKey, type WaiverRecord } from './registry.ts'
import { compareRuns, type RunOrder, remember } from './state.ts'

const DAY = 24 * 60 * 60 * 1000

const MAX_WAIVERS = 20
const MAX_GAPS = 5
const MAX_TEXT = 200

function waiversOf(run: Run): readonly WaiverRecord[] {
  if (run.status === 'failed') return []
  const waivers = run.judged.flatMap(({ finding, waiver }) => {
    if (!waiver) return []
    const { rule, subject } = finding
    return [
      { until: waiver.until, rule, subject: clip(subject, MAX_TEXT), reason: clip(waiver.reason, MAX_TEXT) },
    ]
  })
  return waivers
    .toSorted((a, b) => (a.until < b.until ? -1 : a.until > b.until ? 1 : 0))
    .slice(0, MAX_WAIVERS)
}

function gapsOf(run: Run): readonly string[] {
  const gaps =
    run.status === 'failed' ? [run.reason] : run.gaps.map(({ target, reason }) => `${target}: ${reason}`)
  return gaps.slice(0, MAX_GAPS).map((gap) => clip(gap, MAX_TEXT))
}

/** What is remembered of one check. `runs` are all that have its name. */
function recordOf(
  runs: readonly Run[],
  { check, name }: Run,
  before: CheckRecord | undefined,
  now: number,
): Omit<CheckRecord, 'run'> {
  const verdict = verdictOf(runs)
  const seenAt = Math.floor(now / DAY) * DAY
  const said = { check, name, verdict, seenAt, waivers: runs.flatMap(waiversOf), gaps: runs.flatMap(gapsOf) }
  if (verdict === 'error') {
    const untold = before?.untold ?? 0
    const untoldSince = before && untold > 0 ? before.untoldSince : now
    return { ...said, toldAt: before?.toldAt ?? 0, untold: untold + 1, untoldSince }
  }
  // Once a day: what is remembered is written only where something else changes, or another day has begun.
  const isSameDay = before !== undefined && Math.floor(before.toldAt / DAY) === Math.floor(now / DAY)
  return { ...said, toldAt: isSameDay ? before.toldAt : now, untold: 0, untoldSince: 0 }
}

/** A check that has had no report for so long is no longer there: rarer than once a quarter nothing is checked. */
const FORGOTTEN = 100 * DAY

/**
 * What is remembered of checks after these runs. A check without one is as it was, until that is too long ago; what was
 * wrong with reports themselves is over where they say it no more.
 */
export function nextChecks(
  { runs }: Pick<Report, 'runs'>,
  registry: Registry,
  now: Date,
  order: RunOrder,
): Registry['checks'] {
  const earlier = [...registry.checks].filter(
    ([, { check, seenAt }]) => check !== OWN && now.getTime() - seenAt <= FORGOTTEN,
  )
  const checks = new Map(earlier)
  for (const run of runs) {
    const key = recordKey(run)
    const mine = runs.filter((one) => recordKey(one) === key)
    const before = registry.checks.get(key)
    // What a run that began later has said of the check is newer.
    if (before && compareRuns(before.run, order) > 0) continue
    const record = recordOf(mine, run, before, now.getTime())
    checks.set(key, { ...record, run: order })
  }
  return checks
}

interface Frame {
  readonly run: RunOrder
  readonly observation: Observation
  readonly registry: Registry
  readonly now: Date
  /** Keys of which people are told by this run. */
  readonly told: ReadonlySet<string>
}

function entryOf(
  { operation, issue, fault }: Applied,
  { run, observation, registry, now, told }: Frame,
): Entry | undefined {
  const { group } = operation
  const { check, name, target, key } = group
  const before = registry.groups.get(key)
  if (operation.kind === 'leave' && operation.why === 'departed') {
    if (!before) return undefined
    const how = observation.departed.get(before.number) ?? before.departed?.how ?? 'deleted'
    return { ...before, departed: before.departed ?? { how, at: now.getTime() } }
  }
  if (operation.kind === 'leave' && operation.why === 'clean') return undefined
  if (fault !== undefined || !issue) return before
  if (operation.kind === 'close') return undefined
  const state = operation.kind === 'leave' ? issue.state : operation.state
  return {
    check,
    name,
    target,
    number: issue.number,
    run: state?.run ?? before?.run ?? run,
    findings: state?.findings ?? before?.findings ?? remember(group.open),
    comments: state?.comments ?? 0,
    reopened: state?.reopened ?? 0,
    toldAt: told.has(key) ? now.getTime() : (before?.toldAt ?? now.getTime()),
  }
}

/**
 * What is remembered of groups once these operations were done: of those that have an issue, or had one that is gone. What
 * another run has remembered since, of groups that this one does not know, stays.
 */
export function nextGroups(applied: readonly Applied[], frame: Frame): Registry['groups'] {
  const known = new Set(applied.map(({ operation }) => operation.group.key))
  const groups = new Map([...frame.registry.groups].filter(([key]) => !known.has(key)))
  for (const one of applied) {
    if (one.operation.kind === 'duplicate') continue
    const entry = entryOf(one, frame)
    if (entry) groups.set(one.operation.group.key, entry)
  }
  return groups
}
