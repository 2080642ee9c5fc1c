import { describe, expect, test } from '@jest/globals'
import type { Advisory } from '../../../src/checks/dependency-audit/advisory.ts'
import { matchOf } from '../../../src/checks/dependency-audit/match.ts'
import { type OsvReading, readOsvRecord } from '../../../src/checks/dependency-audit/osv-record.ts'
import { rawRecords } from './support/fixtures.ts'

const V4 = 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:L/SC:N/SI:N/SA:N' // 6.9
const V3 = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' // 9.8
const V3_LOW = 'CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N' // 3.1
const V2 = 'AV:N/AC:L/Au:N/C:C/I:C/A:C' // 10

const thing = { package: { ecosystem: 'npm', name: 'thing' } }
const ranged = { ...thing, ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '1.2.3' }] }] }
const plain = { id: 'CVE-2022-1', modified: '2022-01-01T00:00:00Z', affected: [ranged] }

function read(fields: Readonly<Record<string, unknown>> = {}): OsvReading {
  const told = readOsvRecord({ ...plain, ...fields }, 'osv')
  if ('problem' in told) throw new Error(told.problem)
  return told
}

function wordOf({ advisory }: { readonly advisory: Advisory }, version = '1.0.0'): string {
  const told = matchOf(advisory, 'npm', 'thing', version)
  if (told === undefined) return 'no'
  return told === 'unknown' ? told : 'yes'
}

test('a record of GitHub', () => {
  const told = read({
    id: 'GHSA-29mw-wpgm-hmr9',
    aliases: ['CVE-2020-28500'],
    related: ['CVE-2021-9'],
    summary: 'Slow in lodash',
    details: 'Long',
    published: '2022-01-06T20:30:46Z',
    severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:L' }],
    database_specific: { severity: 'MODERATE', epss: { percentage: 0.003 }, known_exploited: false },
    references: [
      { type: 'WEB', url: 'https://web.example/' },
      { type: 'ADVISORY', url: 'https://advisories.example/a b' },
      { type: 'ADVISORY', url: 'https://advisories.example/second' },
    ],
  })
  expect(told).toEqual({
    advisory: {
      id: 'GHSA-29mw-wpgm-hmr9',
      aliases: ['CVE-2020-28500'],
      summary: 'Slow in lodash',
      severity: 'moderate',
      score: 5.3,
      vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:L',
      isMalware: false,
      published: '2022-01-06T20:30:46Z',
      modified: '2022-01-01T00:00:00Z',
      url: 'https://advisories.example/a%20b',
      affected: [
        {
          ecosystem: 'npm',
          name: 'thing',
          versions: [],
          ranges: [{ kind: 'events', events: [{ introduced: '0' }, { fixed: '1.2.3' }] }],
        },
      ],
      epss: 0.003,
      exploited: false,
      source: 'osv',
    },
    unevaluated: 0,
    problems: [],
  })
})

const word = (severity: unknown) => ({ database_specific: { severity } })
const vectors = (...scores: readonly unknown[]) => ({
  severity: scores.map((score) => ({ type: 'CVSS_V3', score })),
})

describe('the severity', () => {
  test.each([
    ['LOW', 'low'],
    ['MODERATE', 'moderate'],
    ['MEDIUM', 'moderate'],
    ['medium', 'moderate'],
    ['HIGH', 'high'],
    ['CRITICAL', 'critical'],
    ['URGENT', undefined],
    ['constructor', undefined],
    ['', undefined],
    [7, undefined],
    [null, undefined],
    [['HIGH'], undefined],
  ])('of the word %j is %s', (said, severity) => {
    expect(read(word(said)).advisory.severity).toBe(severity)
  })

  test.each([
    ['the word before a vector', { ...word('LOW'), ...vectors(V3) }, 'low', 9.8],
    ['a vector behind a word that is none', { ...word('URGENT'), ...vectors(V3) }, 'critical', 9.8],
    ['version 4 before 3 before 2', vectors(V2, V3, V4), 'moderate', 6.9],
    ['version 3 before 2', vectors(V2, V3_LOW), 'low', 3.1],
    ['version 2 alone', vectors(V2), 'critical', 10],
    ['the highest of one version', vectors(V3_LOW, V3), 'critical', 9.8],
    ['what is left of broken ones', vectors('CVSS:4.0/AV:N', 7, null, V3_LOW), 'low', 3.1],
    ['none of broken ones', vectors('CVSS:4.0/AV:N', 7, null), undefined, undefined],
    ['no list', { severity: V3 }, undefined, undefined],
    ['nothing at all', {}, undefined, undefined],
    ['a branch', { affected: [ranged, { ...ranged, ...vectors(V3) }] }, 'critical', 9.8],
    ['the worst word of the branches', { affected: [word('LOW'), word('HIGH')] }, 'high', undefined],
    ['the own word before a branch', { ...word('LOW'), affected: [word('HIGH')] }, 'low', undefined],
    ['malware', { id: 'MAL-2025-191025' }, 'critical', undefined],
    ['malware by an alias', { ...word('LOW'), aliases: ['MAL-2025-1'] }, 'critical', undefined],
  ] as const)('of %s', (_, fields, severity, score) => {
    const { advisory } = read(fields)
    expect([advisory.severity, advisory.score]).toEqual([severity, score])
  })

  test('of malware that lists versions alone', () => {
    const told = read({ id: 'MAL-2025-191025', affected: [{ ...thing, versions: ['1.0.0', '1.0.1'] }] })
    expect([told.advisory.isMalware, wordOf(told), wordOf(told, '1.0.2')]).toEqual([true, 'yes', 'no'])
  })
})

