import { afterEach, describe, expect, test } from '@jest/globals'
import { type Answer, keyOf, type Query } from '../../../../src/checks/dependency-audit/sources/source.ts'
import { type OsvHabits, speakOsv } from '../../../support/advisories/osv-server.ts'
import { isAffected, type OsvRecord } from '../../../support/advisories/records.ts'
import {
  type AdvisoryServer,
  type Call,
  json,
  type Reply,
  type Speak,
  serveCalls,
} from '../../../support/advisories/server.ts'
import { ALL_RECORDS, keysOf, npmQuery, openKeys, QUERIES, reasonsOf, SOURCES } from './sources.ts'

const servers: AdvisoryServer[] = []

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

async function started(speak: Speak): Promise<AdvisoryServer> {
  const server = await serveCalls(speak)
  servers.push(server)
  return server
}

const askAt = ({ url }: AdvisoryServer, queries: readonly Query[]) => SOURCES.osv.make(url).ask(queries)

async function askOf(records: readonly OsvRecord[], queries: readonly Query[], habits?: OsvHabits) {
  const server = await started(speakOsv(records, habits))
  return { server, answer: await askAt(server, queries) }
}

/** A good server, but for what `change` says; it says nothing where all is to stay as it was. */
function changed(change: (call: Call, body: string) => Reply | undefined): Speak {
  const well = speakOsv(ALL_RECORDS)
  return (call) => {
    const reply = well(call)
    return typeof reply === 'function' ? reply : (change(call, String(reply.body)) ?? reply)
  }
}

interface Batch {
  readonly results: { vulns?: { id: unknown }[]; next_page_token?: unknown }[]
}

/** Changes the results of every batch. */
function withResults(change: (results: Batch['results']) => unknown): Speak {
  return changed(({ path }, body) =>
    path === '/v1/querybatch' ? json({ results: change((JSON.parse(body) as Batch).results) }) : undefined,
  )
}

const idsOf = (answer: Answer) => answer.advisories.map(({ id }) => id).sort()

function wantedIds(records: readonly OsvRecord[], queries: readonly Query[]): readonly string[] {
  const hit = records.filter((record) =>
    queries.some(({ ecosystem, name, version }) => isAffected(record, ecosystem, name, version)),
  )
  return hit.map(({ id }) => id).sort()
}

const MIXED: readonly Query[] = [
  ...QUERIES,
  { ecosystem: 'PyPI', name: 'pillow', version: '3.0.0' },
  { ecosystem: 'Go', name: 'golang.org/x/crypto', version: '0.30.0' },
]

function many(count: number): readonly Query[] {
  return Array.from({ length: count }, (_, index) => npmQuery(`package-${index}`, '1.0.0'))
}

test('tells exactly the records of what is affected, over ecosystems', async () => {
  const { server, answer } = await askOf(ALL_RECORDS, [...MIXED, ...MIXED])
  expect(answer.faults).toEqual([])
  expect(idsOf(answer)).toEqual(wantedIds(ALL_RECORDS, MIXED))
  const batches = server.calls.filter(({ method }) => method === 'POST')
  const asked = JSON.parse(String(batches[0]?.body)) as { queries: unknown[] }
  // Every question once, and a canary for each of three ecosystems.
  expect([batches.length, asked.queries.length]).toEqual([1, MIXED.length + 3])
})

test('names and versions are asked about as databases spell them', async () => {
  const queries = [
    { ecosystem: 'PyPI', name: 'PILLOW', version: '3.0.0' },
    { ecosystem: 'Go', name: 'golang.org/x/crypto', version: 'v0.30.0' },
  ]
  const { answer } = await askOf(ALL_RECORDS, queries)
  expect(answer.faults).toEqual([])
  expect(idsOf(answer)).toEqual(expect.arrayContaining(['PYSEC-2016-5', 'GO-2024-3321']))
})

test.each([
  [999, [1000]],
  [1000, [1000, 2]],
  [2500, [1000, 1000, 503]],
])('%d questions go in batches of at most 1,000, each with its canary', async (count, sizes) => {
  const { server, answer } = await askOf(ALL_RECORDS, many(count))
  expect(answer.faults).toEqual([])
  const batches = server.calls.map(({ body }) => JSON.parse(String(body)) as { queries: unknown[] })
  expect(batches.map(({ queries }) => queries.length)).toEqual(sizes)
})

test('an id is read once, whoever named it, and pages are read to the last', async () => {
  const queries = ['4.17.0', '4.17.1', '4.17.3', '4.17.20'].map((version) => npmQuery('lodash', version))
  const { server, answer } = await askOf(ALL_RECORDS, queries, { page: 2 })
  expect(answer.faults).toEqual([])
  expect(idsOf(answer)).toEqual(wantedIds(ALL_RECORDS, queries))
  const read = server.calls.filter(({ method }) => method === 'GET').map(({ path }) => path)
  expect(new Set(read).size).toBe(read.length)
  expect(server.calls.length - read.length).toBeGreaterThan(3)
})

test('a question that the server cannot read leaves the others answered', async () => {
  const queries = [...many(500), npmQuery('odd', 'not-a-version'), ...QUERIES]
  const { answer } = await askOf(ALL_RECORDS, queries, { refuses: 'not-a-version' })
  expect(openKeys(answer)).toEqual(keysOf([npmQuery('odd', 'not-a-version')]))
  expect(reasonsOf(answer)).toContain('status 400')
  expect(idsOf(answer)).toEqual(wantedIds(ALL_RECORDS, queries))
})

