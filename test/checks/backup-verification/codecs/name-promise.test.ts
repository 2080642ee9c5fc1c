import { describe, expect, test } from '@jest/globals'
import type { BytesKind } from '../../../../src/checks/backup-verification/codecs/bytes-kind.ts'
import {
  isLooseName,
  judgeName,
  promisesOf,
} from '../../../../src/checks/backup-verification/codecs/name-promise.ts'

describe('what a name promises', () => {
  test.each([
    ['a2a_20240115_103000.sql', ['sql']],
    ['backup_20240115.sql.gz', ['gzip', 'sql']],
    ['2024-01-15.tar.gz', ['gzip', 'tar']],
    ['DATA.TGZ', ['gzip', 'tar']],
    ['a.tar.zst', ['zstd', 'tar']],
    ['a.sql.gz.age', ['age', 'gzip', 'sql']],
    ['a.tar.xz.gpg', ['gpg', 'xz', 'tar']],
    ['a.sql.bz2.enc', ['openssl', 'bzip2', 'sql']],
    ['redis.rdb', ['rdb']],
    ['a.sqlite3', ['sqlite']],
    ['a.zip', ['zip']],
    ['db.dump', []],
    ['db.dump.gz', ['gzip']],
    ['backup', []],
    ['sql', []],
    ['a.constructor', []],
    ['a.v1.2', []],
  ] as const)('%s', (name, promises) => {
    expect(promisesOf(name)).toEqual(promises)
  })

  test('a name of any dump is loose', () => {
    expect(['a.dump', 'b.backup', 'c.bak', 'x.DB'].every(isLooseName)).toBe(true)
    expect(['a.sql', 'b.gz', 'c'].some(isLooseName)).toBe(false)
  })
})

type Row = readonly [promised: BytesKind | undefined, found: BytesKind, verdict: 'fine' | 'wrong' | 'remark']
const ROWS: readonly Row[] = [
  ['gzip', 'gzip', 'fine'],
  ['sql', 'sql', 'fine'],
  ['sql', 'text', 'fine'],
  ['openssl', 'unknown', 'fine'],
  ['openssl', 'age', 'fine'],
  ['gzip', 'empty', 'fine'],
  [undefined, 'empty', 'fine'],
  [undefined, 'pg-custom', 'fine'],
  [undefined, 'text', 'fine'],
  [undefined, 'unknown', 'fine'],
  ['gzip', 'pg-custom', 'remark'],
  ['sql', 'pg-custom', 'remark'],
  ['gzip', 'age', 'remark'],
  ['tar', 'gpg', 'remark'],
  ['gzip', 'sql', 'wrong'],
  ['gzip', 'html', 'wrong'],
  ['gzip', 'unknown', 'wrong'],
  ['sql', 'gzip', 'wrong'],
  ['sql', 'html', 'wrong'],
  ['sql', 'xml-error', 'wrong'],
  ['sql', 'error-text', 'wrong'],
  ['sql', 'utf-16', 'wrong'],
  ['sql', 'unknown', 'wrong'],
  ['tar', 'gzip', 'wrong'],
  ['age', 'gzip', 'wrong'],
  ['age', 'html', 'wrong'],
  ['gpg', 'age', 'wrong'],
  ['rdb', 'sqlite', 'wrong'],
  [undefined, 'html', 'wrong'],
  [undefined, 'xml-error', 'wrong'],
  [undefined, 'lfs-pointer', 'wrong'],
]

function verdictOf(promised: BytesKind | undefined, found: BytesKind): string {
  const { fault, remark } = judgeName(promised, found)
  if (fault) expect([fault.word, fault.level]).toEqual(['wrong-content', 1])
  return fault ? 'wrong' : remark ? 'remark' : 'fine'
}

describe('bytes against a name', () => {
  test.each(ROWS)('%s: %s', (promised, found, verdict) => {
    expect(verdictOf(promised, found)).toBe(verdict)
  })

  test('the sentence says both', () => {
    expect(judgeName('gzip', 'sql').fault?.text).toBe('is SQL and, by its name, gzip data')
    expect(judgeName(undefined, 'xml-error').fault?.text).toBe('is an error message in XML')
  })

  test('a judge that always says the same fails the table', () => {
    for (const answer of ['fine', 'wrong', 'remark'])
      expect(ROWS.filter(([, , verdict]) => verdict !== answer).length).toBeGreaterThan(10)
  })
})
