import { describe, expect, test } from '@jest/globals'
import type { Affected, Range } from '../../../src/checks/dependency-audit/advisory.ts'
import { smallestFix } from '../../../src/checks/dependency-audit/fixes.ts'
import { indexOf, type Match, matchesOf, matchOf } from '../../../src/checks/dependency-audit/match.ts'
import { advisoriesOf, advisory, branch, comparators, events, rawRecords } from './support/fixtures.ts'
import { RECORDED_PEP440 } from './support/pep440.ts'

type Told = Match | 'unknown' | undefined
type Matcher = (affected: readonly Affected[], version: string) => Told

const ours: Matcher = (affected, version) =>
  matchOf(advisory({ affected }), affected[0]?.ecosystem ?? 'npm', affected[0]?.name ?? 'thing', version)

/** `yes`, `no` or `unknown`. */
function wordOf(told: Told): string {
  if (told === undefined) return 'no'
  return told === 'unknown' ? told : 'yes'
}

interface Case {
  readonly range: Range
  readonly yes?: string
  readonly no?: string
  readonly unknown?: string
  readonly ecosystem?: string
}

const CASES: Readonly<Record<string, Case>> = {
  'from the beginning to a fix': {
    range: events('introduced:0 fixed:1.2.3'),
    yes: '0.0.0 0.0.0-0 1.2.2 1.2.3-beta.1',
    no: '1.2.3 1.2.3+build 1.3.0-a',
  },
  'up to the last affected': {
    range: events('introduced:1.0.0 last_affected:1.2.3'),
    yes: '1.0.0 1.2.3 1.2.3-rc.1',
    no: '1.0.0-rc.1 1.2.4-0 1.2.4',
  },
  everything: { range: events('introduced:0'), yes: '0.0.1 99.0.0 1.0.0-a' },
  'since a version': { range: events('introduced:2.0.0'), yes: '2.0.0 3.0.0', no: '1.9.9 2.0.0-rc.1' },
  'two intervals': {
    range: events('introduced:1.0.0 fixed:1.5.0 introduced:2.0.0 fixed:2.5.0'),
    yes: '1.0.0 1.4.9 2.0.0 2.4.9',
    no: '0.9.9 1.5.0 1.9.9 2.5.0',
  },
  'events in no order': {
    range: events('fixed:2.5.0 introduced:2.0.0 fixed:1.5.0 introduced:0'),
    yes: '0.0.1 1.4.9 2.4.9',
    no: '1.5.0 2.5.0',
  },
  'introduced again where it was fixed': {
    range: events('introduced:0 fixed:1.0.0 introduced:1.0.0 fixed:2.0.0'),
    yes: '0.9.9 1.0.0 1.9.9',
    no: '2.0.0',
  },
  'fixed where it was introduced': { range: events('introduced:1.0.0 fixed:1.0.0'), no: '0.9.9 1.0.0 1.0.1' },
  'one version': {
    range: events('introduced:1.0.0 last_affected:1.0.0'),
    yes: '1.0.0 1.0.0+build v1.0.0',
    no: '1.0.0-a 1.0.1-0 1.0.1',
  },
  'one limit': {
    range: events('introduced:0 limit:2.0.0'),
    yes: '1.9.9 2.0.0-rc.1',
    no: '2.0.0 3.0.0',
  },
  'several limits: below the highest': {
    range: events('introduced:1.0.0 limit:2.0.0 limit:3.0.0'),
    yes: '1.0.0 2.5.0',
    no: '0.9.0 3.0.0',
  },
  'a limit that is none': { range: events('introduced:0 limit:*'), yes: '99.0.0' },
  'a fix before the limit': {
    range: events('introduced:0 fixed:1.0.0 limit:2.0.0'),
    yes: '0.9.0',
    no: '1.0.0 2.0.0',
  },
  'bounds that are no whole versions': {
    range: events('introduced:1 fixed:1.2'),
    yes: '1.0.0 1.1.9',
    no: '0.9.0 1.2.0',
  },
  'bounds with a v': { range: events('introduced:v1.0.0 fixed:v1.2.0'), yes: '1.0.0 v1.1.0', no: 'v1.2.0' },
  'no version is no pass': {
    range: events('introduced:0 fixed:1.0.0'),
    unknown: 'latest 1.2 file:../a a 01.x',
  },
  'a bound that is no version': { range: events('introduced:0 fixed:soon'), unknown: '1.0.0 0.0.1' },
  'an introduced that is no version': { range: events('introduced:x fixed:1.0.0'), unknown: '0.5.0 2.0.0' },
  'a limit that is no version': { range: events('introduced:0 limit:x'), unknown: '0.5.0' },
  'no events': { range: events(''), unknown: '1.0.0' },
  'never introduced': { range: events('fixed:1.0.0'), unknown: '0.5.0' },
  'a bound that is too long': {
    range: events(`introduced:0 fixed:1.0.0-${'a'.repeat(300)}`),
    unknown: '0.5.0',
  },
  comparators: { range: comparators('>=1.0.0 <1.2.3'), yes: '1.0.0 1.2.2 1.2.3-a', no: '1.2.3 0.9.0' },
  'a comma is AND': { range: comparators('>= 1.0, < 1.2.3'), yes: '1.0.0 1.2.2', no: '1.2.3 0.9.0' },
  'one version, as GitHub has it': { range: comparators('= 1.2.3'), yes: '1.2.3 v1.2.3', no: '1.2.4 1.2.2' },
  alternatives: { range: comparators('<1.0.0 || >=2.0.0 <2.1.0'), yes: '0.9.0 2.0.0', no: '1.0.0 2.1.0' },
  'a star': { range: comparators('*'), yes: '1.0.0 1.0.0-a 0.0.0' },
  'an empty range is all': { range: comparators(''), yes: '1.0.0 1.0.0-a' },
  'spaces are all': { range: comparators('  '), yes: '1.0.0' },
  'npm words': {
    range: comparators('^1.2.0 || ~3.1.0 || 5.x'),
    yes: '1.9.0 3.1.9 5.5.5',
    no: '2.0.0 3.2.0 6.0.0',
  },
  'no range': { range: comparators('soon'), unknown: '1.0.0' },
  'an alternative that is no range hides nothing': {
    range: comparators('<1.0.0 || soon'),
    yes: '0.9.0',
    unknown: '1.0.0',
  },
  'comparators and no version': { range: comparators('*'), unknown: 'latest' },
  'comparators that are too long': { range: comparators(`<1.0.0${' '.repeat(100_000)}`), unknown: '0.9.0' },
  'a comparator without end': { range: comparators('>'.repeat(100_000)), unknown: '0.9.0' },
  'Go without v': {
    ecosystem: 'Go',
    range: events('introduced:1.0.0 fixed:1.2.0'),
    yes: 'v1.1.0 v1.2.0-rc.1 v1.1.9+incompatible v1.1.1-0.20200101000000-abcdefabcdef',
    no: 'v1.2.0 v0.9.0',
  },
  'GitHub Actions': {
    ecosystem: 'GitHub Actions',
    range: comparators('< 46.0.1'),
    yes: 'v45.0.7 45.0.7',
    no: 'v46.0.1',
    unknown: 'v45 main',
  },
  'crates.io': {
    ecosystem: 'crates.io',
    range: events('introduced:0.0.0-0 fixed:0.3.0'),
    yes: '0.2.9',
    no: '0.3.0',
  },
  PyPI: {
    ecosystem: 'PyPI',
    range: events('introduced:1.0 fixed:1.2'),
    yes: '1.0.0 1.1.post1 1.2rc1 1.2.dev0 1.1+local',
    no: '1.0rc1 1.2 1.2.0 1.2.post1 1!1.1',
    unknown: 'latest 1.x',
  },
  'PyPI comparators': {
    ecosystem: 'PyPI',
    range: comparators('>= 1.0, < 1.2'),
    yes: '1.0 1.1.9 1.2rc1',
    no: '1.2.0 0.9',
  },
  'PyPI alternatives': {
    ecosystem: 'PyPI',
    range: comparators('== 1.0 || > 2.0, <= 3.0 || != 9'),
    yes: '1.0.0 3.0 2.1',
    unknown: '2.0 1.1',
  },
  'an order that nobody knows': {
    ecosystem: 'Maven',
    range: events('introduced:0 fixed:1.0'),
    unknown: '0.9 2.0',
  },
}