test.each<readonly [string, Speak, string]>([
  ['one result less', withResults((results) => results.slice(1)), 'answered 4 of 5 questions'],
  ['one result more', withResults((results) => [...results, {}]), 'answered 6 of 5 questions'],
  ['no results at all', withResults(() => []), 'answered 0 of 5 questions'],
  ['everything clean', withResults((results) => results.map(() => ({}))), 'says nothing of lodash@4.17.4'],
  ['results of null', withResults((results) => results.map(() => null)), 'is no list of ids'],
  ['results of lists', withResults((results) => results.map(() => [])), 'is no list of ids'],
  [
    'ids that are none',
    withResults((results) => results.map(() => ({ vulns: [{ id: 7 }] }))),
    'is no list of ids',
  ],
  [
    'ids that climb',
    withResults((results) => results.map(() => ({ vulns: [{ id: '../x' }] }))),
    'is no list of ids',
  ],
  [
    'a token that is none',
    withResults((results) => results.map((one) => ({ ...one, next_page_token: 7 }))),
    'is no list of ids',
  ],
  ['null for ids', withResults((results) => results.map(() => ({ vulns: null }))), 'is no list of ids'],
  [
    'null for a token',
    withResults((results) => results.map((one) => ({ ...one, next_page_token: null }))),
    'is no list of ids',
  ],
  [
    'the same page for ever',
    withResults((results) => results.map((one) => ({ ...one, next_page_token: 'x' }))),
    'again and again',
  ],
  ['the request', changed(({ body }) => ({ body })), 'answered without results'],
])('%s is believed for no question', async (_name, speak, words) => {
  const answer = await askAt(await started(speak), QUERIES)
  expect(openKeys(answer)).toEqual(keysOf(QUERIES))
  expect(reasonsOf(answer)).toContain(words)
})

test('pages without end are left', async () => {
  let page = 0
  const speak = withResults((results) => results.map((one) => ({ ...one, next_page_token: `t${page++}` })))
  const answer = await askAt(await started(speak), [npmQuery('left-pad', '1.3.0')])
  expect(reasonsOf(answer)).toContain('never comes to the last page')
})

test('one ecosystem that the server knows nothing of costs no other its answer', async () => {
  const { answer } = await askOf(
    ALL_RECORDS.filter(({ id }) => !id.startsWith('PYSEC')),
    MIXED,
  )
  expect(openKeys(answer)).toEqual(keysOf(MIXED.filter(({ ecosystem }) => ecosystem === 'PyPI')))
  expect(reasonsOf(answer)).toContain('its silence about PyPI proves nothing')
})

test('an ecosystem without a canary is believed, and that is said', async () => {
  const query = { ecosystem: 'Hackage', name: 'aeson', version: '2.0' }
  const { answer } = await askOf(ALL_RECORDS, [query])
  expect(answer).toMatchObject({ advisories: [], faults: [] })
  expect(answer.notes.join()).toContain('No version of Hackage is known here to be bad')
})

describe('a record that cannot be had', () => {
  const ID = 'GHSA-35jh-r3h4-6jhm'
  const spoiled = (reply: Reply) => changed(({ path }) => (path.endsWith(ID) ? reply : undefined))
  const record = ALL_RECORDS.find(({ id }) => id === ID)
  test.each<readonly [string, Reply, string]>([
    ['missing', { status: 404 }, 'status 404'],
    ['broken', { status: 500 }, 'status 500'],
    ['null', json(null), 'something else'],
    ['another one', json({ ...record, id: 'GHSA-xxxx-xxxx-xxxx' }), 'something else'],
    ['without its package', json({ id: ID, affected: [] }), 'nothing of the package'],
    ['a list for a record', json({ id: ID, affected: 7 }), 'affected is no list'],
  ])('(%s) opens the questions that named it, and no other', async (_name, reply, words) => {
    const answer = await askAt(await started(spoiled(reply)), QUERIES)
    expect(openKeys(answer)).toEqual(new Set([keyOf(npmQuery('lodash', '4.17.20'))]))
    expect(reasonsOf(answer)).toContain(words)
    expect(reasonsOf(answer)).toContain(ID)
    expect(idsOf(answer)).toEqual(
      expect.arrayContaining([...wantedIds(ALL_RECORDS, [npmQuery('axios', '0.21.0')])]),
    )
  })
})

test('a deadline in the middle keeps what was found', async () => {
  const slow: Speak = (call) =>
    call.path.endsWith('GHSA-35jh-r3h4-6jhm') ? () => undefined : speakOsv(ALL_RECORDS)(call)
  const server = await started(slow)
  const answer = await SOURCES.osv.make(server.url, 700).ask(QUERIES)
  expect(openKeys(answer)).toEqual(new Set([keyOf(npmQuery('lodash', '4.17.20'))]))
  expect(reasonsOf(answer)).toContain('no answer in time')
  expect(answer.advisories.length).toBeGreaterThan(5)
})

test.each([
  ['npm', true],
  ['GitHub Actions', true],
  ['Debian:12', true],
  ['NPM', false],
  ['__proto__', false],
  ['', false],
])('knows %s: %p', (ecosystem, known) => {
  expect(SOURCES.osv.make('http://osv.example').knows(ecosystem)).toBe(known)
})
