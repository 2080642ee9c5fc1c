import { type BackupCase, fileCase } from './case.ts'
import { always, secretFiles, sql, withAge, zipped } from './cipher-case.ts'
import { age } from './ciphers.ts'
import { flip, part, placeOf, through } from './damage.ts'
import { gzip } from './packing.ts'

/** Backups encrypted by age, and those that are not encrypted and should be. */
export const AGE_CASES: readonly BackupCase[] = [
  withAge('E20', 'age', 'ours', (w) => age(w, zipped(w)), 'ok', 3),
  withAge('E21', 'age in ASCII armor', 'ours', (w) => age(w, zipped(w), ['-a']), 'ok', 3, always),
  withAge(
    'E22',
    'age, of a tar, which must be encrypted for its secrets',
    'ours',
    (w) => age(w, secretFiles(w)),
    'ok',
    3,
    { entry: { encrypted: 'secrets' } },
    'config_20270113.tar.gz.age',
  ),
  withAge('E23', 'age, restored', 'ours', (w) => age(w, zipped(w)), 'ok', 4, { entry: { level: 'L4' } }),
  withAge('E01', 'for another key', 'another', (w) => age(w, zipped(w)), 'undecryptable', 2),
  withAge(
    'E02',
    'cut in the middle',
    'ours',
    (w) => part(age(w, Buffer.concat([sql(w), sql(w), sql(w)])), 0.6),
    'incomplete',
    2,
    {},
    'a2a_20270113.sql.age',
  ),
  withAge(
    'E03',
    'a bit in its header',
    'ours',
    (w) => {
      const bytes = age(w, zipped(w))
      return flip(bytes, placeOf(bytes, '--- ') + 10, 1)
    },
    'corrupt',
    2,
  ),
  withAge(
    'E04',
    'a bit in its data',
    'ours',
    (w) => flip(age(w, Buffer.concat([sql(w), sql(w)])), 70_000),
    'corrupt',
    2,
    {},
    'a2a_20270113.sql.age',
  ),
  withAge('E05', 'no key is given', 'none', (w) => age(w, zipped(w)), 'env', 2),
  withAge(
    'E06',
    'it died before it was encrypted',
    'ours',
    (w) => age(w, gzip(w, through(sql(w), 'customer250@exam'))),
    'incomplete',
    3,
  ),
  withAge(
    'E07',
    'nothing, encrypted',
    'ours',
    (w) => age(w, Buffer.alloc(0)),
    'empty',
    2,
    {},
    'a2a_20270113.sql.age',
  ),
  withAge('E08', 'not encrypted, and named as if', 'ours', (w) => zipped(w), 'wrong-content', 1, {}),
  fileCase('E09', 'not encrypted where that is demanded', 'a2a_20270113.sql.gz', zipped, 'unsafe', 2, always),
  fileCase(
    'E10',
    'secrets that are not encrypted',
    'config_backup_20270113.tar.gz',
    secretFiles,
    'unsafe',
    3,
    { entry: { encrypted: 'secrets' } },
  ),
]