function complaints(match: Matcher): readonly string[] {
  return Object.entries(CASES).flatMap(([title, { range, ecosystem = 'npm', ...told }]) =>
    (['yes', 'no', 'unknown'] as const).flatMap((word) =>
      (told[word] ?? '').split(' ').flatMap((version) => {
        if (version === '') return []
        const said = wordOf(match([branch({ ecosystem, ranges: [range] })], version))
        return said === word ? [] : [`${title}: ${version} is ${said}, not ${word}`]
      }),
    ),
  )
}

describe('the table of ranges', () => {
  test('holds', () => {
    expect(complaints(ours)).toEqual([])
  })

  test.each(['yes', 'no', 'unknown'] as const)('is not held by whoever always says %s', (word) => {
    const told = { yes: { affected: branch(), range: '*' }, no: undefined, unknown: 'unknown' } as const
    expect(complaints(() => told[word]).length).toBeGreaterThan(30)
  })
})

describe('the list of versions', () => {
  test.each([
    ['npm', '1.0.0 1.1.0', '1.1.0', 'yes'],
    ['npm', '1.0.0 1.1.0', '1.1.1', 'no'],
    ['npm', '1.0.0', 'v1.0.0', 'yes'],
    ['npm', '1.0.0', 'latest', 'unknown'],
    ['npm', 'latest', 'latest', 'yes'],
    ['PyPI', '1.0', '1.0.0', 'yes'],
    ['PyPI', '1.0', '1.0+cpu', 'yes'],
    ['PyPI', '1.0+cpu', '1.0', 'no'],
    ['PyPI', '2010-q1', '2010-q1', 'yes'],
    ['Maven', '1.0 1.1', '1.1', 'yes'],
    ['Maven', '1.0 1.1', '1.2', 'no'],
    ['Maven', '', '1.2', 'unknown'],
    ['npm', '', '1.2.0', 'unknown'],
  ] as const)('%s: %j with %s: %s', (ecosystem, listed, version, word) => {
    const versions = listed.split(' ').filter((one) => one !== '')
    expect(wordOf(ours([branch({ ecosystem, versions })], version))).toBe(word)
  })

  test('decides beside ranges', () => {
    const affected = [branch({ versions: ['3.0.0'], ranges: [events('introduced:0 fixed:1.0.0')] })]
    expect(['0.5.0', '1.0.0', '3.0.0'].map((one) => wordOf(ours(affected, one)))).toEqual([
      'yes',
      'no',
      'yes',
    ])
  })

  test('beside a range in an order that nobody knows, what it does not list may be affected', () => {
    const affected = [
      branch({ ecosystem: 'Maven', versions: ['1.0'], ranges: [events('introduced:0 fixed:2.0')] }),
    ]
    expect(['1.0', '1.5'].map((one) => wordOf(ours(affected, one)))).toEqual(['yes', 'unknown'])
  })

  test('a range that cannot be read hides no other', () => {
    const affected = [branch({ ranges: [events('introduced:x'), events('introduced:0 fixed:1.0.0')] })]
    expect(['0.5.0', '1.5.0'].map((one) => wordOf(ours(affected, one)))).toEqual(['yes', 'unknown'])
  })
})

