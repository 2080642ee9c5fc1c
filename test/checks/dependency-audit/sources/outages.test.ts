import { afterEach, describe, expect, test } from '@jest/globals'
import type { Answer } from '../../../../src/checks/dependency-audit/sources/source.ts'
import {
  always,
  atFirst,
  brokenGzip,
  type Chaos,
  cutOff,
  drip,
  gzipInGzip,
  resetInBody,
  silentGzip,
} from '../../../support/advisories/chaos.ts'
import { type AdvisoryServer, serveCalls } from '../../../support/advisories/server.ts'
import { createAuthority } from '../../../support/servers/certificates.ts'
import { keysOf, NPM_RECORDS, openKeys, QUERIES, reasonsOf, SOURCES } from './sources.ts'

const servers: AdvisoryServer[] = []

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

const IDS = ['osv', 'npm', 'github'] as const
type Id = (typeof IDS)[number]

async function started(id: Id, chaos: Chaos): Promise<string> {
  const server = await serveCalls(chaos(SOURCES[id].speak(NPM_RECORDS)))
  servers.push(server)
  return server.url
}

async function askThrough(id: Id, chaos: Chaos, deadline?: number): Promise<Answer> {
  return SOURCES[id].make(await started(id, chaos), deadline).ask(QUERIES)
}

const well: Chaos = (speak) => speak
const body = (text: string): Chaos => always({ headers: { 'content-type': 'application/json' }, body: text })
const status = (code: number, headers = {}): Chaos =>
  always({ status: code, headers, body: '{"message":"no"}' })
const silence = 'says nothing of lodash@4.17.4'
const limit = 'no more answers .* rate limit'

type Words = string | Readonly<Record<Id, string>>

/** What happens, and what is said of it. */
const OUTAGES: readonly (readonly [string, Chaos, Words])[] = [
  ['{}', body('{}'), { osv: 'without results', npm: silence, github: 'an object, not with a list' }],
  ['null', body('null'), 'answered with null, not with'],
  ['[]', body('[]'), { osv: 'a list, not with results', npm: 'a list, not with lists', github: silence }],
  ['a string', body('"clean"'), 'answered with a string, not with'],
  ['an empty body', body(''), 'answered without content$'],
  ['a web page', always({ headers: { 'content-type': 'text/html' }, body: '<!doctype html>' }), 'a web page'],
  ['204', always({ status: 204 }), 'without content \\(status 204\\)'],
  ['JSON cut off', cutOff, 'JSON that is damaged or cut off'],
  ['gzip in gzip', gzipInGzip, 'gzip in gzip'],
  ['gzip cut off', brokenGzip, 'gzip that is damaged'],
  ['no text', always({ body: Uint8Array.of(0xff, 0xfe, 0x7b) }), 'bytes that are no text'],
  ['brotli', always({ headers: { 'content-encoding': 'br' }, body: 'x' }), 'encoding that was not asked for'],
  [
    '400',
    status(400),
    { osv: 'answered with status 400', npm: 'no advisory endpoint .status 400', github: 'status 400' },
  ],
  ['401', status(401), 'wants a login'],
  ['403', status(403), 'refuses to answer'],
  [
    '404',
    status(404),
    { osv: 'status 404', npm: 'no advisory endpoint .status 404', github: 'no global advisories' },
  ],
  ['405', status(405), { osv: 'status 405', npm: 'no advisory endpoint .status 405', github: 'status 405' }],
  ['410', status(410), { osv: 'status 410', npm: 'no advisory endpoint .status 410', github: 'status 410' }],
  [
    '429, retry at once',
    status(429, { 'retry-after': '0' }),
    { osv: 'asked too often', npm: 'asked too often', github: limit },
  ],
  ['429, retry in hours', status(429, { 'retry-after': '9999' }), 'could not be asked: status 429'],
  [
    '429, retry whenever',
    status(429, { 'retry-after': 'whenever' }),
    { osv: 'asked too often', npm: 'asked too often', github: limit },
  ],
  ['500', status(500), 'out of order .status 500'],
  ['503', status(503), 'out of order .status 503'],
  ['a reset in the body', resetInBody, 'could not be asked: .*(ECONNRESET|cut off|socket hang up)'],
]

/** Whether every question was left open with these words, and nothing else was said. */
function isRefused(answer: Answer, words: Words, id: Id): boolean {
  const pattern = new RegExp(typeof words === 'string' ? words : words[id], 'm')
  const isOpen = QUERIES.length === openKeys(answer).size && pattern.test(reasonsOf(answer))
  return isOpen && answer.advisories.length === 0
}

