import { describe, expect, test } from '@jest/globals'
import type { Reading, Word } from '../../../../src/checks/backup-verification/intake.ts'
import {
  judgeSqliteAnswers,
  type SqliteAnswers,
} from '../../../../src/checks/backup-verification/sqlite/answers.ts'

const GOOD: SqliteAnswers = {
  kind: 'answered',
  engine: 'sqlite3 3.45.1',
  integrity: ['ok'],
  orphans: [],
  tables: [
    { name: 'users', rows: 3 },
    { name: 'sqlite_sequence', rows: 1 },
    { name: 'audit', rows: 0 },
  ],
}
const answered = (change: Partial<typeof GOOD>): SqliteAnswers => ({ ...GOOD, ...change })
const refused = (code: number | undefined, message: string): SqliteAnswers => ({
  kind: 'refused',
  engine: 'e',
  code,
  message,
})

const CASES: readonly (readonly [string, SqliteAnswers, readonly (Word | 'lack')[]])[] = [
  ['all is well', GOOD, []],
  ['one table with rows', answered({ tables: [{ name: 'a', rows: 1 }] }), []],
  ['no orphans after all', answered({ orphans: [{ table: 'a', parent: 'b', rows: 0 }] }), []],
  ['a row that misses in an index', answered({ integrity: ['row 12 missing from index i'] }), ['corrupt']],
  [
    'many complaints',
    answered({ integrity: Array.from({ length: 100 }, (_, index) => `Page ${index}: never used`) }),
    ['corrupt'],
  ],
  ['orphans', answered({ orphans: [{ table: 'orders', parent: 'users', rows: 2 }] }), ['corrupt']],
  ['no tables', answered({ tables: [] }), ['empty']],
  ['only tables of its own', answered({ tables: [{ name: 'sqlite_stat1', rows: 5 }] }), ['empty']],
  [
    'no rows in any table',
    answered({
      tables: [
        { name: 'a', rows: 0 },
        { name: 'b', rows: 0 },
      ],
    }),
    ['empty'],
  ],
  [
    'damage, and no tables for it',
    answered({ integrity: ['*** in database main ***'], tables: [] }),
    ['corrupt'],
  ],
  [
    'a table that needs a module',
    answered({
      tables: [
        { name: 'a', rows: 1 },
        { name: 'geo', rows: undefined },
      ],
    }),
    ['lack'],
  ],
  ['a collation that is not there', answered({ integrity: ['no such collation sequence: de'] }), ['lack']],
  ['no answer to the check', answered({ integrity: [] }), ['lack']],
  ['a malformed image', refused(11, 'database disk image is malformed'), ['corrupt']],
  ['a malformed image, of an extended code', refused(11 | (3 << 8), 'x'), ['corrupt']],
  [
    'a malformed image, by words alone',
    refused(undefined, 'Error: database disk image is malformed'),
    ['corrupt'],
  ],
  ['no database', refused(26, 'file is not a database'), ['wrong-content']],
  ['no database, by words alone', refused(undefined, 'Error: file is not a database'), ['wrong-content']],
  ['a file that cannot be opened', refused(14, 'unable to open database file'), ['lack']],
  ['a module that is not there', refused(1, 'no such module: rtree'), ['lack']],
  ['no memory', refused(7, 'out of memory'), ['lack']],
  ['no engine', { kind: 'absent', reason: 'there is no sqlite3 here' }, ['lack']],
]

function saidBy({ faults, lacks }: Reading): string {
  return [
    ...faults.map(({ word, level }) => (level === 3 ? word : `${word} of level ${level}`)),
    ...lacks.map(() => 'lack'),
  ].join()
}

describe('what SQLite answers', () => {
  test.each(CASES)('%s', (_name, answers, expected) => {
    expect(saidBy(judgeSqliteAnswers(answers))).toBe(expected.join())
  })

  test.each<[string, Reading]>([
    ['always says good', { faults: [], remarks: [], lacks: [] }],
    ['always complains', { faults: [{ word: 'corrupt', level: 3, text: 'no' }], remarks: [], lacks: [] }],
  ])('a judge that %s fails the table', (_name, reading) => {
    expect(CASES.filter(([, , expected]) => saidBy(reading) !== expected.join()).length).toBeGreaterThan(10)
  })

  test('is told with its tables, sorted, without those of SQLite', () => {
    expect(judgeSqliteAnswers(GOOD)).toMatchObject({
      engine: 'sqlite3 3.45.1',
      tables: [
        { name: 'audit', rows: 0 },
        { name: 'users', rows: 3 },
      ],
    })
  })

  test('is cut, and says how much more there is', () => {
    const { faults } = judgeSqliteAnswers(
      answered({ integrity: Array.from({ length: 9 }, () => 'x\n'.repeat(500)) }),
    )
    expect(faults[0]?.text).toMatch(/and 6 more$/)
    expect(faults[0]?.text.length).toBeLessThan(400)
    expect(faults[0]?.text).not.toContain('\n')
  })
})
