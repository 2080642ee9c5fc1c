import type { Fault, Lack, Reading, Remark } from '../intake.ts'
import { ageOf, type Dated, type DateSource, dateOf, isFuture } from './dated.ts'
import type { Artifact, Expectations } from './expectations.ts'
import { findGaps, type Interval } from './gaps.ts'
import { isLeftover, tellLeftovers } from './leftovers.ts'
import { findRepetition, findShrinkage, hollowness } from './sizes.ts'
import { dateText, shown, spell } from './words.ts'

/** What can be said of a series without opening a file. */
export interface SeriesFacts {
  /** Artifacts, without those that somebody did not finish. */
  readonly count: number
  readonly totalSize: number
  /** How old the newest is, in milliseconds, and what says so; undefined where nothing tells. */
  readonly age: number | undefined
  readonly ageSource: DateSource | undefined
  readonly interval: Interval | undefined
}

export interface SeriesReading extends Reading {
  /** The one to verify; undefined where there is none. */
  readonly newest: Artifact | undefined
  readonly facts: SeriesFacts
}

interface Told {
  readonly faults?: readonly Fault[]
  readonly remarks?: readonly Remark[]
  readonly lacks?: readonly Lack[]
}

const SOURCES: Readonly<Record<DateSource, string>> = {
  name: 'by its name',
  internal: 'by what stands in it',
  modified: 'by when it was written',
}
const NAMED = 3

function listed(names: readonly string[]): string {
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : ''
  return `${names.slice(0, NAMED).map(shown).join(', ')}${more}`
}

/** By the latest moment, then by the earliest, then by name, so that the order of a listing does not matter. */
function byAge(a: Dated, b: Dated): number {
  return a.to - b.to || a.from - b.from || (a.artifact.name < b.artifact.name ? -1 : 1)
}

function tellAge(newest: Dated, { rpo }: Expectations, now: number): Told {
  const { artifact, source } = newest
  const age = ageOf(newest, now)
  if (rpo === undefined || age <= rpo) return {}
  const written = artifact.modified
  const isFresh = source === 'name' && written !== undefined && now - written <= rpo
  const text = `the newest, ${shown(artifact.name)}, is ${spell(age)} old ${SOURCES[source]}; at most ${spell(rpo)} are allowed`
  return {
    faults: [{ word: 'stale', level: 0, text }],
    remarks: isFresh
      ? [
          {
            text: `${shown(artifact.name)} was written ${dateText(written, false)}, later than its name tells`,
          },
        ]
      : [],
  }
}

function tellCount(count: number, { atLeast, atMost }: Expectations): Told {
  const few = `there are ${count} of at least ${atLeast}`
  const many = `there are ${count}, more than the ${atMost} that are to be kept`
  return {
    faults: atLeast !== undefined && count < atLeast ? [{ word: 'missing', level: 0, text: few }] : [],
    remarks: atMost !== undefined && count > atMost ? [{ text: many }] : [],
  }
}

function tellHollow(artifacts: readonly Artifact[], newest: Artifact): Told {
  const why = hollowness(newest)
  const others = artifacts.filter((one) => one !== newest && hollowness(one) !== undefined)
  return {
    faults: why === undefined ? [] : [{ word: 'empty', level: 0, text: `${shown(newest.name)} ${why}` }],
    remarks:
      others.length > 0
        ? [{ text: `there is nothing in ${listed(others.map(({ name }) => name))} either` }]
        : [],
  }
}

/** Two of one moment: which of them counts is chance. */
function tellTwins(sorted: readonly Dated[]): Told {
  const twins = sorted.filter((one, index) => {
    const before = sorted[index - 1]
    return (
      before?.source === 'name' && one.source === 'name' && before.from === one.from && before.to === one.to
    )
  })
  if (twins.length === 0) return {}
  return {
    remarks: [
      { text: `another one has the same date as ${listed(twins.map(({ artifact }) => artifact.name))}` },
    ],
  }
}

function tellFuture(future: readonly Dated[], isAll: boolean): Told {
  if (future.length === 0) return {}
  const text = `${listed(future.map(({ artifact }) => artifact.name))} is dated in the future`
  if (!isAll) return { remarks: [{ text }] }
  return {
    faults: [{ word: 'stale', level: 0, text: `${text}, and nothing else tells how old the newest is` }],
  }
}

function tellUndated(undated: readonly Artifact[], isAll: boolean, { rpo }: Expectations): Told {
  if (undated.length === 0) return {}
  const text = `nothing tells how old ${listed(undated.map(({ name }) => name))} is`
  return isAll && rpo !== undefined ? { lacks: [{ what: 'date', text }] } : { remarks: [{ text }] }
}

function readingOf(newest: Artifact | undefined, facts: SeriesFacts, told: readonly Told[]): SeriesReading {
  return {
    newest,
    facts,
    faults: told.flatMap(({ faults = [] }) => faults),
    remarks: told.flatMap(({ remarks = [] }) => remarks),
    lacks: told.flatMap(({ lacks = [] }) => lacks),
  }
}

/** Of what is dated in the future the least so; of what has no date any: there is one to verify. */
function substituteOf(future: readonly Dated[], undated: readonly Artifact[]): Artifact | undefined {
  return undated[0] ?? future[0]?.artifact
}

/**
 * Judges a series by its listing alone, as of `now`, milliseconds since 1970; level 0. Dates are those of names, else
 * those inside, else those of writing, and each is told with which it was. For what is dated by now, time only adds to
 * what is stale.
 */
export function judgeSeries(
  artifacts: readonly Artifact[],
  expectations: Expectations,
  now: number,
): SeriesReading {
  const whole = artifacts.filter(({ name }) => !isLeftover(name))
  const leftovers = artifacts.filter(({ name }) => isLeftover(name))
  const offset = expectations.offset ?? 0
  const dates = whole.map((artifact) => dateOf(artifact, offset))
  const undated = whole.filter((_artifact, index) => dates[index] === undefined)
  const dated = dates.flatMap((one) => one ?? []).sort(byAge)
  const future = dated.filter((one) => isFuture(one, now))
  const sorted = dated.filter((one) => !isFuture(one, now))
  const last = sorted.at(-1)
  const newest = last?.artifact ?? substituteOf(future, undated)
  const gaps = findGaps(sorted, expectations.interval)
  const facts: SeriesFacts = {
    count: whole.length,
    totalSize: whole.reduce((sum, { size }) => sum + size, 0),
    age: last && ageOf(last, now),
    ageSource: last?.source,
    interval: gaps.interval,
  }
  const rest = [
    tellFuture(future, sorted.length === 0),
    tellUndated(undated, dated.length === 0, expectations),
    tellLeftovers(leftovers, last, offset, now),
  ]
  if (!newest) {
    const fault: Fault = { word: 'missing', level: 0, text: 'there is none' }
    return readingOf(undefined, facts, [{ faults: [fault] }, ...rest])
  }
  const hollow = tellHollow(whole, newest)
  const canCompare = last !== undefined && !hollow.faults?.length
  return readingOf(newest, facts, [
    ...(last ? [tellAge(last, expectations, now)] : []),
    hollow,
    ...(canCompare
      ? [{ faults: findShrinkage(sorted, last, expectations) }, findRepetition(sorted, last, expectations)]
      : []),
    gaps,
    tellCount(whole.length, expectations),
    tellTwins(sorted),
    ...rest,
  ])
}
