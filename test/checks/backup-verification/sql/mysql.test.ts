import { describe, expect, test } from '@jest/globals'
import { createSqlReader } from '../../../../src/checks/backup-verification/sql/sql-reader.ts'
import { CONTENT, mistakeIn, mistakesOf, NEVER_CONTENT, readAll } from './cases.ts'
import { CLOSING_AT, MYSQL_8, MYSQL_CASES } from './mysql-cases.ts'

const read = (bytes: Buffer, size?: number) => readAll(createSqlReader(), bytes, size)

/** More than is looked at to know what it is: only behind that the pieces are read one by one. */
const padded = (bytes: Buffer) =>
  Buffer.concat([Buffer.from(`-- MySQL dump 10.13  Distrib 8.0.36, for x\n${'-- x\n'.repeat(1_000)}`), bytes])

describe('dumps of MySQL', () => {
  test.each(MYSQL_CASES.map((one) => [one.word, one.name, one] as const))(
    '%s: %s',
    async (_word, _name, one) => {
      expect(mistakeIn(one, await read(one.bytes(MYSQL_8)))).toBeUndefined()
    },
  )

  test('are told with tables, rows and routines', async () => {
    expect(await read(MYSQL_8)).toMatchObject({
      kind: 'mysqldump',
      dialect: 'mysql',
      dumpedFrom: '8.0.36-0ubuntu0.22.04.1',
      dumpedBy: '8.0.36',
      tables: [
        { database: '', name: 'users', rows: 10, isCreated: true },
        { database: '', name: '"odd `t"', rows: 0, isCreated: true },
      ],
      rows: 10,
      routines: 2,
      views: 1,
      encoding: 'utf8mb4',
      hasTrailer: true,
    })
  })

  test.each([1, 2, 3, 5, 11, 64])('are the same in pieces of %d bytes', async (size) => {
    for (const { bytes } of MYSQL_CASES) {
      const dump = padded(bytes(MYSQL_8))
      expect(await read(dump, size)).toEqual(await read(dump))
    }
  })

  test('are never fine where they are cut', async () => {
    for (let at = 80; at < CLOSING_AT; at += 1) {
      const { faults } = await read(MYSQL_8.subarray(0, at))
      expect([at, faults[0]?.word]).toEqual([at, 'incomplete'])
    }
  })

  test('have their databases where they name them', async () => {
    const dump =
      '-- MariaDB dump 10.19  Distrib 10.11.19-MariaDB, for x\nCREATE DATABASE `a`;\nUSE `a`;\nCREATE TABLE `t` (x int);\nINSERT INTO `t` VALUES (1);\nUSE `b`;\nINSERT INTO `t` VALUES (1);\nINSERT INTO `c`.`t` VALUES (1),(2);\n-- Dump completed\n'
    const reading = await read(Buffer.from(dump))
    expect(reading).toMatchObject({ kind: 'mariadb-dump', databases: ['a', 'b'], faults: [] })
    expect(reading.tables.map(({ database, name, rows }) => [database, name, rows])).toEqual([
      ['a', 't', 1],
      ['b', 't', 1],
      ['c', 't', 2],
    ])
  })

  test('may have names in double quotes', async () => {
    const dump =
      '-- MySQL dump 10.13  Distrib 8.0.36, for x\nCREATE TABLE "u" ("a" text);\nINSERT INTO "u" VALUES (\'"\'),(\'\\\'\');\n-- Dump completed\n'
    expect(await read(Buffer.from(dump))).toMatchObject({ tables: [{ name: 'u', rows: 2 }], faults: [] })
  })
})

test('a verifier with one answer to all fails the table', () => {
  const good = MYSQL_CASES.filter(({ word }) => word === 'ok').length
  expect(mistakesOf(MYSQL_CASES, CONTENT)).toBeGreaterThanOrEqual(MYSQL_CASES.length - good)
  for (const reading of NEVER_CONTENT) expect(mistakesOf(MYSQL_CASES, reading)).toBeGreaterThan(good)
})
