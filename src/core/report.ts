import type { Table } from './check.ts'
import type { Gap, Note, Target } from './finding.ts'
import type { Judged } from './policy.ts'

/** `pass`: looked at everything and found nothing that fails. `error`: could not tell. */
export type Verdict = 'pass' | 'fail' | 'error'

export interface CompletedRun {
  readonly check: string
  readonly name: string
  readonly status: 'completed'
  /** How many subjects were looked at. */
  readonly examined: number
  readonly targets: readonly Target[]
  readonly table: Table
  readonly gaps: readonly Gap[]
  readonly notes: readonly Note[]
  readonly judged: readonly Judged[]
  readonly attachments: readonly Attachment[]
  /** How long it took, in seconds; absent where `now` was given, so that such reports are the same byte for byte. */
  readonly seconds?: number
}

export interface Attachment {
  readonly name: string
  readonly mediaType: string
  readonly path: string
}

/** A run that the world did not let finish, and why. */
export interface FailedRun {
  readonly check: string
  readonly name: string
  readonly status: 'failed'
  readonly reason: string
}

export type Run = CompletedRun | FailedRun

/** The only thing that leaves a check. Serializable; its JSON Schema is `schema/report.schema.json`. */
export interface Report {
  readonly schema: 1
  /** When, RFC 3339 in UTC. */
  readonly at: string
  readonly verdict: Verdict
  readonly runs: readonly Run[]
}

function isUntold(run: Run): boolean {
  if (run.status === 'failed' || run.gaps.length > 0) return true
  // Nothing examined passes only where a target was looked at, whole, and the pipeline let it be empty.
  return run.targets.some((target) => !target.complete) || (run.examined === 0 && run.targets.length === 0)
}

/** A finding that fails outweighs everything; then a gap, a failed run or nothing to look at; else pass. */
export function verdictOf(runs: readonly Run[]): Verdict {
  const judged = runs.flatMap((run) => (run.status === 'completed' ? run.judged : []))
  if (judged.some((one) => one.disposition === 'fail')) return 'fail'
  return runs.length === 0 || runs.some(isUntold) ? 'error' : 'pass'
}

/** The report of these runs, made at `now`. */
export function reportOf(runs: readonly Run[], now: Date): Report {
  return { schema: 1, at: now.toISOString(), verdict: verdictOf(runs), runs }
}
