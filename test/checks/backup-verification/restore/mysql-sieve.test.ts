import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { createMySqlSieve } from '../../../../src/checks/backup-verification/restore/mysql-sieve.ts'

function sieved(text: string, size = 65_536): string {
  const sieve = createMySqlSieve()
  const bytes = Buffer.from(text)
  const pieces: Buffer[] = []
  for (let at = 0; at < bytes.length; at += size) {
    const chunk = Buffer.from(bytes.subarray(at, at + size))
    pieces.push(Buffer.from(sieve.take(chunk)))
    chunk.fill(0xa5)
  }
  return Buffer.concat([...pieces, sieve.end()]).toString()
}

const CASES: readonly (readonly [string, string])[] = [
  ['CREATE TABLE t (a int);\n', 'CREATE TABLE t (a int);\n'],
  ['', ''],
  ['no line end', 'no line end'],
  ['/*M!999999\\- enable the sandbox mode */ \nSELECT 1;\n', '\nSELECT 1;\n'],
  ['a;\nSET @@SESSION.SQL_LOG_BIN= 0;\nb;\n', 'a;\n\nb;\n'],
  ["a;\r\nSET @@GLOBAL.GTID_PURGED=/*!80000 '+'*/ 'x:1,\ny:2';\r\nb;", 'a;\r\n\n\nb;'],
  [
    'CREATE DATABASE /*!32312 IF NOT EXISTS*/ `mysql` /*!40100 X */;\n\nUSE `mysql`;\nINSERT;\nUSE `shop`;\nb;\n',
    '\n\n\n\nUSE `shop`;\nb;\n',
  ],
  [
    '/*!40014 SET @OLD_UNIQUE_CHECKS=@@UNIQUE_CHECKS, UNIQUE_CHECKS=0 */;\n',
    '/*!40014 SET @OLD_UNIQUE_CHECKS=@@UNIQUE_CHECKS, UNIQUE_CHECKS=1 */;\n',
  ],
  ['USE `mysql`;\nx;\n', '\n\n'],
  ['USE `mysqlish`;\nx;\n', 'USE `mysqlish`;\nx;\n'],
  ['CREATE DEFINER=`a`@`%` PROCEDURE p()\n', 'CREATE DEFINER=CURRENT_USER PROCEDURE p()\n'],
  [
    '/*!50003 CREATE*/ /*!50017 DEFINER=`a`@`b`*/ /*!50003 TRIGGER t */;;\n',
    '/*!50003 CREATE*/ /*!50017 DEFINER=CURRENT_USER*/ /*!50003 TRIGGER t */;;\n',
  ],
  [
    '/*!50013 DEFINER=`a``b`@`localhost` SQL SECURITY DEFINER */\n',
    '/*!50013 DEFINER=CURRENT_USER SQL SECURITY DEFINER */\n',
  ],
  [
    "INSERT INTO t VALUES ('CREATE DEFINER=`a`@`b`', 'USE `mysql`;');\n",
    "INSERT INTO t VALUES ('CREATE DEFINER=`a`@`b`', 'USE `mysql`;');\n",
  ],
]

describe('the sieve of dumps', () => {
  test.each(CASES)('%j', (text, expected) => {
    for (const size of [1, 7, 65_536]) expect(sieved(text, size)).toBe(expected)
  })

  test('passes every other byte, however it comes, and keeps the number of lines', () => {
    const line = fc.oneof(
      fc.constantFrom(...CASES.map(([text]) => text)),
      fc.string(),
      fc.constant('x'.repeat(900)),
    )
    fc.assert(
      fc.property(fc.array(line), fc.integer({ min: 1, max: 700 }), (lines, size) => {
        const text = lines.join('\n')
        const whole = sieved(text)
        expect(sieved(text, size)).toBe(whole)
        expect(whole.split('\n')).toHaveLength(text.split('\n').length)
      }),
    )
  })

  test('knows what stands where, and what makes rows fewer', () => {
    const sieve = createMySqlSieve()
    sieve.take(
      Buffer.from(
        '\n-- x\nCREATE TABLE t (\n  a int\n);\nINSERT INTO t VALUES (1);\n/*!50001 CREATE VIEW v */;\n',
      ),
    )
    expect([1, 3, 4, 6, 7, 99].map(sieve.kindAt)).toEqual([
      '',
      'CREATE TABLE',
      'CREATE TABLE',
      'INSERT',
      'CREATE VIEW',
      'CREATE VIEW',
    ])
    expect([sieve.isLenient(), sieve.leftOut()]).toEqual([false, false])
    sieve.take(Buffer.from(`INSERT  IGNORE INTO t VALUES (1);\nUSE mysql;\n${' '.repeat(600)}`))
    expect([sieve.isLenient(), sieve.leftOut()]).toEqual([true, true])
  })
})
