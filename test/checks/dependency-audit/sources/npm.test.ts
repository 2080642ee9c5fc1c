import { gunzipSync } from 'node:zlib'
import { afterEach, expect, test } from '@jest/globals'
import { keyOf, type Query } from '../../../../src/checks/dependency-audit/sources/source.ts'
import { speakNpm } from '../../../support/advisories/npm-server.ts'
import { type AdvisoryServer, json, type Speak, serveCalls } from '../../../support/advisories/server.ts'
import { keysOf, NPM_RECORDS, npmQuery, openKeys, QUERIES, reasonsOf, SOURCES } from './sources.ts'

const servers: AdvisoryServer[] = []

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

async function started(speak: Speak): Promise<AdvisoryServer> {
  const server = await serveCalls(speak)
  servers.push(server)
  return server
}

const askAt = ({ url }: AdvisoryServer, queries: readonly Query[]) => SOURCES.npm.make(`${url}/`).ask(queries)

type Lists = Record<string, unknown>

/** Changes what a good registry answers. */
function withLists(change: (lists: Lists, asked: Lists) => unknown): Speak {
  return (call) => {
    const reply = speakNpm(NPM_RECORDS)(call)
    if (typeof reply === 'function') return reply
    const asked = JSON.parse(gunzipSync(call.body).toString()) as Lists
    return json(change(JSON.parse(String(reply.body)) as Lists, asked))
  }
}

const BAD = {
  id: 1,
  url: 'https://github.com/advisories/GHSA-aaaa-bbbb-cccc',
  title: 't',
  severity: 'high',
  vulnerable_versions: '<2',
}

async function readEntry(entry: unknown) {
  const server = await started(withLists((lists) => ({ ...lists, odd: [entry] })))
  return askAt(server, [npmQuery('odd', '1.0.0')])
}

test('one body of gzip, known-bad packages first and last, names whatever they are', async () => {
  const names = ['7', '__proto__', 'constructor', 'lodash']
  const server = await started(speakNpm(NPM_RECORDS))
  const answer = await askAt(
    server,
    [...names, ...names].map((name) => npmQuery(name, '1.0.0')),
  )
  expect(answer.faults).toEqual([])
  expect(server.calls).toHaveLength(1)
  const text = gunzipSync(server.calls[0]?.body ?? Buffer.of()).toString()
  expect(text).toBe(
    '{"lodash":["4.17.4","1.0.0"],"7":["1.0.0"],"__proto__":["1.0.0"],"constructor":["1.0.0"],"jquery":["3.4.0"]}',
  )
})

test('the canaries tell nothing of packages nobody asked about', async () => {
  const answer = await askAt(await started(speakNpm(NPM_RECORDS)), [npmQuery('left-pad', '1.3.0')])
  expect(answer).toEqual({ advisories: [], faults: [], notes: [] })
})

test.each([
  ['names', Array.from({ length: 4500 }, (_, index) => npmQuery(`p${index}`, '1.0.0')), 3],
  ['bytes', Array.from({ length: 30 }, (_, index) => npmQuery(`p${index}`, '1'.repeat(100_000))), 3],
])('many %s go in several bodies, each with its canaries', async (_name, queries, count) => {
  const server = await started(speakNpm(NPM_RECORDS))
  expect((await askAt(server, queries)).faults).toEqual([])
  expect(server.calls).toHaveLength(count)
  for (const { body } of server.calls) {
    const asked = JSON.parse(gunzipSync(body).toString()) as Lists
    expect([asked['lodash'], asked['jquery']]).toEqual([['4.17.4'], ['3.4.0']])
  }
})

test.each<readonly [string, Speak, string]>([
  ['an echo of the question', withLists((_, asked) => asked), 'says nothing of lodash@4.17.4'],
  ['the first canary alone', withLists(({ jquery: _, ...lists }) => lists), 'says nothing of jquery@3.4.0'],
  ['the last canary alone', withLists(({ lodash: _, ...lists }) => lists), 'says nothing of lodash@4.17.4'],
  [
    'canaries that are fine',
    withLists((lists) => ({ ...lists, lodash: [{ ...BAD, vulnerable_versions: '<1' }] })),
    'lodash@4.17.4',
  ],
  [
    'canaries without advisories',
    withLists((lists) => ({ ...lists, jquery: [] })),
    'says nothing of jquery@3.4.0',
  ],
])('%s is believed for no question', async (_name, speak, words) => {
  const answer = await askAt(await started(speak), QUERIES)
  expect(openKeys(answer)).toEqual(keysOf(QUERIES))
  expect(reasonsOf(answer)).toContain(words)
})

