import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Reading, Word } from '../../../../src/checks/backup-verification/intake.ts'
import type { SqliteCompanion } from '../../../../src/checks/backup-verification/sqlite/companion.ts'
import { judgeSqliteFile } from '../../../../src/checks/backup-verification/sqlite/file.ts'

interface Fields {
  readonly magic?: string
  readonly pageSize?: number
  readonly pages?: number
  readonly counter?: number
  readonly validFor?: number
  readonly readVersion?: number
}

function header(fields: Fields = {}): Buffer {
  const { magic = 'SQLite format 3\0', pageSize = 4096, pages = 10, counter = 7, readVersion = 1 } = fields
  const bytes = Buffer.alloc(100)
  bytes.write(magic, 'latin1')
  bytes.writeUInt16BE(pageSize === 65536 ? 1 : pageSize, 16)
  bytes.set([readVersion, readVersion], 18)
  bytes.writeUInt32BE(counter, 24)
  bytes.writeUInt32BE(pages, 28)
  bytes.writeUInt32BE(fields.validFor ?? counter, 92)
  bytes.writeUInt32BE(3_045_001, 96)
  return bytes
}

const HOT = Buffer.from('d9d505f920a163d7', 'hex')

interface FileCase {
  readonly name: string
  readonly first: Uint8Array
  readonly size: number
  readonly beside?: readonly SqliteCompanion[]
  readonly expected: Word | 'good'
  readonly level?: number
  readonly remark?: string
}

const CASES: readonly FileCase[] = [
  { name: 'a whole file', first: header(), size: 40_960, expected: 'good' },
  { name: 'the smallest pages', first: header({ pageSize: 512, pages: 3 }), size: 1536, expected: 'good' },
  {
    name: 'the largest pages',
    first: header({ pageSize: 65536, pages: 2 }),
    size: 131_072,
    expected: 'good',
  },
  { name: 'a header of before 3.7.0', first: header({ pages: 0 }), size: 40_960, expected: 'good' },
  {
    name: 'a number of pages of an older writer',
    first: header({ pages: 3, validFor: 6 }),
    size: 40_960,
    expected: 'good',
  },
  {
    name: 'an empty log beside it',
    first: header(),
    size: 40_960,
    beside: [{ name: 'a.db-wal', size: 0 }],
    expected: 'good',
  },
  {
    name: 'a journal that was zeroed',
    first: header(),
    size: 40_960,
    beside: [{ name: 'a.db-journal', size: 4096, first: Buffer.alloc(8) }],
    expected: 'good',
  },
  {
    name: 'a shared memory beside it',
    first: header(),
    size: 40_960,
    beside: [{ name: 'a.db-shm', size: 32_768 }],
    expected: 'good',
  },
  {
    name: 'a journal that nobody looked at',
    first: header(),
    size: 40_960,
    beside: [{ name: 'a.db-journal', size: 512 }],
    expected: 'good',
    remark: 'transaction',
  },
  {
    name: 'one whose application keeps a log',
    first: header({ readVersion: 2 }),
    size: 40_960,
    expected: 'good',
    remark: 'log beside it',
  },
  {
    name: 'more pages than its header tells',
    first: header(),
    size: 45_056,
    expected: 'good',
    remark: 'longer',
  },
  { name: 'no bytes', first: Buffer.alloc(0), size: 0, expected: 'empty' },
  { name: 'half a header', first: header().subarray(0, 50), size: 50, expected: 'incomplete' },
  { name: 'a page less', first: header(), size: 36_864, expected: 'incomplete' },
  { name: 'a byte less', first: header(), size: 40_959, expected: 'incomplete' },
  { name: 'a byte less, of before 3.7.0', first: header({ pages: 0 }), size: 40_959, expected: 'incomplete' },
  { name: 'bytes behind it', first: header(), size: 40_961, expected: 'corrupt' },
  {
    name: 'a page size that there is not',
    first: header({ pageSize: 1000 }),
    size: 40_960,
    expected: 'corrupt',
  },
  { name: 'a page size of 256', first: header({ pageSize: 256 }), size: 40_960, expected: 'corrupt' },
  { name: 'HTML', first: Buffer.from('<html>'.repeat(20)), size: 500, expected: 'wrong-content' },
  {
    name: 'SQL',
    first: Buffer.from('BEGIN TRANSACTION;\nCREATE TABLE a(b);'.padEnd(100)),
    size: 500,
    expected: 'wrong-content',
  },
  {
    name: 'bytes of chance',
    first: Buffer.from('9e3779b97f4a7c15f39cc0605cedc834'.repeat(7), 'hex'),
    size: 40_960,
    expected: 'wrong-content',
  },
  { name: 'zeros', first: Buffer.alloc(100), size: 40_960, expected: 'wrong-content' },
  {
    name: 'a log beside it',
    first: header({ readVersion: 2 }),
    size: 40_960,
    beside: [{ name: 'a.db-wal', size: 4152 }],
    expected: 'incomplete',
    level: 1,
  },
  {
    name: 'a hot journal',
    first: header(),
    size: 40_960,
    beside: [{ name: 'a.db-journal', size: 4616, first: HOT }],
    expected: 'incomplete',
    level: 1,
  },
]