describe('what cannot be read as a whole', () => {
  test.each([
    ['null', null],
    ['text', 'CVE-1'],
    ['a list', [plain]],
    ['no id', { affected: [ranged] }],
    ['an id that is a number', { ...plain, id: 7 }],
    ['an empty id', { ...plain, id: '' }],
    ['an id with a space', { ...plain, id: 'CVE 1' }],
    ['an id with a line end', { ...plain, id: 'CVE-1\n::error::' }],
    ['half a surrogate pair as id', { ...plain, id: '\ud800' }],
    ['a huge id', { ...plain, id: 'A'.repeat(1_000_000) }],
    ['affected that is no list', { ...plain, affected: { 0: ranged } }],
    ['too many branches', { ...plain, affected: Array.from({ length: 10_001 }, () => ranged) }],
  ])('is %s', (_, value) => {
    expect(readOsvRecord(value, 'osv')).toEqual({ problem: expect.stringMatching(/ is no | has /) })
  })
})

const range = (type: unknown, events: unknown) => ({ ...thing, ranges: [{ type, events }] })
const since = [{ introduced: '0' }]
const GIT = { type: 'GIT', repo: 'https://git.example/', events: [{ introduced: '0' }] }

describe('a branch', () => {
  test.each([
    ['of no object', null, 'affected[1] is no object'],
    ['without a package', { ranges: ranged.ranges }, 'affected[1] names no package'],
    [
      'with a name that is none',
      { ...ranged, package: { ecosystem: 'npm', name: 7 } },
      'affected[1] names no package',
    ],
    [
      'with an empty name',
      { ...ranged, package: { ecosystem: 'npm', name: '' } },
      'affected[1] names no package',
    ],
    ['without an ecosystem', { ...ranged, package: { name: 'thing' } }, 'affected[1] names no package'],
    ['with ranges that are no list', { ...thing, ranges: {} }, 'affected[1] has no readable list of ranges'],
    ['with a range that is none', { ...thing, ranges: [7] }, 'affected[1] has a range that cannot be read'],
    ['of an unknown type', range('COMMIT', since), 'affected[1] has a range that cannot be read'],
    ['of no type', range(undefined, since), 'affected[1] has a range that cannot be read'],
    ['without events', range('SEMVER', undefined), 'affected[1] has a range that cannot be read'],
    [
      'never introduced',
      range('SEMVER', [{ fixed: '1.0.0' }]),
      'affected[1] has a range that cannot be read',
    ],
    ['with an empty event', range('SEMVER', [...since, {}]), 'affected[1] has a range that cannot be read'],
    [
      'with two in one',
      range('SEMVER', [{ introduced: '0', fixed: '1' }]),
      'affected[1] has a range that cannot be read',
    ],
    [
      'with a number',
      range('SEMVER', [...since, { fixed: 1 }]),
      'affected[1] has a range that cannot be read',
    ],
    [
      'with an unknown event',
      range('SEMVER', [...since, { gone: '1' }]),
      'affected[1] has a range that cannot be read',
    ],
    [
      'with a huge version',
      range('SEMVER', [...since, { fixed: '1'.repeat(1e6) }]),
      'affected[1] has a range that cannot be read',
    ],
    [
      'with a list that is none',
      { ...thing, versions: '1.0.0' },
      'affected[1] has no readable list of versions',
    ],
    [
      'with a version that is none',
      { ...thing, versions: ['9.0.0', 1] },
      'affected[1] lists a version that is none',
    ],
  ])('%s surfaces and hides no other', (_, branch, problem) => {
    const told = read({
      affected: [ranged, branch, { ...ranged, package: { ecosystem: 'npm', name: 'other' } }],
    })
    expect(told.problems).toEqual([problem])
    expect(told.advisory.affected.map(({ name }) => name)).toEqual(
      problem.endsWith('package') || problem.endsWith('object')
        ? ['thing', 'other']
        : ['thing', 'thing', 'other'],
    )
    expect(wordOf(told)).toBe('yes')
    const alone = read({ affected: [branch] })
    expect(wordOf(alone)).toBe(alone.advisory.affected.length > 0 ? 'unknown' : 'no')
  })

  test('with two ranges, of which one cannot be read, keeps the other', () => {
    const told = read({ affected: [{ ...ranged, ranges: [...ranged.ranges, { type: 'SEMVER' }] }] })
    expect([wordOf(told), wordOf(told, '2.0.0')]).toEqual(['yes', 'unknown'])
    expect(told.problems).toHaveLength(1)
  })

  test.each([
    ['no range but commits', { ...thing, ranges: [GIT] }, 1, 'unknown'],
    ['commits beside a range', { ...ranged, ranges: [GIT, ...ranged.ranges, GIT] }, 2, 'yes'],
    ['commits beside a list', { ...thing, versions: ['9.0.0'], ranges: [GIT] }, 1, 'no'],
    ['commits and no package', { ranges: [GIT], versions: ['v1'] }, 1, 'no'],
    ['neither ranges nor versions', thing, 0, 'unknown'],
  ])('with %s', (_, branch, unevaluated, told) => {
    const reading = read({ affected: [branch] })
    expect([reading.unevaluated, reading.problems, wordOf(reading)]).toEqual([unevaluated, [], told])
  })

  test('of both types is read', () => {
    const told = read({
      affected: [range('ECOSYSTEM', [...since, { last_affected: '1.0.0' }, { limit: '2.0.0' }])],
    })
    expect(told.advisory.affected[0]?.ranges).toEqual([
      { kind: 'events', events: [{ introduced: '0' }, { last_affected: '1.0.0' }, { limit: '2.0.0' }] },
    ])
  })

  test.each([
    ['text', '1.2.4', '1.2.4'],
    ['nested', { identifier: '1.2.4' }, '1.2.4'],
    ['a number', 7, undefined],
    ['null', null, undefined],
  ])('names the patched version as %s', (_, first_patched_version, patched) => {
    const told = read({ affected: [{ ...ranged, database_specific: { first_patched_version } }] })
    expect(told.advisory.affected[0]?.firstPatched).toBe(patched)
  })

  test('is needed, unless the record was withdrawn', () => {
    expect(read({ affected: [] }).problems).toEqual(['it names nothing that is affected'])
    expect(read({ affected: undefined }).problems).toEqual(['it names nothing that is affected'])
    expect(read({ affected: [], withdrawn: '2022-01-01T00:00:00Z' }).problems).toEqual([])
  })

  test('is one of many problems, and the first ones are told', () => {
    const told = read({ affected: Array.from({ length: 1000 }, () => null) })
    expect(told.problems).toHaveLength(11)
    expect(told.problems.at(-1)).toBe('and 990 more')
  })
})