test('half of the bodies broken is half of the questions open', async () => {
  const queries = Array.from({ length: 3000 }, (_, index) => npmQuery(`p${index}`, '1.0.0'))
  const speak = withLists((lists, asked) => ('p0' in asked ? lists : {}))
  const answer = await askAt(await started(speak), queries)
  expect(openKeys(answer)).toEqual(keysOf(queries.slice(2000)))
})

test.each<readonly [string, unknown]>([
  ['no list', { BAD }],
  ['null', null],
  ['a list of text', ['x']],
  ['a range that is none', [{ ...BAD, vulnerable_versions: 7 }]],
  ['no id', [{ title: 'x', vulnerable_versions: '*' }]],
])('%s in place of a list of advisories opens its package alone', async (_name, value) => {
  const server = await started(withLists((lists) => ({ ...lists, odd: value })))
  const answer = await askAt(server, [...QUERIES, npmQuery('odd', '1.0.0'), npmQuery('odd', '2.0.0')])
  expect(openKeys(answer)).toEqual(keysOf([npmQuery('odd', '1.0.0'), npmQuery('odd', '2.0.0')]))
  expect(reasonsOf(answer)).toContain('no list of advisories')
  expect(answer.advisories.map(({ id }) => id)).toContain('GHSA-35jh-r3h4-6jhm')
})

test.each<readonly [string, object, object]>([
  [
    'all there is',
    BAD,
    { id: 'GHSA-aaaa-bbbb-cccc', summary: 't', severity: 'high', isMalware: false, source: 'npm' },
  ],
  [
    'no GHSA',
    { ...BAD, url: 'https://npm.example/advisories/1' },
    { id: 'npm:1', url: 'https://npm.example/advisories/1' },
  ],
  [
    'an address to run',
    { ...BAD, url: 'javascript:alert(1)' },
    { id: 'npm:1', url: 'https://osv.dev/vulnerability/npm%3A1' },
  ],
  ['no severity', { ...BAD, severity: null }, { severity: undefined }],
  ['a new severity', { ...BAD, severity: 'catastrophic' }, { severity: undefined }],
  ['medium', { ...BAD, severity: 'MEDIUM' }, { severity: 'moderate' }],
  [
    'malware',
    { ...BAD, title: 'Malware in odd', severity: 'low' },
    { severity: 'critical', isMalware: true },
  ],
  ['a weakness that is malware', { ...BAD, cwe: ['CWE-506'] }, { severity: 'critical', isMalware: true }],
  [
    'a score',
    { ...BAD, cvss: { score: 7.2, vectorString: 'CVSS:3.1/x' } },
    { score: 7.2, vector: 'CVSS:3.1/x' },
  ],
  [
    'a vector alone',
    { ...BAD, cvss: { score: 0, vectorString: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' } },
    { score: 9.8 },
  ],
])('an entry with %s', async (_name, entry, expected) => {
  const { advisories, faults } = await readEntry(entry)
  expect(faults).toEqual([])
  expect(advisories).toMatchObject([expected])
  expect(advisories[0]?.affected).toEqual([
    { ecosystem: 'npm', name: 'odd', versions: [], ranges: [{ kind: 'comparators', text: '<2' }] },
  ])
})

test.each([undefined, null, '', ' ', '*'])('the range %p is every version', async (range) => {
  const { advisories } = await readEntry({ ...BAD, vulnerable_versions: range })
  expect(advisories[0]?.affected[0]?.ranges).toEqual([{ kind: 'comparators', text: '*' }])
})

test('other ecosystems are not asked about', async () => {
  const server = await started(speakNpm(NPM_RECORDS))
  const query = { ecosystem: 'PyPI', name: 'django', version: '1.2' }
  const answer = await askAt(server, [query])
  expect(openKeys(answer)).toEqual(new Set([keyOf(query)]))
  expect(server.calls).toEqual([])
  expect(SOURCES.npm.make(server.url).knows('PyPI')).toBe(false)
})