describe('the fix and the range', () => {
  const ws = [
    branch({ ranges: [events('introduced:2.1.0 fixed:5.2.4')] }),
    branch({ ranges: [events('introduced:6.0.0 fixed:6.2.3')] }),
    branch({ ranges: [events('introduced:7.0.0 fixed:7.5.10')] }),
    branch({ ranges: [events('introduced:8.0.0 fixed:8.17.1')] }),
  ]
  const two = [branch({ ranges: [events('introduced:0 fixed:1.5.0 introduced:2.0.0 fixed:2.5.0')] })]
  const overlapping = [
    branch({ ranges: [events('introduced:0 fixed:1.9.0')] }),
    branch({ ranges: [events('introduced:1.2.0 fixed:3.0.0')] }),
  ]
  const twoRanges = [
    branch({ ranges: [events('introduced:0 fixed:1.9.0'), events('introduced:1.2.0 fixed:3.0.0')] }),
  ]
  const halfRead = [branch({ ranges: [events('introduced:0 fixed:1.9.0'), events('')] }), branch()]
  const patched = (firstPatched: string) => [branch({ ranges: [comparators('< 1.2.3')], firstPatched })]
  const listed = [branch({ versions: ['1.0.0'], firstPatched: '1.0.1' })]

  test.each([
    ['the first branch', ws, '5.0.0', '5.2.4', '>=2.1.0 <5.2.4'],
    ['the second branch', ws, '6.2.2', '6.2.3', '>=6.0.0 <6.2.3'],
    ['the last branch', ws, '8.0.0', '8.17.1', '>=8.0.0 <8.17.1'],
    ['the first interval', two, '1.4.0', '1.5.0', '<1.5.0'],
    ['the second interval', two, '2.0.0', '2.5.0', '>=2.0.0 <2.5.0'],
    ['a fix that another branch affects is none', overlapping, '1.5.0', '3.0.0', '>=1.2.0 <3.0.0'],
    ['a fix that another range affects is none', twoRanges, '1.5.0', '3.0.0', '>=1.2.0 <3.0.0'],
    ['a range that cannot be read hides no fix', halfRead, '1.5.0', '1.9.0', '<1.9.0'],
    ['what the source names', patched('1.2.3'), '1.0.0', '1.2.3', '< 1.2.3'],
    ['never a downgrade', patched('0.9.0'), '1.0.0', undefined, '< 1.2.3'],
    ['never what is affected', patched('1.2.2'), '1.0.0', undefined, '< 1.2.3'],
    ['never what is no version', patched('soon'), '1.0.0', undefined, '< 1.2.3'],
    ['of a list', listed, '1.0.0', '1.0.1', '1.0.0'],
    ['everything', [branch({ ranges: [events('introduced:0')] })], '1.0.0', undefined, '*'],
    [
      'to the last',
      [branch({ ranges: [events('introduced:0 last_affected:1.0.0')] })],
      '1.0.0',
      undefined,
      '<=1.0.0',
    ],
    [
      'to the limit',
      [branch({ ranges: [events('introduced:1.0.0 limit:2.0.0')] })],
      '1.0.0',
      undefined,
      '>=1.0.0 <2.0.0',
    ],
  ] as const)('%s', (_, affected, version, fixed, range) => {
    const told = ours(affected, version)
    if (typeof told !== 'object') throw new Error('it matches')
    expect([told.fixed, told.range]).toEqual([fixed, range])
    expect(affected).toContain(told.affected)
  })
})

