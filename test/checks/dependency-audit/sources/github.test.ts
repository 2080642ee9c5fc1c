import { afterEach, describe, expect, test } from '@jest/globals'
import { CANARIES } from '../../../../src/checks/dependency-audit/sources/canary.ts'
import { githubSource } from '../../../../src/checks/dependency-audit/sources/github.ts'
import { nextLink } from '../../../../src/checks/dependency-audit/sources/link-header.ts'
import type { Query } from '../../../../src/checks/dependency-audit/sources/source.ts'
import { type GithubHabits, githubShape, speakGithub } from '../../../support/advisories/github-server.ts'
import { ghsaOf, isAffected } from '../../../support/advisories/records.ts'
import {
  type AdvisoryServer,
  json,
  type Reply,
  type Speak,
  serveCalls,
} from '../../../support/advisories/server.ts'
import { ALL_RECORDS, keysOf, network, npmQuery, openKeys, QUERIES, reasonsOf, SOURCES } from './sources.ts'

const servers: AdvisoryServer[] = []

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

async function started(speak: Speak): Promise<AdvisoryServer> {
  const server = await serveCalls(speak)
  servers.push(server)
  return server
}

async function askOf(queries: readonly Query[], habits: GithubHabits = {}, token?: string) {
  const server = await started(speakGithub(ALL_RECORDS, habits))
  const answer = await githubSource({ url: server.url, token, ...network() }).ask(queries)
  return { server, answer }
}

const wantedIds = (queries: readonly Query[]) =>
  ALL_RECORDS.filter((record) =>
    queries.some(({ ecosystem, name, version }) => isAffected(record, ecosystem, name, version)),
  )
    .map(ghsaOf)
    .sort()

const MIXED: readonly Query[] = [
  ...QUERIES,
  { ecosystem: 'PyPI', name: 'pillow', version: '3.0.0' },
  { ecosystem: 'Go', name: 'golang.org/x/net', version: '0.1.0' },
]

test.each([100, 1])('tells what is affected, over ecosystems and pages of %d', async (page) => {
  const { server, answer } = await askOf([...MIXED, ...MIXED], { page })
  expect(answer.faults).toEqual([])
  const told = answer.advisories.map(({ id }) => id)
  expect(told).toEqual(expect.arrayContaining([...wantedIds(MIXED)]))
  // Of lodash also what is about the canary's version: matching is not the source's business.
  expect(wantedIds([...MIXED, ...CANARIES])).toEqual(expect.arrayContaining(told))
  expect(told.length).toBe(new Set(told).size)
  const types = server.calls.map(({ path }) => /[?&]type=(\w+)/.exec(path)?.[1])
  expect(new Set(types)).toEqual(new Set(['reviewed', 'malware']))
})

test('URLs stay under 6,000 characters, and names are encoded', async () => {
  const queries = Array.from({ length: 1500 }, (_, index) => npmQuery(`@scope/package&x=${index}`, '1.0.0+b'))
  const { server, answer } = await askOf(queries)
  expect(answer.faults).toEqual([])
  const asked = server.calls.flatMap(({ path }) => {
    expect(path.length).toBeLessThan(6000)
    const { searchParams } = new URL(path, server.url)
    return searchParams.get('type') === 'reviewed' ? (searchParams.get('affects') ?? '').split(',') : []
  })
  const others = asked.filter((one) => one !== 'lodash@4.17.4')
  expect(new Set(others)).toEqual(new Set(queries.map(({ name, version }) => `${name}@${version}`)))
  expect(others).toHaveLength(1500)
})

test('malware is asked for, and critical', async () => {
  const bad = {
    id: 'MAL-2025-1',
    modified: '2025-01-01T00:00:00Z',
    affected: [{ package: { ecosystem: 'npm', name: 'left-pad' }, versions: ['1.3.0'] }],
  }
  const { answer } = await askOf(QUERIES, { malware: [bad] })
  const found = answer.advisories.filter(({ isMalware }) => isMalware)
  expect(found).toMatchObject([{ id: ghsaOf(bad), severity: 'critical' }])
})

test('the token goes along where there is one, and only there', async () => {
  const { server } = await askOf(QUERIES, {}, 'a-token')
  expect(server.calls.map(({ headers }) => headers.authorization)).toEqual([
    'Bearer a-token',
    'Bearer a-token',
  ])
  const { server: open } = await askOf(QUERIES)
  expect(open.calls.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined])
})

test('a next page at another place is not asked for', async () => {
  const other = await started(speakGithub(ALL_RECORDS))
  const { answer } = await askOf(QUERIES, { page: 1, nextOrigin: other.url }, 'a-token')
  expect(other.calls).toEqual([])
  expect(openKeys(answer)).toEqual(keysOf(QUERIES))
  expect(reasonsOf(answer)).toContain('has its next page at another place')
})

test('who is told to wait is not asked again', async () => {
  const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1795392000' }
  const server = await started(() => ({ status: 403, headers, body: '{}' }))
  const queries = Array.from({ length: 3000 }, (_, index) => npmQuery(`package-${index}`, '1.0.0'))
  const answer = await SOURCES.github.make(server.url).ask(queries)
  expect(openKeys(answer)).toEqual(keysOf(queries))
  expect(reasonsOf(answer)).toContain('rate limit is used up until 2026-11-23 00:00 UTC (status 403)')
  expect(server.calls.length).toBeLessThan(4)
})

