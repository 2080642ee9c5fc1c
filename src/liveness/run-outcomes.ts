import { recurrenceOf, type Schedule } from '../inventory/schedule.ts'
import type { RunJob, ScheduledRun } from './actions-api.ts'
import type { LastRun, Outcome, Skipped } from './fact.ts'
import { isCaller, isFit, isJob } from './job-names.ts'
import type { JobTrace, ScheduledCheck } from './upkeep-workflows.ts'

/** The jobs of those runs that were looked at, by the runs' ids. */
export type Looked = ReadonlyMap<number, readonly RunJob[]>

interface Seen {
  readonly outcome: Outcome
  readonly at: number
  /** Whether the check's job is known to be there. */
  readonly isFound: boolean
}

const HOUR = 60 * 60 * 1000
/** Later than this no run is expected to start. */
const LATE = 12 * HOUR

const RAN = ['success', 'failure']
const GREEN = ['success', 'skipped', 'neutral']

function outcomeOfJob({ conclusion, steps }: RunJob, { step }: JobTrace, check: string): Outcome {
  if (conclusion === '') return 'going'
  if (conclusion === 'skipped') return 'skipped'
  const mine = steps.filter(
    ({ name }) => name.includes(`/actions/${check}`) || (step !== undefined && isFit(step, name)),
  )
  // A job may succeed, or fail before it, without its step.
  if (mine.length > 0 && mine.every((one) => one.conclusion === 'skipped')) return 'skipped'
  // Of a job that was cancelled later, the check may have been done.
  if (mine.some((one) => RAN.includes(one.conclusion))) return 'ran'
  return RAN.includes(conclusion) ? 'ran' : 'ended'
}

const BEST: readonly Outcome[] = ['ran', 'going', 'presumed', 'ended', 'skipped']

function lookAt(check: ScheduledCheck, run: ScheduledRun, jobs: readonly RunJob[]): Seen {
  const found = jobs.flatMap((job) => {
    const trace = check.jobs.find(({ chain }) => isJob(chain, job.name))
    if (trace) {
      const outcome = outcomeOfJob(job, trace, check.check)
      return [{ outcome, at: outcome === 'ran' ? (job.started ?? run.started) : run.started, isFound: true }]
    }
    const isSkipped = job.conclusion === 'skipped'
    const isAbove = isSkipped && check.jobs.some(({ chain }) => isCaller(chain, job.name))
    return isAbove ? [{ outcome: 'skipped' as const, at: run.started, isFound: true }] : []
  })
  const best = BEST.flatMap((outcome) => found.find((one) => one.outcome === outcome) ?? [])[0]
  return best ?? withoutLook(run)
}

/** What may be said of a run whose jobs nobody looked at. */
function withoutLook(run: ScheduledRun): Seen {
  const { conclusion, started: at } = run
  if (conclusion === '') return { outcome: 'going', at, isFound: false }
  if (conclusion === 'skipped') return { outcome: 'skipped', at, isFound: true }
  return { outcome: RAN.includes(conclusion) ? 'presumed' : 'ended', at, isFound: false }
}

/** Whether a run may be one of these schedules: a tick of theirs is not long before it. */
function isOfSchedules(schedules: readonly Schedule[], { created }: ScheduledRun): boolean {
  const next = recurrenceOf(schedules, new Date(created - LATE))?.nextRun
  return next !== undefined && next <= created
}

function seenIn(check: ScheduledCheck, run: ScheduledRun, looked: Looked): Seen {
  const jobs = looked.get(run.id)
  const seen = jobs === undefined ? withoutLook(run) : lookAt(check, run, jobs)
  return check.varies && seen.outcome === 'skipped' ? { ...seen, outcome: 'presumed' } : seen
}

/** When a check ran last, and the run that says so, as far as these runs tell; they come newest first. */
export function lastIn(
  check: ScheduledCheck,
  runs: readonly ScheduledRun[],
  looked: Looked,
): (LastRun & { readonly run: ScheduledRun }) | undefined {
  const candidates = runs.toSorted((a, b) => b.started - a.started)
  for (const run of candidates) {
    const { outcome, at } = seenIn(check, run, looked)
    if (outcome === 'ran') return { at, how: 'seen', run }
    if (outcome === 'skipped' || outcome === 'ended') continue
    if (check.always || check.varies || isOfSchedules(check.schedules, run)) return { at, how: outcome, run }
  }
  return undefined
}

function isRed({ conclusion, id }: ScheduledRun, looked: Looked): boolean {
  if (conclusion !== '') return conclusion !== 'success' && conclusion !== 'skipped'
  return (looked.get(id) ?? []).some((job) => job.conclusion !== '' && !GREEN.includes(job.conclusion))
}

/** Each run that says something of a check: one that goes on and has not come to it yet does not. */
function tellingRuns(check: ScheduledCheck, runs: readonly ScheduledRun[], looked: Looked) {
  const seen = runs.map((run) => ({ run, ...seenIn(check, run, looked) }))
  return seen.filter(({ outcome, isFound }) => outcome !== 'going' || isFound)
}

/** The runs into which a look would decide when a check ran last, or whether it was skipped; they come newest first. */
export function undecidedRuns(
  check: ScheduledCheck,
  runs: readonly ScheduledRun[],
  looked: Looked,
): readonly ScheduledRun[] {
  const last = lastIn(check, runs, looked)
  const [newest] = check.always ? tellingRuns(check, runs, looked) : []
  const open = [
    ...(last?.how === 'presumed' ? [last.run] : []),
    ...(newest?.outcome === 'presumed' ? [newest.run] : []),
  ]
  return open.filter(({ id }) => !looked.has(id))
}

/** Whether a check that runs on every schedule was skipped in the newest run, and in how many up to it. */
export function skippedIn(
  check: ScheduledCheck,
  runs: readonly ScheduledRun[],
  looked: Looked,
): Skipped | undefined {
  const known = check.always ? tellingRuns(check, runs, looked) : []
  const [newest] = known
  if (newest?.outcome !== 'skipped') return undefined
  const end = known.findIndex(({ outcome }) => outcome !== 'skipped')
  const times = end === -1 ? known.length : end
  return { at: newest.run.created, times, isRed: isRed(newest.run, looked) }
}