describe('dates', () => {
  test.each([
    ['2022-01-01T00:00:00Z', '2022-01-01T00:00:00Z'],
    ['2022-01-01T00:00:00.123456789Z', '2022-01-01T00:00:00.123456789Z'],
    ['2022-01-01T00:00:00+02:00', '2022-01-01T00:00:00+02:00'],
    ['0001-01-01T00:00:00Z', undefined],
    ['2022-13-01T00:00:00Z', undefined],
    ['2022-01-01', undefined],
    ['yesterday', undefined],
    [20220101, undefined],
    [`2022-01-01T00:00:00.${'0'.repeat(1e6)}Z`, undefined],
  ])('%j', (said, date) => {
    expect(read({ published: said }).advisory.published).toBe(date)
  })

  test.each([
    ['2022-01-01T00:00:00Z', 'no', 0],
    [null, 'yes', 0],
    [undefined, 'yes', 0],
    [true, 'yes', 1],
    ['', 'yes', 1],
    ['yes', 'yes', 1],
  ])('withdrawn %j: %s', (withdrawn, told, problems) => {
    const reading = read({ withdrawn })
    expect([wordOf(reading), reading.problems.length]).toEqual([told, problems])
  })
})

describe('the page', () => {
  const advisoryPage = (url: unknown) => ({ references: [null, { type: 'ADVISORY', url }] })

  test.each([
    ['of GitHub', { id: 'GHSA-29mw-wpgm-hmr9' }, 'https://github.com/advisories/GHSA-29mw-wpgm-hmr9'],
    ['of OSV', {}, 'https://osv.dev/vulnerability/CVE-2022-1'],
    ['of an odd id', { id: 'A/../?b#c' }, 'https://osv.dev/vulnerability/A%2F..%2F%3Fb%23c'],
    ['as referred to', advisoryPage('http://a.example/1'), 'http://a.example/1'],
    ['never a script', advisoryPage('javascript:alert(1)'), 'https://osv.dev/vulnerability/CVE-2022-1'],
    ['never data', advisoryPage('data:text/html,x'), 'https://osv.dev/vulnerability/CVE-2022-1'],
    [
      'never with a password',
      advisoryPage('https://a:b@a.example/'),
      'https://osv.dev/vulnerability/CVE-2022-1',
    ],
    [
      'never a huge one',
      advisoryPage(`https://a.example/${'a'.repeat(1e6)}`),
      'https://osv.dev/vulnerability/CVE-2022-1',
    ],
    ['no URL', advisoryPage('a.example'), 'https://osv.dev/vulnerability/CVE-2022-1'],
    ['no text', advisoryPage(7), 'https://osv.dev/vulnerability/CVE-2022-1'],
    ['no list', { references: 'https://a.example/' }, 'https://osv.dev/vulnerability/CVE-2022-1'],
  ])('%s', (_, fields, url) => {
    expect(read(fields).advisory.url).toBe(url)
  })
})

