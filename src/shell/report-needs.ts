import { CHECK_IDS } from '../core/ids.ts'
import type { JobResult } from '../core/job-results.ts'
import { type FailedRun, type Run, verdictOf } from '../core/report.ts'

const WORDS = {
  failure: 'failed',
  cancelled: 'was cancelled',
  skipped: 'was skipped',
  success: 'succeeded',
} as const

/** The likelier one is to have left a report, the earlier. */
const ORDER: readonly JobResult['result'][] = ['success', 'failure', 'cancelled', 'skipped']

/** The check that a job runs, as far as its id tells: `certificate-expiry`, `certificate-expiry-prod`. */
function checkOf(job: string): string | undefined {
  return CHECK_IDS.find((id) => job === id || job.startsWith(`${id}-`) || job.startsWith(`${id}_`))
}

/** Whether a run is a job's, the surest way first. */
const WAYS: readonly ((run: Run, job: string) => boolean)[] = [
  ({ check, name }, job) => name === job || `${check}-${name}` === job || `${check}_${name}` === job,
  ({ check }, job) => check === job,
  ({ check, name }, job) => check === checkOf(job) && name === check,
]

/** The runs of each job. A run is one job's alone: else the report of one would stand for what another never looked at. */
function runsByJob(jobs: readonly JobResult[], runs: readonly Run[]): ReadonlyMap<string, readonly Run[]> {
  const byJob = new Map<string, readonly Run[]>()
  const taken = new Set<Run>()
  const likely = jobs.toSorted((a, b) => ORDER.indexOf(a.result) - ORDER.indexOf(b.result))
  for (const isOf of WAYS) {
    for (const { job } of likely) {
      if (byJob.has(job)) continue
      const mine = runs.filter((run) => !taken.has(run) && isOf(run, job))
      if (mine.length === 0) continue
      byJob.set(job, mine)
      for (const run of mine) taken.add(run)
    }
  }
  return byJob
}

/** Why nobody can tell what a job would have said; undefined where its reports say it. */
function silenceOf({ job, result }: JobResult, mine: readonly Run[] | undefined): string | undefined {
  const isCheck = checkOf(job) !== undefined
  if (!mine)
    return result === 'success' && !isCheck
      ? undefined
      : `the job ${job} ${WORDS[result]} and left no report, so nobody can tell`
  // A check that fails its job says so in its report: another leg of a matrix, or another step, left none.
  const isExplained = result === 'success' || verdictOf(mine) !== 'pass'
  return isExplained
    ? undefined
    : `the job ${job} ${WORDS[result]} though every report of it passes: a part of it left none, so nobody can tell`
}

/**
 * The jobs that left no report, or not all of theirs, as runs that failed. A job belongs to the runs whose check or name
 * its id is, or both; one that succeeded and is no check's by its id may be anything.
 */
export function missingRuns(jobs: readonly JobResult[], runs: readonly Run[]): readonly FailedRun[] {
  const byJob = runsByJob(jobs, runs)
  return jobs.flatMap((one) => {
    const { job, name = job } = one
    const reason = silenceOf(one, byJob.get(job))
    return reason === undefined
      ? []
      : [{ check: checkOf(job) ?? 'report', name, status: 'failed' as const, reason }]
  })
}