describe('whose advisory it is', () => {
  const affected = [branch({ ranges: [events('introduced:0')] })]
  const about = (fields: Partial<Affected>) => [branch({ ranges: [events('introduced:0')], ...fields })]

  test.each([
    ['its own', affected, 'npm', 'thing', 'yes'],
    ['another name', affected, 'npm', 'things', 'no'],
    ['another case', affected, 'npm', 'Thing', 'no'],
    ['another ecosystem', affected, 'PyPI', 'thing', 'no'],
    ['another name of PyPI', about({ ecosystem: 'PyPI', name: 'My.Thing' }), 'PyPI', 'my-thing', 'yes'],
    ['every object has it', affected, 'npm', '__proto__', 'no'],
    ['and a package may have it', about({ name: '__proto__' }), 'npm', '__proto__', 'yes'],
  ] as const)('%s', (_, branches, ecosystem, name, word) => {
    const one = advisory({ affected: branches })
    expect(wordOf(matchOf(one, ecosystem, name, '1.0.0'))).toBe(word)
    expect(indexOf([one])(ecosystem, name)).toEqual(word === 'yes' ? [one] : [])
  })

  test('a withdrawn one is none', () => {
    const one = advisory({ affected, withdrawn: '2022-01-01T00:00:00Z' })
    expect(matchOf(one, 'npm', 'thing', '1.0.0')).toBeUndefined()
    expect(matchOf(one, 'npm', 'thing', 'latest')).toBeUndefined()
  })

  test('an index lists an advisory once, and tells what matches from what may', () => {
    const yes = advisory({ id: 'A', affected: [...affected, ...affected] })
    const no = advisory({ id: 'B', affected: about({ ranges: [events('introduced:2.0.0')] }) })
    const unknown = advisory({ id: 'C', affected: about({ ranges: [] }) })
    const index = indexOf([yes, no, unknown])
    expect(index('npm', 'thing').map(({ id }) => id)).toEqual(['A', 'B', 'C'])
    const told = matchesOf(index, 'npm', 'thing', '1.0.0')
    expect(told.matches.map((one) => one.advisory.id)).toEqual(['A'])
    expect(told.unknown.map(({ id }) => id)).toEqual(['C'])
    expect(matchesOf(index, 'npm', 'other', '1.0.0')).toEqual({ matches: [], unknown: [] })
  })
})

