import type { Schedule } from '../inventory/schedule.ts'
import { squeeze } from './asked-checks.ts'

/** The schedules on which something runs. */
export interface Passed {
  readonly schedules: readonly Schedule[]
  /** It cannot be told which of them: then they are all there. */
  readonly varies: boolean
}

const MAX_LENGTH = 2000
const NOT_SCHEDULED = /github\.event_name\s*!=\s*'schedule'/g

function byCron(condition: string, schedules: readonly Schedule[]): Passed {
  const text = squeeze(condition.replace(NOT_SCHEDULED, ''))
  const isNamed = ({ cron }: Schedule) =>
    [`'${squeeze(cron)}'`, `"${squeeze(cron)}"`].some((quoted) => text.includes(quoted))
  const named = schedules.filter(isNamed)
  const unknown = { schedules, varies: true }
  if (named.length === 0) return unknown
  if (!text.includes('!')) return { schedules: named, varies: false }
  const isComplement = /github\.event\.schedule\s*!=/.test(text) && !/==|\|\||!\s*\(/.test(text)
  return isComplement
    ? { schedules: schedules.filter((schedule) => !isNamed(schedule)), varies: false }
    : unknown
}

function byEvent(condition: string, schedules: readonly Schedule[]): Passed {
  const all = { schedules, varies: false }
  if (!condition.includes('github.event_name')) return all
  const isRefused = condition.search(NOT_SCHEDULED) !== -1
  const isOther = !condition.includes('schedule') && !condition.includes('!')
  if (!isRefused && !isOther) return all
  return condition.includes('||') ? { schedules, varies: true } : { schedules: [], varies: false }
}

function pass(condition: string, schedules: readonly Schedule[]): Passed {
  if (condition.length > MAX_LENGTH) return { schedules, varies: true }
  return condition.includes('github.event.schedule')
    ? byCron(condition, schedules)
    : byEvent(condition, schedules)
}

/**
 * On which schedules all of these `if:` conditions may hold. Understood are those that name crons by
 * `github.event.schedule`, and those of other events; every other one may always hold, so that a job which is skipped by
 * it is skipped.
 */
export function passThrough(conditions: readonly string[], schedules: readonly Schedule[]): Passed {
  let passed: Passed = { schedules, varies: false }
  for (const condition of conditions) {
    const next = pass(condition, passed.schedules)
    passed = { schedules: next.schedules, varies: passed.varies || next.varies }
  }
  return passed
}
