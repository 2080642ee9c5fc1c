import { recurrenceOf, type Schedule } from '../inventory/schedule.ts'

const HOUR = 60 * 60 * 1000
const GRACE = 12 * HOUR

/**
 * How long a check may be without a run that comes every `period`: GitHub starts runs late, by hours at busy times, and
 * drops one now and then. All in milliseconds.
 */
export function allowanceOf(period: number): number {
  return Math.max(2 * period, period + GRACE)
}

/**
 * The longest time between two runs on these schedules from a moment on, in milliseconds; undefined where they never run.
 * From the last run on it is enough: the pause in which that was is a part of it, and a run later in a pause is nearer to
 * the next one.
 */
export function periodAt(schedules: readonly Schedule[], moment: number): number | undefined {
  return recurrenceOf(schedules, new Date(moment))?.interval
}
