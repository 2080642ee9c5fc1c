import type { OsvReading } from '../osv-record.ts'

const DAY = 86_400_000
/** A clock may be wrong by this much; a record of a later date proves nothing. */
const TOLERANCE = DAY
const UNREADABLE_SHARE = 0.01

/** What is in a database, counted while it was read. */
export interface Census {
  readonly records: number
  readonly unreadable: number
  /** Why the first of them is. */
  readonly example: string
  /** Ranges of commits. */
  readonly unevaluated: number
  /** Records of which a part could not be read. */
  readonly partial: number
  /** The latest `modified` of every day that has one, in milliseconds since 1970. */
  readonly moments: readonly number[]
  readonly ecosystems: readonly string[]
}

/** A census that goes on. */
export interface Counter {
  readonly count: (reading: OsvReading) => void
  readonly miss: (problem: string) => void
  readonly census: () => Census
}

/** Starts a census. */
export function startCensus(): Counter {
  const days = new Map<number, number>()
  const ecosystems = new Set<string>()
  const counts = { records: 0, unreadable: 0, unevaluated: 0, partial: 0 }
  let example = ''
  return {
    count: ({ advisory, unevaluated, problems }) => {
      counts.records++
      counts.unevaluated += unevaluated
      if (problems.length > 0) counts.partial++
      for (const { ecosystem } of advisory.affected) ecosystems.add(ecosystem)
      const moment = Date.parse(advisory.modified ?? '')
      if (Number.isNaN(moment)) return
      const day = Math.floor(moment / DAY)
      days.set(day, Math.max(days.get(day) ?? 0, moment))
    },
    miss: (problem) => {
      counts.unreadable++
      if (example === '') example = problem.slice(0, 300).toWellFormed()
    },
    census: () => ({ ...counts, example, moments: [...days.values()], ecosystems: [...ecosystems] }),
  }
}

/** A span of time for people. */
export function spanOf(milliseconds: number): string {
  const days = milliseconds / DAY
  if (days >= 2) return `${Math.floor(days)} days`
  const hours = Math.floor(milliseconds / 3_600_000)
  return hours === 1 ? '1 hour' : `${hours} hours`
}

/** Why a database is not to be believed at all; undefined where it is. */
export function distrust(census: Census, maxAge: number, now: Date): string | undefined {
  const all = census.records + census.unreadable
  if (census.records === 0) return 'it holds no readable records'
  if (census.unreadable > all * UNREADABLE_SHARE)
    return `${census.unreadable} of its ${all} records cannot be read: ${census.example}`
  const known = census.moments.filter((moment) => moment <= now.getTime() + TOLERANCE)
  if (known.length === 0)
    return 'none of its records says when it was last modified, or all are of the future'
  const age = Math.max(0, now.getTime() - known.reduce((a, b) => Math.max(a, b)))
  return age > maxAge
    ? `the newest record is ${spanOf(age)} old, max-age is ${spanOf(maxAge)}: download it again`
    : undefined
}

/** What is worth saying of a database that is believed. */
export function censusNotes(census: Census, place: string, now: Date): readonly string[] {
  const known = census.moments.filter((moment) => moment <= now.getTime() + TOLERANCE)
  const newest = new Date(known.reduce((a, b) => Math.max(a, b), 0)).toISOString().slice(0, 10)
  const { records, unreadable, partial, unevaluated, example } = census
  return [
    `${place} holds ${records} records, the newest of ${newest}.`,
    ...(unreadable > 0 ? [`${unreadable} records of ${place} cannot be read, the first: ${example}.`] : []),
    ...(partial > 0 ? [`${partial} records of ${place} have parts that cannot be read.`] : []),
    ...(unevaluated > 0 ? [`${unevaluated} ranges of commits in ${place} say nothing of versions.`] : []),
  ]
}

/** Whether a value has a census's shape: what a cache holds is not believed unseen. */
export function isCensus(value: unknown): value is Census {
  if (typeof value !== 'object' || value === null) return false
  const census = value as Readonly<Record<string, unknown>>
  const counts = ['records', 'unreadable', 'unevaluated', 'partial'].map((name) => census[name])
  const { example, moments, ecosystems } = census
  return (
    counts.every((one) => Number.isSafeInteger(one) && Number(one) >= 0) &&
    typeof example === 'string' &&
    Array.isArray(moments) &&
    moments.every((one) => Number.isFinite(one) && Math.abs(Number(one)) < 8.64e15) &&
    Array.isArray(ecosystems) &&
    ecosystems.every((one) => typeof one === 'string')
  )
}