describe.each(IDS)('%s', (id) => {
  test.each(OUTAGES)('%s answers no question', async (_name, chaos, words) => {
    const answer = await askThrough(id, chaos)
    expect(reasonsOf(answer)).toMatch(new RegExp(typeof words === 'string' ? words : words[id], 'm'))
    expect(openKeys(answer)).toEqual(keysOf(QUERIES))
    expect(answer.advisories).toEqual([])
  })

  test.each<readonly [string, Chaos]>([
    ['a server that is well', well],
    ['503 once', atFirst(1, status(503))],
    ['two resets', atFirst(2, resetInBody)],
    ['429 once', atFirst(1, status(429, { 'retry-after': '1' }))],
    ['gzip without its header', silentGzip],
  ])('%s answers every question', async (_name, chaos) => {
    const answer = await askThrough(id, chaos)
    expect(answer.faults).toEqual([])
    const ids = answer.advisories.map((one) => one.id)
    expect(ids).toContain('GHSA-35jh-r3h4-6jhm')
    expect(new Set(ids).size).toBe(ids.length)
    expect(answer.advisories.every(({ source }) => source === id)).toBe(true)
  })

  test('the table fails who is always well, and who never is', async () => {
    const clean = await askThrough(id, well)
    expect(OUTAGES.filter(([, , words]) => isRefused(clean, words, id))).toEqual([])
    const dead = await askThrough(id, status(500))
    expect(dead.faults).not.toEqual([])
  })

  test('every outage has words of its own', async () => {
    const said = new Map<string, string[]>()
    for (const [name, chaos] of OUTAGES) {
      const words = reasonsOf(await askThrough(id, chaos)).replaceAll(/127\.0\.0\.1:\d+/g, 'host')
      said.set(words, [...(said.get(words) ?? []), name])
    }
    const shared = [...said.values()].filter((names) => names.length > 1)
    expect(shared).toEqual([['429, retry at once', '429, retry whenever']])
  })

  test('bytes that come too slowly are not waited for', async () => {
    const answer = await askThrough(id, drip, 300)
    expect(reasonsOf(answer)).toContain('no answer in time')
    expect(openKeys(answer)).toEqual(keysOf(QUERIES))
  })

  test('nobody listens', async () => {
    const url = await started(id, well)
    await servers.pop()?.close()
    const answer = await SOURCES[id].make(url).ask(QUERIES)
    expect(reasonsOf(answer)).toMatch(/could not be asked: .*ECONNREFUSED/)
    expect(openKeys(answer)).toEqual(keysOf(QUERIES))
  })

  test('a certificate that nobody signed', async () => {
    const server = await serveCalls(SOURCES[id].speak(NPM_RECORDS), createAuthority().issue('127.0.0.1'))
    servers.push(server)
    const answer = await SOURCES[id].make(server.url).ask(QUERIES)
    expect(reasonsOf(answer)).toMatch(/could not be asked: .*(certificate|self.signed)/)
    expect(openKeys(answer)).toEqual(keysOf(QUERIES))
    expect(server.calls).toEqual([])
  })

  test.each([
    [
      'a host that is not there',
      'http://nobody.invalid',
      /nobody\.invalid could not be asked: .*(ENOTFOUND|EAI_AGAIN)/,
    ],
    ['no URL', 'nonsense', /is no http or https URL/],
    ['a URL that is not the web', 'file:///etc', /is no http or https URL/],
  ])('%s', async (_name, url, words) => {
    const answer = await SOURCES[id].make(url).ask(QUERIES)
    expect(reasonsOf(answer)).toMatch(words)
    expect(openKeys(answer)).toEqual(keysOf(QUERIES))
  })

  test('a deadline that is over before the first question', async () => {
    const url = await started(id, well)
    const answer = await SOURCES[id].make(url, 0).ask(QUERIES)
    expect(reasonsOf(answer)).toContain('the time for this source is over')
    expect(openKeys(answer)).toEqual(keysOf(QUERIES))
  })

  test('a user and a password in the address are shown to nobody', async () => {
    const source = SOURCES[id].make('http://user:secret@nobody.invalid/')
    const answer = await source.ask(QUERIES)
    expect(source.place + reasonsOf(answer)).not.toMatch(/user|secret/)
    expect(openKeys(answer)).toEqual(keysOf(QUERIES))
  })

  test('no questions, no calls', async () => {
    const server = await serveCalls(SOURCES[id].speak(NPM_RECORDS))
    servers.push(server)
    expect(await SOURCES[id].make(server.url).ask([])).toEqual({ advisories: [], faults: [], notes: [] })
    expect(server.calls).toEqual([])
  })
})
