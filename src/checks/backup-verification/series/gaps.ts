import type { Fault, Remark } from '../intake.ts'
import type { Dated } from './dated.ts'
import { dateText, spell } from './words.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** With fewer there is no saying what is usual. */
const FEWEST = 5
/** One that is missing makes two intervals of one; a month that follows February makes 1.9. */
const TOLERANCE = 1.75
/** Backups that are made now and then have no interval: of one, most steps are near the median. */
const NEAR = [0.6, 1.4] as const
const USUAL = 0.6
const MAX_HOLES = 5
const MAX_NAMED = 5

/** How long from one backup to the next, in milliseconds. */
export interface Interval {
  readonly length: number
  readonly source: 'given' | 'inferred'
}

interface Step {
  readonly before: Dated
  readonly after: Dated
  readonly length: number
}

/** From the oldest to the newest; what is of one moment is one. */
function stepsOf(sorted: readonly Dated[]): readonly Step[] {
  return sorted
    .slice(1)
    .map((after, index) => {
      const before = sorted[index] as Dated
      return { before, after, length: after.from - before.from }
    })
    .filter(({ length }) => length > 0)
}

function inferred(steps: readonly Step[]): number | undefined {
  if (steps.length < FEWEST - 1) return undefined
  const lengths = steps.map(({ length }) => length).sort((a, b) => a - b)
  const middle = Math.floor(lengths.length / 2)
  const [below = 0, above = 0] = [lengths[middle - 1], lengths[middle]]
  const median = lengths.length % 2 === 1 ? above : (below + above) / 2
  const usual = lengths.filter((length) => length >= NEAR[0] * median && length <= NEAR[1] * median)
  return usual.length >= USUAL * lengths.length ? median : undefined
}

/** A clock that is put forward jumps over an hour of the night, and every zone does it in one of these months. */
function isClockChange({ before, length }: Step, interval: number): boolean {
  const date = new Date(before.from)
  const isSeason = [2, 3, 8, 9, 10].includes(date.getUTCMonth())
  return before.isLocal && !before.isDay && isSeason && date.getUTCHours() < 4 && length <= interval + HOUR
}

/** Nothing on Saturdays and Sundays, ever: it is a series of working days. */
function isWeekend({ before, after }: Step, steps: readonly Step[]): boolean {
  const weekday = (moment: number) => new Date(moment).getUTCDay()
  const isFree = (moment: number) => weekday(moment) === 0 || weekday(moment) === 6
  if (steps.some((step) => isFree(step.before.from) || isFree(step.after.from))) return false
  return weekday(before.from) === 5 && weekday(after.from) === 1 && after.from - before.from < 4 * DAY
}

function holesOf(steps: readonly Step[], interval: number): readonly Step[] {
  const isRegular = (step: Step) =>
    step.length <= TOLERANCE * interval || isClockChange(step, interval) || isWeekend(step, steps)
  const regular = steps.map(isRegular)
  let before = 0
  return steps.filter((_step, index) => {
    // Where the older ones lie further apart all together, they were thinned out on purpose.
    const isHole = regular[index] === false && before * 2 >= index && before > 0
    if (regular[index] === true) before += 1
    return isHole
  })
}

function faultOf({ before, after, length }: Step, interval: number): Fault {
  const isDay = before.isDay && after.isDay
  const count = Math.max(1, Math.round(length / interval) - 1)
  const missing = Array.from({ length: Math.min(count, MAX_NAMED) }, (_, index) =>
    dateText(before.from + ((index + 1) * length) / (count + 1), isDay || interval >= DAY),
  )
  const more = count > MAX_NAMED ? ` and ${count - MAX_NAMED} more` : ''
  const between = `between ${dateText(before.from, isDay)} and ${dateText(after.from, isDay)}`
  const text = `${between} there is none for ${spell(length)}, of ${missing.join(', ')}${more}`
  return { word: 'missing', level: 0, text }
}

/**
 * Holes in a series, from the oldest to the newest. Not those that a thinned-out past has, nor weekends of a series of
 * working days, nor the hour that a clock jumps over.
 */
export function findGaps(
  sorted: readonly Dated[],
  given: number | undefined,
): {
  readonly interval: Interval | undefined
  readonly faults: readonly Fault[]
  readonly remarks: readonly Remark[]
} {
  const steps = stepsOf(sorted)
  const length = given ?? inferred(steps)
  if (length === undefined || length <= 0) return { interval: undefined, faults: [], remarks: [] }
  const holes = holesOf(steps, length).toReversed()
  const rest = holes.length - MAX_HOLES
  return {
    interval: { length, source: given === undefined ? 'inferred' : 'given' },
    faults: holes.slice(0, MAX_HOLES).map((hole) => faultOf(hole, length)),
    remarks: rest > 0 ? [{ text: `there are ${rest} more gaps before these` }] : [],
  }
}
