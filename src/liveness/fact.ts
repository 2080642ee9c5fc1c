import type { Schedule } from '../inventory/schedule.ts'

/** How it is known that a check ran. */
export type Evidence =
  /** Its job was looked at: it succeeded or failed. */
  | 'seen'
  /** Its workflow ran, and its job was not looked at or not found in it. */
  | 'presumed'
  /** It runs now, or waits for a runner. */
  | 'going'
  /** The registry had news of it. */
  | 'told'
  /** In none of the newest runs, since the oldest of them. */
  | 'unlisted'
  /** In none of all the runs that GitHub still has, since the oldest of them. */
  | 'none'

/** What became of a check in one run of its workflow; `ended` is cancelled, timed out or never started. */
export type Outcome = 'ran' | 'presumed' | 'going' | 'skipped' | 'ended'

/** When a check ran last. */
export interface LastRun {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly how: Evidence
}

/** What GitHub says of a workflow. */
export interface WorkflowRecord {
  readonly id: number
  /** `active`, `disabled_inactivity`, `disabled_manually`, `disabled_fork` or `deleted`. */
  readonly state: string
  /** When GitHub made or changed it last. Milliseconds since 1970. */
  readonly changed: number
}

/** What was read of one check that one workflow runs on a schedule. */
export interface LivenessFact {
  /** The workflow's file. */
  readonly path: string
  readonly check: string
  /** On which of the workflow's schedules it runs. */
  readonly schedules: readonly Schedule[]
  /** Undefined where GitHub did not say. */
  readonly workflow: WorkflowRecord | undefined
  /** Since when its schedule is what it is, as far as anybody knows: milliseconds since 1970, 0 where nobody does. */
  readonly since: number
  /** Undefined where nothing is known of any run. */
  readonly last: LastRun | undefined
  /** How many runs by its schedule GitHub still has. */
  readonly runs: number
  /** Whether news of the check would have been kept since `since`, and there are none. */
  readonly isWatched: boolean
  /** The newest scheduled run in which its job was skipped, where it is in none that is newer and should be in each. */
  readonly skipped: Skipped | undefined
}

/** A check's job that was skipped. */
export interface Skipped {
  /** Milliseconds since 1970. */
  readonly at: number
  /** In how many runs up to the newest one, of those that were looked at. */
  readonly times: number
  /** Whether the newest of these runs failed: then somebody was told. */
  readonly isRed: boolean
}

/** A check that could not tell, several times in a row, as the registry has it. */
export interface Untold {
  readonly check: string
  /** Of its run. */
  readonly name: string
  readonly times: number
  readonly since: Date
}
