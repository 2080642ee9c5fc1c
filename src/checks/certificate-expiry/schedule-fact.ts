import { messageOf, RunError } from '../../core/errors.ts'
import type { Gap, Note } from '../../core/finding.ts'
import type { Ports } from '../../core/ports.ts'
import { readSchedules, recurrenceOf, type Schedule } from '../../inventory/schedule.ts'
import type { ScheduleFact } from './fact.ts'
import type { Options } from './options.ts'

export interface Planned {
  readonly facts: readonly ScheduleFact[]
  readonly gaps: readonly Gap[]
  readonly notes: readonly Note[]
}

const NOTHING: Planned = { facts: [], gaps: [], notes: [] }
const LIMIT = 1024 * 1024

async function schedulesOf(path: string, { tree }: Ports): Promise<readonly Schedule[] | string> {
  try {
    const bytes = await tree.read(path, LIMIT)
    return bytes ? readSchedules(bytes) : 'it is not there'
  } catch (thrown) {
    if (thrown instanceof RunError) return messageOf(thrown)
    throw thrown
  }
}

function factOf(path: string, schedules: readonly Schedule[], now: Date): readonly ScheduleFact[] {
  const recurrence = recurrenceOf(schedules, now)
  return recurrence
    ? [{ kind: 'schedule', path, crons: schedules.map(({ cron }) => cron), ...recurrence }]
    : []
}

/** The schedule that the user names: without it nobody knows what was asked for. */
async function namedSchedule(path: string, ports: Ports): Promise<Planned> {
  const read = await schedulesOf(path, ports)
  const facts = typeof read === 'string' ? [] : factOf(path, read, ports.clock())
  if (facts.length > 0) return { ...NOTHING, facts }
  const reason = typeof read === 'string' ? read : 'it has no schedule that ever runs'
  return { ...NOTHING, gaps: [{ target: path, subject: path, reason }] }
}

/**
 * When the workflow runs again that this run is a part of, or the one that the user names. A workflow file that is not
 * checked out is known by the one cron that has started it.
 */
export async function readPlan({ workflow }: Options, ports: Ports): Promise<Planned> {
  if (workflow !== '') return namedSchedule(workflow, ports)
  const { path, isScheduled, cron } = ports.workflow
  if (!isScheduled || path === undefined) return NOTHING
  const now = ports.clock()
  const read = await schedulesOf(path, ports)
  const facts = typeof read === 'string' ? [] : factOf(path, read, now)
  if (facts.length > 0) return { ...NOTHING, facts }
  if (cron !== undefined) return { ...NOTHING, facts: factOf(path, [{ cron, timezone: 'UTC' }], now) }
  const text = 'When this workflow runs next could not be told, so its schedule was not looked at.'
  return { ...NOTHING, notes: [{ subject: path, text }] }
}