function complaintsOf({ expected, level = 3 }: FileCase, { faults, lacks }: Reading): readonly string[] {
  const said = [...faults.map(({ word }) => word), ...lacks.map(() => 'lack')].join() || 'good'
  const odd = faults.filter((fault) => fault.level !== level).map((fault) => `level ${fault.level}`)
  return [...(said === expected ? [] : [`${said} for ${expected}`]), ...odd]
}

describe('a database file', () => {
  test.each(CASES.map((one) => [one.name, one] as const))('%s', (_name, one) => {
    const reading = judgeSqliteFile({ first: one.first, size: one.size, companions: one.beside ?? [] })
    expect(complaintsOf(one, reading)).toEqual([])
    const remarks = reading.remarks.map(({ text }) => text).join()
    if (one.remark === undefined) expect(remarks).toBe('')
    else expect(remarks).toContain(one.remark)
  })

  test.each<[string, Reading]>([
    ['always says good', { faults: [], remarks: [], lacks: [] }],
    ['always complains', { faults: [{ word: 'corrupt', level: 3, text: 'no' }], remarks: [], lacks: [] }],
  ])('a judge that %s fails the table', (_name, reading) => {
    expect(CASES.filter((one) => complaintsOf(one, reading).length > 0).length).toBeGreaterThan(10)
  })

  test('says its page size, its pages and its version', () => {
    const { header: read } = judgeSqliteFile({ first: header(), size: 40_960, companions: [] })
    expect(read).toEqual({ pageSize: 4096, pages: 10, isLogged: false, version: '3.45.1' })
  })

  test('never throws for what it is', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 120 }),
        fc.boolean(),
        fc.nat(100_000),
        (rest, hasMagic, size) => {
          const first = Buffer.concat([Buffer.from(hasMagic ? 'SQLite format 3\0' : ''), rest]).subarray(
            0,
            100,
          )
          const { faults } = judgeSqliteFile({ first, size, companions: [{ name: '-wal', size }] })
          for (const { text } of faults) expect(text).not.toMatch(/NaN|undefined|Infinity/)
        },
      ),
    )
  })
})

function hasSqlite(): boolean {
  try {
    execFileSync('sqlite3', ['--version'])
    return true
  } catch {
    process.stdout.write('skipped: sqlite3 is not installed\n')
    return false
  }
}

const testWithSqlite = hasSqlite() ? test : test.skip

testWithSqlite.each([512, 4096, 65536])(
  'a file that sqlite3 made with pages of %i is good, and cut it is not',
  (pageSize) => {
    const folder = mkdtempSync(join(tmpdir(), 'upkeep-sqlite-'))
    try {
      const path = join(folder, 'a.db')
      const rows =
        'with recursive n(i) as (select 1 union all select i + 1 from n where i < 9999) insert into t select i, hex(i) from n'
      execFileSync('sqlite3', [path, `pragma page_size=${pageSize}; create table t(a, b); ${rows};`])
      const bytes = readFileSync(path)
      const judge = (size: number) =>
        judgeSqliteFile({ first: bytes.subarray(0, Math.min(size, 100)), size, companions: [] })
      expect(judge(bytes.length)).toMatchObject({ faults: [], remarks: [], lacks: [], header: { pageSize } })
      for (const size of [bytes.length - 1, bytes.length - pageSize, 100, 99, 1])
        expect(judge(size).faults).toMatchObject([{ word: 'incomplete' }])
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
)
