import { Cron } from 'croner'
import { textOf } from './json.ts'
import { childOf, readYamlNodes, type YamlNode } from './yaml-nodes.ts'

/** One entry of a workflow's `on: schedule:`. */
export interface Schedule {
  readonly cron: string
  /** An IANA name; GitHub's default is UTC. */
  readonly timezone: string
}

/** When something that runs by schedules runs again. */
export interface Recurrence {
  /** Milliseconds since 1970. */
  readonly nextRun: number
  /** The longest time between two runs, in milliseconds. */
  readonly interval: number
}

const FIELDS = /^\s*\S+(\s+\S+){4}\s*$/

function schedulesIn(node: YamlNode | undefined): readonly Schedule[] {
  if (node?.kind !== 'list') return []
  return node.items.flatMap((item) => {
    const cron = childOf(item, 'cron')
    const timezone = childOf(item, 'timezone')
    if (cron?.kind !== 'text') return []
    return [{ cron: cron.text.trim(), timezone: timezone?.kind === 'text' ? timezone.text : 'UTC' }]
  })
}

/**
 * The schedules of a workflow file
 * (https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#schedule).
 * Empty where it has none, or is no workflow that can be read.
 */
export function readSchedules(bytes: Uint8Array): readonly Schedule[] {
  const decoded = textOf(bytes)
  if ('problem' in decoded) return []
  const read = readYamlNodes(decoded.text)
  if ('problem' in read || read.root === undefined) return []
  const on = childOf(read.root, 'on')
  return on === undefined ? [] : schedulesIn(childOf(on, 'schedule'))
}

const DAY = 24 * 60 * 60 * 1000
/** Long enough to see a weekend and the end of a month. */
const HORIZON = 35 * DAY
const FEW = 40
const MANY = 5000

function timesOf({ cron, timezone }: Schedule, from: Date): readonly number[] {
  // croner also knows words (@daily), seconds and years, which GitHub does not.
  if (!FIELDS.test(cron)) return []
  try {
    const job = new Cron(cron, { timezone, paused: true, mode: '5-part' })
    const times = job.nextRuns(FEW, from).map((time) => time.getTime())
    const span = (times.at(-1) ?? 0) - from.getTime()
    if (times.length < FEW || span >= HORIZON) return times
    const enough = Math.min(MANY, Math.ceil((FEW * HORIZON) / span))
    return job.nextRuns(enough, from).map((time) => time.getTime())
  } catch {
    return []
  }
}

/** When schedules run next after a moment, and how far apart; undefined where none of them ever does. */
export function recurrenceOf(schedules: readonly Schedule[], now: Date): Recurrence | undefined {
  const lists = schedules.map((schedule) => timesOf(schedule, now)).filter((times) => times.length > 0)
  if (lists.length === 0) return undefined
  const last = (times: readonly number[]) => times.at(-1) ?? 0
  // Beyond the shortest list's end the others would show pauses that are none.
  const horizon = Math.min(...lists.map(last))
  const times = [...new Set(lists.flat())].filter((time) => time <= horizon).sort((a, b) => a - b)
  const [nextRun = 0] = times
  const pauses = times.slice(1).map((time, index) => time - (times[index] ?? 0))
  return { nextRun, interval: Math.max(nextRun - now.getTime(), ...pauses) }
}