describe('the smallest fix', () => {
  const fixedIn = (...ranges: readonly string[]) =>
    advisory({ affected: ranges.map((one) => branch({ ranges: [events(one)] })) })
  const inFour = 'introduced:4.0.0 fixed:4.5.0'
  const gone = advisory({ affected: [branch({ firstPatched: '1.0.1' })], withdrawn: '2022-01-01T00:00:00Z' })
  const commits = advisory({ affected: [branch()] })
  const patched = advisory({ affected: [branch({ ranges: [comparators('<2.0.0')], firstPatched: '2.0.0' })] })
  const maven = advisory({
    affected: [branch({ ecosystem: 'Maven', versions: ['1.0'], firstPatched: '1.1' })],
  })

  test.each([
    ['the fix', [fixedIn('introduced:0 fixed:1.5.0')], '1.0.0', '1.5.0'],
    ['no fix', [fixedIn('introduced:0')], '1.0.0', undefined],
    ['no advisory', [], '1.0.0', undefined],
    [
      'the same major',
      [fixedIn('introduced:0 fixed:1.5.0', 'introduced:2.0.0 fixed:2.5.0')],
      '2.1.0',
      '2.5.0',
    ],
    ['the next major where its own has none', [fixedIn('introduced:0 fixed:3.0.0')], '1.0.0', '3.0.0'],
    ['never a downgrade', [fixedIn('introduced:0 fixed:1.5.0', 'introduced:2.0.0')], '2.1.0', undefined],
    [
      'of two the higher',
      [fixedIn('introduced:0 fixed:1.5.0'), fixedIn('introduced:0 fixed:1.7.0')],
      '1.0.0',
      '1.7.0',
    ],
    [
      'never what another one affects',
      [fixedIn('introduced:0 fixed:4.0.0'), fixedIn(inFour)],
      '1.0.0',
      '4.5.0',
    ],
    [
      'not where it comes back',
      [fixedIn('introduced:0 fixed:1.5.0'), fixedIn('introduced:1.5.0 fixed:1.6.0')],
      '1.4.0',
      '1.6.0',
    ],
    ['what the source names', [patched], '1.0.0', '2.0.0'],
    ['a withdrawn one names none', [gone], '1.0.0', undefined],
    ['one that nobody can evaluate has no say', [commits, patched], '1.0.0', '2.0.0'],
    ['no version', [patched], 'latest', undefined],
  ] as const)('%s', (_, advisories, version, fix) => {
    expect(smallestFix(advisories, { ecosystem: 'npm', name: 'thing', version })).toBe(fix)
  })

  test('is none where versions have no order', () => {
    expect(smallestFix([maven], { ecosystem: 'Maven', name: 'thing', version: '1.0' })).toBeUndefined()
  })

  test('of every recorded advisory is above every version it fixes, and unaffected', () => {
    const told = advisoriesOf('npm').flatMap((one) =>
      one.affected.flatMap(({ name, ranges }) => {
        const since = ranges.flatMap((range) => (range.kind === 'events' ? range.events : []))[0]
        const version =
          since && 'introduced' in since && since.introduced !== '0' ? since.introduced : '0.0.0'
        const fix = smallestFix([one], { ecosystem: 'npm', name, version })
        return fix === undefined ? [] : [{ id: one.id, still: matchOf(one, 'npm', name, fix) }]
      }),
    )
    expect(told.length).toBeGreaterThan(500)
    expect(told.filter(({ still }) => still !== undefined)).toEqual([])
  })
})

test('PyPI: the versions that a record lists are in its ranges where Python finds them there', () => {
  const wrong: unknown[] = []
  let asked = 0
  for (const { id, affected } of rawRecords('pypi')) {
    for (const [at, { package: named, versions = [], ranges = [] }] of affected.entries()) {
      const read = ranges.flatMap(({ type, events: told }): readonly Range[] =>
        type === 'ECOSYSTEM' ? [{ kind: 'events', events: told }] : [],
      )
      if (read.length === 0) continue
      const one = [branch({ ...named, ranges: read })]
      for (const version of versions) {
        asked += 1
        if (wordOf(ours(one, version)) !== 'yes') wrong.push([`${id} ${at}`, version])
      }
    }
  }
  const outside = Object.entries(RECORDED_PEP440.outside)
  expect(asked).toBeGreaterThan(2000)
  expect(wrong).toEqual(outside.flatMap(([at, versions]) => versions.map((one) => [at, one])))
})