test('what cannot be told apart in a list of commas is not asked about', async () => {
  const odd = [
    npmQuery('a,b', '1.0.0'),
    npmQuery('a', '1.0.0@2'),
    npmQuery('\ud800', '1'),
    npmQuery('x'.repeat(9000), '1'),
  ]
  const { answer } = await askOf([...odd, ...QUERIES])
  expect(openKeys(answer)).toEqual(keysOf(odd))
})

/** One more advisory in the answer about reviewed ones. */
function withEntry(entry: unknown): Speak {
  const well = speakGithub(ALL_RECORDS)
  return (call) => {
    const reply = well(call) as Reply
    if (!call.path.includes('type=reviewed')) return reply
    return json([...(JSON.parse(String(reply.body)) as unknown[]), entry])
  }
}

const SHAPE = {
  ...githubShape({ id: 'GHSA-aaaa-bbbb-cccc', modified: '2025-01-01T00:00:00Z', affected: [] }, 'reviewed'),
  vulnerabilities: [
    {
      package: { ecosystem: 'npm', name: 'left-pad' },
      vulnerable_version_range: '>= 1.0, < 2.0',
      first_patched_version: '2.0.0',
    },
  ],
}

async function readEntry(entry: unknown) {
  const server = await started(withEntry(entry))
  const answer = await SOURCES.github.make(server.url).ask([npmQuery('left-pad', '1.3.0')])
  return { answer, one: answer.advisories.find(({ id }) => id === 'GHSA-aaaa-bbbb-cccc') }
}

describe('an advisory', () => {
  test.each<readonly [string, object, object]>([
    ['as it is', {}, { severity: undefined, epss: 0.25, source: 'github', isMalware: false }],
    ['medium', { severity: 'medium' }, { severity: 'moderate' }],
    ['withdrawn', { withdrawn_at: '2025-02-02T00:00:00Z' }, { withdrawn: '2025-02-02T00:00:00Z' }],
    ['with a CVE', { cve_id: 'CVE-2025-1' }, { aliases: ['CVE-2025-1'] }],
    ['with EPSS by day', { epss: [{ percentage: 0.5 }] }, { epss: 0.5 }],
    [
      'with both scores',
      {
        cvss_severities: {
          cvss_v3: { vector_string: 'v3', score: 5 },
          cvss_v4: { vector_string: 'v4', score: 9 },
        },
      },
      { score: 9, vector: 'v4' },
    ],
    [
      'with the older score',
      {
        cvss_severities: {
          cvss_v3: { vector_string: 'v3', score: 5 },
          cvss_v4: { vector_string: null, score: 0 },
        },
      },
      { score: 5, vector: 'v3' },
    ],
  ])('%s', async (_name, change, expected) => {
    const { answer, one } = await readEntry({ ...SHAPE, ...change })
    expect(answer.faults).toEqual([])
    expect(one).toMatchObject(expected)
    expect(one?.affected).toEqual([
      {
        ecosystem: 'npm',
        name: 'left-pad',
        versions: [],
        ranges: [{ kind: 'comparators', text: '>= 1.0, < 2.0' }],
        firstPatched: '2.0.0',
      },
    ])
  })

  test('names its fix in an object, too, and a missing range is every version', async () => {
    const [branch] = SHAPE.vulnerabilities
    const odd = { ...branch, vulnerable_version_range: null, first_patched_version: { identifier: '3.0.0' } }
    const { one } = await readEntry({ ...SHAPE, vulnerabilities: [odd] })
    expect(one?.affected).toMatchObject([{ ranges: [{ text: '*' }], firstPatched: '3.0.0' }])
  })

  test.each<readonly [string, unknown]>([
    ['null', null],
    ['without an id', { ...SHAPE, ghsa_id: 7 }],
    ['without its list', { ...SHAPE, vulnerabilities: {} }],
    ['with a branch of nothing', { ...SHAPE, vulnerabilities: [null] }],
    [
      'with a range that is none',
      { ...SHAPE, vulnerabilities: [{ ...SHAPE.vulnerabilities[0], vulnerable_version_range: 7 }] },
    ],
  ])('%s opens the questions of its answer', async (_name, entry) => {
    const { answer } = await readEntry(entry)
    expect(openKeys(answer)).toEqual(keysOf([npmQuery('left-pad', '1.3.0')]))
    expect(reasonsOf(answer)).toContain('an advisory that cannot be read')
  })
})

test.each([
  [undefined, undefined],
  ['', undefined],
  [
    '<https://a.example/x,y?a=1,2>; rel="next", <https://a.example/z>; rel="last"',
    'https://a.example/x,y?a=1,2',
  ],
  ['<https://a.example/z>; rel="prev", </b>; rel=next', '/b'],
  ['<https://a.example/z>; title="x"; rel="next"', 'https://a.example/z'],
  ['<https://a.example/z; rel="next"', undefined],
  ['<'.repeat(100_000), undefined],
  ['<>'.repeat(50_000), undefined],
])('the next page of %p is %p', (header, expected) => {
  expect(nextLink(header)).toBe(expected)
})
