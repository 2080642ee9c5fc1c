import { CHECK_IDS } from '../core/ids.ts'
import type { JobResult } from '../core/job-results.ts'
import type { FailedRun, Run } from '../core/report.ts'

const WORDS = {
  failure: 'failed',
  cancelled: 'was cancelled',
  skipped: 'was skipped',
  success: 'succeeded',
} as const

/** The check that a job runs, as far as its id tells: `certificate-expiry`, `certificate-expiry-prod`. */
function checkOf(job: string): string | undefined {
  return CHECK_IDS.find((id) => job === id || job.startsWith(`${id}-`) || job.startsWith(`${id}_`))
}

function isOf(run: Run, job: string): boolean {
  const names = [run.name, run.check, `${run.check}-${run.name}`, `${run.check}_${run.name}`]
  return names.includes(job) || (run.check === checkOf(job) && run.name === run.check)
}

/**
 * The jobs that left no report, as runs that failed. A job belongs to the run whose check or name its id is, or both; one that
 * succeeded and is no check's by its id may be anything.
 */
export function missingRuns(jobs: readonly JobResult[], runs: readonly Run[]): readonly FailedRun[] {
  return jobs.flatMap(({ job, result }) => {
    const check = checkOf(job)
    if (runs.some((run) => isOf(run, job)) || (result === 'success' && check === undefined)) return []
    const reason = `the job ${job} ${WORDS[result]} and left no report, so nobody can tell`
    return [{ check: check ?? 'report', name: job, status: 'failed' as const, reason }]
  })
}
