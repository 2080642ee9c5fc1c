import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import semver from 'semver'
import type { Affected, RangeEvent } from '../../../src/checks/dependency-audit/advisory.ts'
import { groupsOf, mergeGroup } from '../../../src/checks/dependency-audit/aliases.ts'
import { smallestFix } from '../../../src/checks/dependency-audit/fixes.ts'
import { matchOf } from '../../../src/checks/dependency-audit/match.ts'
import { readOsvRecord } from '../../../src/checks/dependency-audit/osv-record.ts'
import { advisory, branch } from './support/fixtures.ts'
import {
  comparatorsOf,
  eventsOf,
  isBefore,
  isIn,
  type NaiveInterval,
  type NaiveVersion,
  randomFrom,
  shuffled,
  someIntervals,
  someVersion,
  textOf,
} from './support/naive.ts'

const RUNS = Number(process.env['UPKEEP_RUNS'] ?? 100)
const RANGES_PER_RUN = 100
const VERSIONS_PER_RANGE = 10
const NPM = { includePrerelease: true, loose: true }

interface Trial {
  readonly intervals: readonly NaiveInterval[]
  readonly versions: readonly NaiveVersion[]
}

/** Versions, half of them bounds of the range itself. */
function someTrial(random: () => number): Trial {
  const intervals = someIntervals(random)
  const bounds = intervals.flatMap(({ low, high }) => [low ?? [], high ?? []].flat())
  const versions = Array.from({ length: VERSIONS_PER_RANGE }, (_, at) => {
    const bound = bounds[Math.floor(random() * bounds.length)]
    return at % 2 === 0 && bound ? bound : someVersion(random)
  })
  return { intervals, versions }
}

interface Told {
  readonly affected: boolean
  readonly fixed: string | undefined
}

function asked(affected: Affected, version: string): Told | 'unknown' {
  const match = matchOf(advisory({ affected: [affected] }), 'npm', 'thing', version)
  if (match === 'unknown') return match
  return { affected: match !== undefined, fixed: match?.fixed }
}

function wanted(version: NaiveVersion, intervals: readonly NaiveInterval[]): Told {
  const home = intervals.find((one) => isIn(version, one))
  return { affected: home !== undefined, fixed: home?.high && !home.closed ? textOf(home.high) : undefined }
}

test('events in any order, comparators, npm and an evaluator that shares no code with ours agree', () => {
  const counts = { yes: 0, no: 0, fixed: 0 }
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = randomFrom(seed)
      for (let i = 0; i < RANGES_PER_RUN; i++) {
        const { intervals, versions } = someTrial(random)
        const text = intervals.map(comparatorsOf).join(' || ')
        const events = shuffled<RangeEvent>(intervals.flatMap(eventsOf), random)
        const byEvents = branch({ ranges: [{ kind: 'events', events }] })
        const byText = branch({ ranges: [{ kind: 'comparators', text }] })
        for (const version of versions) {
          const told = asked(byEvents, textOf(version))
          const truth = wanted(version, intervals)
          const textual = asked(byText, textOf(version))
          const isSame =
            told !== 'unknown' &&
            told.affected === truth.affected &&
            told.fixed === truth.fixed &&
            textual !== 'unknown' &&
            textual.affected === truth.affected &&
            semver.satisfies(textOf(version), text, NPM) === truth.affected
          if (!isSame)
            throw new Error(JSON.stringify({ text, events, version: textOf(version), told, truth, textual }))
          counts[truth.affected ? 'yes' : 'no'] += 1
          counts.fixed += truth.fixed === undefined ? 0 : 1
        }
      }
    }),
    { numRuns: RUNS },
  )
  const cases = RUNS * RANGES_PER_RUN * VERSIONS_PER_RANGE
  expect(counts.yes + counts.no).toBeGreaterThanOrEqual(cases)
  expect(Math.min(counts.yes, counts.no, counts.fixed)).toBeGreaterThan(cases / 10)
})

test('the smallest fix is above, unaffected, and no smaller one of its major is', () => {
  let found = 0
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = randomFrom(seed)
      for (let i = 0; i < 20; i++) {
        const flaws = [someIntervals(random), someIntervals(random)]
        const version = someVersion(random)
        const advisories = flaws.map((intervals, at) =>
          advisory({
            id: `A-${at}`,
            affected: [branch({ ranges: [{ kind: 'events', events: intervals.flatMap(eventsOf) }] })],
          }),
        )
        const fix = smallestFix(advisories, { ecosystem: 'npm', name: 'thing', version: textOf(version) })
        const isSafe = (one: NaiveVersion) => !flaws.flat().some((interval) => isIn(one, interval))
        const named = flaws.flat().flatMap(({ high, closed }) => (high && !closed ? [high] : []))
        const safe = named.filter((one) => isBefore(version, one) && isSafe(one))
        const near = safe.filter(({ numbers }) => numbers[0] === version.numbers[0])
        const best = (near.length > 0 ? near : safe).reduce<NaiveVersion | undefined>(
          (least, one) => (least && !isBefore(one, least) ? least : one),
          undefined,
        )
        if (fix !== (best && textOf(best))) throw new Error(JSON.stringify({ flaws, version, fix, best }))
        found += fix === undefined ? 0 : 1
      }
    }),
    { numRuns: RUNS },
  )
  expect(found).toBeGreaterThan(RUNS)
})