describe('the summary', () => {
  test.each([
    [{ summary: 'One' }, 'One'],
    [{ summary: '  ', details: '\n\n First \nSecond' }, 'First'],
    [{ summary: 7 }, ''],
    [{ summary: 'a'.repeat(1e6) }, 'a'.repeat(300)],
    [{ summary: 'a\ud800' }, 'a\ufffd'],
    [{}, ''],
  ])('%#', (fields, summary) => {
    expect(read(fields).advisory.summary).toBe(summary)
  })
})

describe('aliases', () => {
  test.each([
    [['GHSA-1', 'GHSA-1', 'CVE-2022-1'], ['GHSA-1'], 0],
    [['GHSA-1', 7, null, 'a b', ''], ['GHSA-1'], 1],
    ['GHSA-1', [], 1],
    [null, [], 0],
    [
      Array.from({ length: 2000 }, (_, at) => `X-${at}`),
      Array.from({ length: 1000 }, (_, at) => `X-${at}`),
      1,
    ],
  ])('%#', (aliases, wanted, problems) => {
    const told = read({ aliases })
    expect(told.advisory.aliases).toEqual(wanted)
    expect(told.problems).toHaveLength(problems)
  })
})

describe('how likely it is exploited', () => {
  test.each([
    [{ epss: 0.5 }, 0.5, undefined],
    [{ epss: '0.5' }, 0.5, undefined],
    [{ epss: { probability: '5.0e-4' } }, 0.0005, undefined],
    [{ epss: 50 }, undefined, undefined],
    [{ epss: -0.1 }, undefined, undefined],
    [{ epss: 'high' }, undefined, undefined],
    [{ epss: '' }, undefined, undefined],
    [{ epss: Number.NaN }, undefined, undefined],
    [{ known_exploited: true }, undefined, true],
    [{ exploited: false }, undefined, false],
    [{ cisa_kev: { date_added: '2022-01-01' } }, undefined, true],
    [{ kev: '2022-01-01' }, undefined, true],
    [{ kev: 'no' }, undefined, undefined],
    [{ kev: {} }, undefined, undefined],
    [{ kev: false, exploited: true }, undefined, true],
    ['no object', undefined, undefined],
  ])('%j', (database_specific, epss, exploited) => {
    const { advisory } = read({ database_specific })
    expect([advisory.epss, advisory.exploited]).toEqual([epss, exploited])
  })
})

test('names of every object are data', () => {
  const record: unknown = JSON.parse(
    '{"__proto__":{"id":"X"},"id":"CVE-1","constructor":1,"affected":[{"__proto__":{"package":1},"package":{"ecosystem":"npm","name":"__proto__"},"versions":["1.0.0"]}]}',
  )
  const told = readOsvRecord(record, 'osv')
  if ('problem' in told) throw new Error(told.problem)
  expect(matchOf(told.advisory, 'npm', '__proto__', '1.0.0')).toMatchObject({ range: '1.0.0' })
})

test.each([
  ['npm', 666, 0],
  ['pypi', 100, 3],
  ['go', 100, 3],
] as const)(
  '%s: all %i recorded advisories are read whole, %i are withdrawn',
  (database, count, withdrawn) => {
    const raw = rawRecords(database)
    const told = raw.map((one) => readOsvRecord(one, 'osv'))
    const whole = told.flatMap((one) => ('problem' in one || one.problems.length > 0 ? [] : [one]))
    expect(whole).toHaveLength(count)
    expect(whole.filter(({ advisory }) => advisory.withdrawn !== undefined)).toHaveLength(withdrawn)
    const commits = raw.flatMap(({ affected }) => affected.flatMap(({ ranges = [] }) => ranges))
    expect(whole.reduce((sum, one) => sum + one.unevaluated, 0)).toBe(
      commits.filter(({ type }) => type === 'GIT').length,
    )
  },
)
