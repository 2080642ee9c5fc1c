import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { canariesOf } from '../../../../src/checks/dependency-audit/sources/canary.ts'
import { githubSource } from '../../../../src/checks/dependency-audit/sources/github.ts'
import { npmSource } from '../../../../src/checks/dependency-audit/sources/npm.ts'
import { osvSource } from '../../../../src/checks/dependency-audit/sources/osv.ts'
import type { Network } from '../../../../src/checks/dependency-audit/sources/session.ts'
import { type Answer, keyOf, type Source } from '../../../../src/checks/dependency-audit/sources/source.ts'
import type { Http } from '../../../../src/core/ports.ts'
import { isAffected } from '../../../support/advisories/records.ts'
import type { Reply, Speak } from '../../../support/advisories/server.ts'
import { keysOf, NPM_RECORDS, openKeys, QUERIES, SOURCES } from './sources.ts'

const numRuns = Number(process.env['UPKEEP_RUNS'] ?? 100)
/** Three records about every version that is asked about, the known-bad ones too: few, so that all can be spoiled. */
const RECORDS = [
  ...new Set(
    [...QUERIES, ...canariesOf('npm')].flatMap(({ ecosystem, name, version }) =>
      NPM_RECORDS.filter((record) => isAffected(record, ecosystem, name, version)).slice(0, 3),
    ),
  ),
]

/** A server without a network. */
function httpOf(speak: Speak): Http {
  return async ({ method, url, headers = {}, body = Buffer.of() }) => {
    const { pathname, search, host } = new URL(url)
    const call = { method, path: pathname + search, headers: { host, ...headers }, body: Buffer.from(body) }
    const reply = speak(call) as Reply
    return { status: reply.status ?? 200, headers: reply.headers ?? {}, body: Buffer.from(reply.body ?? '') }
  }
}

const url = 'http://source.example'
const MAKE: Readonly<Record<'osv' | 'npm' | 'github', (network: Network) => Source>> = {
  osv: (network) => osvSource({ url, ...network }),
  npm: (network) => npmSource({ registry: url, ...network }),
  github: (network) => githubSource({ url, token: undefined, ...network }),
}
const IDS = ['osv', 'npm', 'github'] as const

function askBy(id: (typeof IDS)[number], speak: Speak) {
  return MAKE[id]({ http: httpOf(speak), deadline: 60_000, now: () => 0 }).ask(QUERIES)
}

/** Puts junk in the place of one value somewhere in a JSON value, by number; all others stay. */
function spoil(value: unknown, target: number, junk: unknown): unknown {
  let at = 0
  const walk = (one: unknown): unknown => {
    if (at++ === target) return junk
    if (Array.isArray(one)) return one.map(walk)
    if (typeof one !== 'object' || one === null) return one
    return Object.fromEntries(Object.entries(one).map(([key, member]) => [key, walk(member)]))
  }
  return walk(value)
}

function countOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1
  return Object.values(value).reduce((sum: number, one) => sum + countOf(one), 1)
}

const JUNK = [7, true, -1.5, {}, [null]]

interface Wanted {
  readonly key: string
  readonly name: string
  readonly count: number
}

/** The answered questions about which less was told than there is. */
function lossesOf(answer: Answer, wanted: readonly Wanted[]): readonly string[] {
  const open = openKeys(answer)
  const toldOf = (name: string) =>
    answer.advisories.filter(({ affected }) => affected.some((one) => one.name === name)).length
  return wanted
    .filter(({ key, name, count }) => !open.has(key) && toldOf(name) < count)
    .map(({ name }) => name)
}

describe.each(IDS)('%s', (id) => {
  test('whatever JSON it is told, it throws nothing and believes nothing', async () => {
    const told = fc.oneof(
      fc.jsonValue(),
      fc.record({ results: fc.array(fc.jsonValue()) }),
      fc.array(fc.jsonValue()),
    )
    await fc.assert(
      fc.asyncProperty(told, async (value) => {
        const answer = await askBy(id, () => ({ body: JSON.stringify(value) }))
        expect(openKeys(answer)).toEqual(keysOf(QUERIES))
      }),
      { numRuns },
    )
  })

  test('no spoiled value in a good answer loses an advisory in silence', async () => {
    const well = SOURCES[id].speak(RECORDS)
    const wanted = QUERIES.map((query) => {
      const { ecosystem, name, version } = query
      const count = RECORDS.filter((record) => isAffected(record, ecosystem, name, version)).length
      return { key: keyOf(query), name, count }
    })
    expect(wanted.map(({ count }) => count > 0)).toEqual([true, true, false, false])

    /** Spoils one value of the answer to the nth call; tells how many values there were. */
    const askSpoiled = async (nth: number, target: number, junk: unknown) => {
      let calls = 0
      let count = 0
      const answer = await askBy(id, (call) => {
        const reply = well(call) as Reply
        if (calls++ !== nth) return reply
        const good = JSON.parse(String(reply.body)) as unknown
        count = countOf(good)
        return { ...reply, body: JSON.stringify(spoil(good, target, junk)) }
      })
      return { answer, count }
    }

    let calls = 0
    let spoiled = 0
    for (; ; calls++) {
      const { count } = await askSpoiled(calls, -1, null)
      for (let target = 0; target < count; target++) {
        const { answer } = await askSpoiled(calls, target, JUNK[target % JUNK.length])
        const { answer: emptied } = await askSpoiled(calls, target, null)
        for (const one of [answer, emptied]) expect(lossesOf(one, wanted)).toEqual([])
        spoiled++
      }
      if (count === 0) break
    }
    expect([calls, spoiled > 50]).toEqual([{ osv: 1 + 6, npm: 1, github: 2 }[id], true])
  })
})
