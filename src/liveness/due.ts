import { CHECK_IDS } from '../core/ids.ts'
import { recurrenceOf, type Schedule } from '../inventory/schedule.ts'
import type { UpkeepWorkflow } from './upkeep-workflows.ts'

/** A workflow that schedules a check. */
export interface DueWorkflow {
  readonly path: string
  /** Those of its schedules on which the check runs, or may. */
  readonly schedules: readonly Schedule[]
  /** RFC 3339 in UTC; undefined where no run is to be expected: it is disabled, or its crons never come. */
  readonly next: string | undefined
}

/** When a check is next expected to run by itself. */
export interface Due {
  readonly check: string
  /** In the order of their paths; empty where nothing schedules it. */
  readonly workflows: readonly DueWorkflow[]
  /** The earliest of these; RFC 3339 in UTC. */
  readonly next: string | undefined
}

function dueIn(
  check: string,
  workflow: UpkeepWorkflow,
  isStopped: boolean,
  now: Date,
): readonly DueWorkflow[] {
  const { path } = workflow
  return workflow.checks
    .filter((scheduled) => scheduled.check === check)
    .map(({ schedules }) => {
      const next = isStopped ? undefined : recurrenceOf(schedules, now)?.nextRun
      return { path, schedules, next: next === undefined ? undefined : new Date(next).toISOString() }
    })
}

/** When each check is due, for the dashboard. `stopped` are the paths of workflows that GitHub does not start. */
export function dueOf(
  workflows: readonly UpkeepWorkflow[],
  now: Date,
  stopped: ReadonlySet<string> = new Set(),
): readonly Due[] {
  const sorted = workflows.toSorted((a, b) => (a.path < b.path ? -1 : 1))
  return CHECK_IDS.map((check) => {
    const mine = sorted.flatMap((workflow) => dueIn(check, workflow, stopped.has(workflow.path), now))
    const next = mine.flatMap((one) => one.next ?? []).sort()[0]
    return { check, workflows: mine, next }
  })
}
