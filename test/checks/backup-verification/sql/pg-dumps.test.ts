import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { createSqlReader } from '../../../../src/checks/backup-verification/sql/sql-reader.ts'
import type { SqlReading } from '../../../../src/checks/backup-verification/sql/sql-reading.ts'
import { CONTENT, mistakeIn, mistakesOf, NEVER_CONTENT, readAll } from './cases.ts'
import { ALL, GOOD } from './pg-dump-cases.ts'
import { makeDumps, type PgDumps } from './pg-dumps.ts'
import { SHOP_ROLES, SHOP_ROWS } from './shop.ts'
import { postgresFolder, startPostgres, type ThrowawayPostgres } from './throwaway-postgres.ts'

const bin = postgresFolder()
if (bin === undefined) console.warn('skipped: no PostgreSQL server is installed to make dumps with')
const suite = bin === undefined ? describe.skip : describe
const read = (bytes: Buffer, size?: number) => readAll(createSqlReader(), bytes, size)
const rowsOf = ({ tables }: SqlReading) => Object.fromEntries(tables.map(({ name, rows }) => [name, rows]))

suite('dumps of a real server', () => {
  let server: ThrowawayPostgres
  let dumps: PgDumps
  beforeAll(() => {
    server = startPostgres(bin ?? '')
    dumps = makeDumps(server)
  })
  afterAll(() => server?.stop())

  test.each(ALL.map((one) => [one.word, one.name, one] as const))('%s: %s', async (_word, _name, one) => {
    expect(mistakeIn(one, await read(one.bytes(dumps)))).toBeUndefined()
  })

  test.each(['plain', 'create', 'noOwner', 'sessions', 'quoted', 'latin1', 'restored'] as const)(
    '%s has every table, row, role and object',
    async (name) => {
      const reading = await read(dumps[name])
      expect(rowsOf(reading)).toEqual(SHOP_ROWS)
      expect(reading).toMatchObject({
        kind: 'pg_dump',
        largeObjects: 2,
        routines: 2,
        views: 2,
        hasTrailer: true,
      })
      expect(reading.dumpedFrom).toMatch(/^1\d\.\d+/)
      expect(reading.dumpedBy).toBe(reading.dumpedFrom)
      expect(reading.encoding).toBe(name === 'latin1' ? 'LATIN1' : 'UTF8')
      expect(reading.roles).toEqual(name === 'noOwner' ? ['Odd Role', 'reader'] : SHOP_ROLES)
    },
  )

  test.each(['inserts', 'columnInserts'] as const)('%s has the same rows', async (name) => {
    expect(rowsOf(await read(dumps[name]))).toEqual(SHOP_ROWS)
  })

  test('pg_dumpall has its databases, and creates its roles', async () => {
    const reading = await read(dumps.all)
    expect(reading).toMatchObject({ kind: 'pg_dumpall', roles: [], createdRoles: SHOP_ROLES })
    expect(reading.databases).toEqual(['Other DB', 'nothing', 'postgres', 'shop', 'template1'])
    expect(reading.tables).toContainEqual({
      database: 'Other DB',
      name: 'public.t',
      rows: 2,
      isCreated: true,
    })
    expect(reading.tables).toContainEqual({
      database: 'shop',
      name: 'public.users',
      rows: 500,
      isCreated: true,
    })
  })

  test.each([1, 2, 3, 7, 61, 1_021])('reads the same in pieces of %d bytes', async (size) => {
    for (const name of ['plain', 'columnInserts', 'all'] as const) {
      expect(await read(dumps[name], size)).toEqual(await read(dumps[name]))
    }
    const crlf = GOOD.find(({ name }) => name.startsWith('P34'))?.bytes(dumps) ?? Buffer.alloc(0)
    expect(await read(crlf, size)).toEqual(await read(crlf))
  })

  test('a dump that is cut anywhere before its trailer is never fine', async () => {
    const end = dumps.plain.lastIndexOf('-- PostgreSQL database dump complete') + 30
    for (let at = 0; at < end; at += 97) {
      const { faults } = await read(dumps.plain.subarray(0, at))
      expect([at, faults[0]?.word]).toEqual([at, at < 25 ? 'empty' : 'incomplete'])
    }
  })

  test('what is cut above is not told again', async () => {
    const cut = dumps.plain.subarray(0, dumps.plain.indexOf('u250@'))
    expect((await readAll(createSqlReader(), cut, 65_536, false)).faults).toEqual([])
  })

  test('says nothing of the values', async () => {
    for (const one of ALL) {
      const { faults, remarks } = await read(one.bytes(dumps))
      expect(JSON.stringify([faults, remarks])).not.toMatch(/u\d+@|example\.org/)
    }
  })
})

test('a verifier with one answer to all fails the table', () => {
  const good = ALL.filter(({ word }) => word === 'ok').length
  expect(mistakesOf(ALL, CONTENT)).toBeGreaterThanOrEqual(ALL.length - good)
  for (const reading of NEVER_CONTENT) expect(mistakesOf(ALL, reading)).toBeGreaterThan(good)
  expect(good).toBeGreaterThan(15)
  expect(ALL.length - good).toBeGreaterThan(60)
})
