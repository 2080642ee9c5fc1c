import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  artifactsOf,
  chooseArtifacts,
  datedBy,
  listedOf,
} from '../../../src/checks/backup-verification/choose.ts'
import type { Item } from '../../../src/checks/backup-verification/sources/source.ts'
import { artifactOf, entryOf, NOW } from '../../support/backup-verification/facts.ts'

const DAY = 86_400_000

function itemOf(name: string, kind: Item['kind'] = 'file'): Item {
  return { name, kind, size: 1, files: 1, modified: 0, etag: '', checksums: {} }
}

const namesOf = (items: readonly Item[]) => items.map(({ name }) => name)
const names = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => `db_${String(from + index).padStart(5, '0')}.sql.gz`)

function chosen(all: readonly string[], written: Readonly<Record<string, unknown>>, now = NOW) {
  const newest = all.at(-1) ?? ''
  return namesOf(
    chooseArtifacts(
      all.map((name) => itemOf(name)),
      newest,
      entryOf(written),
      now,
    ),
  )
}

describe('a series', () => {
  test.each([
    [['a.sql.gz', 'a.sql.gz.sha256', 'SHA256SUMS'], ['a.sql.gz']],
    [['a.db', 'a.db-wal', 'a.db-shm', 'a.db-journal'], ['a.db']],
    [
      ['a-wal', 'b-journal'],
      ['a-wal', 'b-journal'],
    ],
    [
      ['a.sql.gz.part', 'a.sql.gz'],
      ['a.sql.gz.part', 'a.sql.gz'],
    ],
  ])('of %j is %j', (all, artifacts) => {
    expect(namesOf(artifactsOf(all.map((name) => itemOf(name))))).toEqual(artifacts)
  })

  test('folders are artifacts whatever they are called', () => {
    expect(artifactsOf([itemOf('SHA256SUMS', 'folder')])).toHaveLength(1)
  })

  test('is listed with the digests that a store has', () => {
    const item = { ...itemOf('a'), checksums: { sha256: 'ab' } }
    expect(listedOf([item, itemOf('b')])).toEqual([
      { name: 'a', size: 1, modified: 0, sha256: 'ab' },
      { name: 'b', size: 1, modified: 0 },
    ])
  })
})

describe('what is looked into', () => {
  test('is the newest, or all with the newest first', () => {
    const [first, second, third] = names(3)
    expect(chosen(names(3), {})).toEqual([third])
    expect(chosen(names(3), { verify: 'newest' })).toEqual([third])
    expect(chosen(names(3), { verify: 'all' })).toEqual([third, first, second])
  })

  test('is never what somebody still writes to', () => {
    const all = ['a.sql.gz', 'b.sql.gz.part', '.c.sql.gz.Xa81b2', 'd.sql.gz']
    expect(chosen(all, { verify: 'all' })).toEqual(['d.sql.gz', 'a.sql.gz'])
    expect(chosen(all, { rolling: 1 })).toEqual(['d.sql.gz', 'a.sql.gz'])
  })

  test.each([1, 2, 7, 8, 30])('with rolling: %d each has its turn once in so many days', (rolling) => {
    const all = names(100)
    const turns = Array.from({ length: rolling }, (_, day) =>
      chosen(all, { rolling }, new Date(NOW.getTime() + day * DAY)),
    )
    for (const turn of turns) expect(turn[0]).toBe(all.at(-1))
    const others = turns.flatMap((turn) => turn.slice(1)).sort()
    expect(others).toEqual(all.slice(0, -1))
  })

  test('with rolling, also where each day one is added and one removed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 14 }), fc.integer({ min: 15, max: 60 }), (rolling, kept) => {
        const seen = new Set<string>()
        const days = 2 * kept
        for (let day = 0; day < days; day += 1) {
          const now = new Date(NOW.getTime() + day * DAY)
          for (const name of chosen(names(kept, day), { rolling }, now)) seen.add(name)
        }
        // All that were there for as many days as it takes.
        for (const name of names(days - rolling, rolling)) expect(seen).toContain(name)
      }),
      { numRuns: 30 },
    )
  })
})

test('one that nobody looked into is never younger than what the newest says of itself', () => {
  const internal = 1000
  const looked = [artifactOf({ name: 'b', internal })]
  const listed = [
    { name: 'a', size: 1, modified: 5000 },
    { name: 'b', size: 1, modified: 6000 },
    { name: 'c', size: 1, modified: 500 },
  ]
  expect(datedBy(listed, looked)).toEqual([
    { name: 'a', size: 1, modified: 999 },
    { name: 'b', size: 1, modified: 6000, internal },
    { name: 'c', size: 1, modified: 500 },
  ])
  expect(datedBy(listed, [artifactOf({ name: 'b' })])).toEqual(listed)
})