const ids = fc.constantFrom(
  'GHSA-1',
  'GHSA-2',
  'CVE-1',
  'CVE-2',
  'CVE-3',
  'PYSEC-1',
  'X-1',
  'ghsa-1',
  '__proto__',
)
const records = fc.array(
  fc.record({
    id: ids,
    aliases: fc.array(ids, { maxLength: 3 }),
    severity: fc.constantFrom('critical', 'high', 'low', undefined),
    summary: fc.constantFrom('', 'a', 'b'),
    source: fc.constantFrom('osv', 'npm'),
  }),
  { maxLength: 8 },
)

/** Groups by spreading a color until nothing changes. */
function naiveGroups(names: readonly (readonly string[])[]): readonly string[] {
  const colors = names.map((_, at) => at)
  for (let round = 0; round < names.length; round++) {
    for (const [a, some] of names.entries()) {
      for (const [b, others] of names.entries()) {
        if (!some.some((name) => others.includes(name))) continue
        colors[a] = colors[b] = Math.min(colors[a] ?? a, colors[b] ?? b)
      }
    }
  }
  const groups = [...new Set(colors)].map((color) =>
    [...colors.keys()].filter((at) => colors[at] === color).join(' '),
  )
  return groups.sort()
}

test('groups are the connected ones, whatever the order', () => {
  fc.assert(
    fc.property(records, fc.integer(), (fields, seed) => {
      const advisories = fields.map((one) => advisory(one))
      const groups = groupsOf(advisories)
      const numbered = groups.map((group) =>
        group
          .map((one) => advisories.indexOf(one))
          .sort((a, b) => a - b)
          .join(' '),
      )
      const names = advisories.map((one) => [one.id, ...one.aliases].map((name) => name.toUpperCase()))
      expect([...numbered].sort()).toEqual(naiveGroups(names))
      const again = groupsOf(shuffled(advisories, randomFrom(seed)))
      expect(again).toEqual(groups)
      expect(again.map((group) => mergeGroup(group))).toEqual(groups.map((group) => mergeGroup(group)))
    }),
    { numRuns: RUNS * 5 },
  )
})

/** JSON in which the words of the schema are frequent. */
const words = fc.constantFrom(
  'id',
  'affected',
  'package',
  'ecosystem',
  'name',
  'versions',
  'ranges',
  'type',
  'events',
  'introduced',
  'fixed',
  'severity',
  'score',
  'aliases',
  'database_specific',
  'references',
  'url',
  'withdrawn',
  'epss',
  'kev',
  '__proto__',
  'constructor',
)
const values = fc.constantFrom<unknown>(
  'npm',
  'thing',
  '0',
  '1.0.0',
  'SEMVER',
  'GIT',
  'CVE-1',
  '\ud800',
  null,
  7,
  true,
  'https://a.example/',
)
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    values,
    fc.array(tie('json'), { maxLength: 3 }),
    fc
      .array(fc.tuple(words, tie('json')), { maxLength: 6 })
      .map(
        (pairs) =>
          JSON.parse(
            `{${pairs.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',')}}`,
          ) as unknown,
      ),
  ),
}))

test('a record of any shape is read or refused, and then matched, without an exception', () => {
  const seen = new Set<string>()
  fc.assert(
    fc.property(json, json, json, (affected, severity, rest) => {
      const record = JSON.parse(
        JSON.stringify({ ...(rest as object), id: 'CVE-1', affected: [affected], severity }),
      ) as unknown
      for (const value of [rest, record]) {
        const read = readOsvRecord(value, 'osv')
        seen.add('problem' in read ? 'refused' : read.problems.length > 0 ? 'in part' : 'read')
        if ('problem' in read) continue
        const told = matchOf(read.advisory, 'npm', 'thing', '1.0.0')
        expect(told === undefined || told === 'unknown' || told.range !== '').toBe(true)
        expect(/^https?:\/\//.test(read.advisory.url)).toBe(true)
      }
    }),
    { numRuns: RUNS * 20 },
  )
  expect(seen).toContain('refused')
  expect(seen).toContain('in part')
})
