import { describe, expect, test } from '@jest/globals'
import type { Advisory } from '../../../src/checks/dependency-audit/advisory.ts'
import { compareIds } from '../../../src/checks/dependency-audit/advisory-ids.ts'
import { type Flaw, groupsOf, mergeGroup } from '../../../src/checks/dependency-audit/aliases.ts'
import { advisoriesOf, advisory, branch, events } from './support/fixtures.ts'

/** `a=b,c` is an advisory a with aliases b and c. */
function advisories(text: string): readonly Advisory[] {
  return text.split(' ').map((one) => {
    const [id = '', aliases = ''] = one.split('=')
    return advisory({ id, aliases: aliases.split(',').filter((alias) => alias !== '') })
  })
}

const TABLE = [
  ['nothing in common', 'CVE-1 CVE-2', 'CVE-1 | CVE-2'],
  ['one id twice', 'CVE-1 CVE-1', 'CVE-1 CVE-1'],
  ['an alias', 'CVE-1 GHSA-1=CVE-1', 'GHSA-1 CVE-1'],
  ['the other way', 'CVE-1=GHSA-1 GHSA-1', 'GHSA-1 CVE-1'],
  ['an alias that no record has', 'GHSA-1=CVE-1 PYSEC-1=CVE-1', 'GHSA-1 PYSEC-1'],
  ['by way of others', 'A=B C=D B=C', 'A B C'],
  ['a chain', 'E=D D=C C=B B=A A', 'A B C D E'],
  ['two groups that a third joins', 'A=X B=Y C=X,Y D', 'A B C | D'],
  ['in either case', 'GHSA-abcd CVE-1=ghsa-ABCD', 'GHSA-abcd CVE-1'],
  ['a name of every object', 'A=__proto__ B=constructor C', 'A | B | C'],
] as const

type Grouper = (advisories: readonly Advisory[]) => readonly (readonly Advisory[])[]

function complaints(grouper: Grouper): readonly string[] {
  return TABLE.flatMap(([title, input, wanted]) => {
    const told = grouper(advisories(input)).map((group) => group.map(({ id }) => id).join(' '))
    return told.join(' | ') === wanted ? [] : [`${title}: ${told.join(' | ')}`]
  })
}

describe('groups', () => {
  test('are the table', () => {
    expect(complaints(groupsOf)).toEqual([])
  })

  test.each<[string, Grouper]>([
    ['all are one', (all) => [all]],
    ['none are one', (all) => all.map((one) => [one])],
  ])('the table is not held where %s', (_, grouper) => {
    expect(complaints(grouper).length).toBeGreaterThan(1)
  })

  test('a chain of 50,000 is one', () => {
    const chain = Array.from({ length: 50_000 }, (_, at) =>
      advisory({ id: `X-${at}`, aliases: [`X-${at + 1}`] }),
    )
    expect(groupsOf(chain).map((group) => group.length)).toEqual([50_000])
  })

  test('of the recorded databases hold every record once', () => {
    const all = (['npm', 'pypi', 'go'] as const).flatMap(advisoriesOf)
    const groups = groupsOf(all)
    expect(groups.flat()).toHaveLength(all.length)
    expect(new Set(groups.flat()).size).toBe(all.length)
    expect(groups.length).toBeLessThan(all.length)
  })

  test('none of nothing', () => {
    expect(groupsOf([])).toEqual([])
  })
})

test.each([
  ['MAL-2025-1', 'GHSA-1'],
  ['GHSA-1', 'CVE-2020-1'],
  ['CVE-2020-1', 'PYSEC-1'],
  ['CVE-2020-1', 'A-1'],
  ['A-1', 'B-1'],
  ['GHSA-1', 'GHSA-2'],
])('%s is preferred to %s', (first, second) => {
  expect([second, first].sort(compareIds)).toEqual([first, second])
})

function merged(...all: readonly Advisory[]): Flaw {
  const [group, ...more] = groupsOf(all)
  if (!group || more.length > 0) throw new Error('one group')
  return mergeGroup(group)
}

describe('a merged group', () => {
  const ghsa = advisory({
    id: 'GHSA-1',
    aliases: ['CVE-1'],
    summary: '',
    severity: 'low',
    score: 3.1,
    published: '2022-05-01T00:00:00Z',
    url: 'https://advisories.example/ghsa',
    affected: [branch({ ranges: [events('introduced:0 fixed:1.2.3')] })],
  })
  const cve = advisory({
    id: 'CVE-1',
    summary: 'From the CVE',
    severity: 'high',
    score: 8.1,
    published: '2022-04-30T23:00:00-05:00',
    url: 'https://advisories.example/cve',
    affected: [branch({ firstPatched: '1.2.4', ranges: [events('introduced:0 fixed:1.2.3')] })],
    epss: 0.2,
    exploited: true,
    source: 'github',
  })
  const plain = advisory({
    id: 'PYSEC-1',
    aliases: ['CVE-1'],
    severity: undefined,
    epss: 0.1,
    exploited: false,
  })

  test('is all that its records say', () => {
    expect(merged(cve, plain, ghsa)).toEqual({
      id: 'GHSA-1',
      ids: ['GHSA-1', 'CVE-1', 'PYSEC-1'],
      summary: 'From the CVE',
      severity: 'high',
      score: 8.1,
      isMalware: false,
      published: '2022-05-01T00:00:00Z',
      url: 'https://advisories.example/ghsa',
      urls: [
        'https://advisories.example/ghsa',
        'https://advisories.example/cve',
        'https://advisories.example/1',
      ],
      fixes: [
        { ecosystem: 'npm', name: 'thing', version: '1.2.3' },
        { ecosystem: 'npm', name: 'thing', version: '1.2.4' },
      ],
      epss: 0.2,
      exploited: true,
      sources: ['github', 'osv'],
      advisories: [ghsa, cve, plain],
    })
  })

  test('has the preferred id also where no record has it as its own', () => {
    expect(merged(plain, advisory({ id: 'X-1', aliases: ['PYSEC-1', 'GHSA-9'] })).id).toBe('GHSA-9')
  })

  test('knows no severity only where no record does', () => {
    expect(merged(plain).severity).toBeUndefined()
    expect(merged(plain, cve).severity).toBe('high')
  })

  test('says nothing that no record says', () => {
    const { epss: _, exploited: __, ...quiet } = plain
    const told = merged(quiet)
    expect(['score', 'published', 'epss', 'exploited'].filter((key) => key in told)).toEqual([])
    expect(merged(plain).exploited).toBe(false)
  })

  test('is malware, critical and called so if any of them is', () => {
    const malware = advisory({ id: 'MAL-1', aliases: ['GHSA-1'], isMalware: true, severity: undefined })
    const { id, severity, isMalware } = merged(ghsa, malware)
    expect([id, severity, isMalware]).toEqual(['MAL-1', 'critical', true])
  })

  test('takes ids alone from withdrawn ones, unless all are', () => {
    const withdrawn = { ...cve, withdrawn: '2023-01-01T00:00:00Z' }
    const told = merged(ghsa, withdrawn)
    expect([told.severity, told.exploited, told.summary]).toEqual(['low', undefined, ''])
    expect(told.ids).toEqual(['GHSA-1', 'CVE-1'])
    expect(merged(withdrawn).severity).toBe('high')
  })
})
