import type { Level } from '../../../../src/checks/backup-verification/intake.ts'
import { type BackupCase, type Expected, type Extra, fileCase, put } from './case.ts'
import { before, flip, part, placeOf, swap, zeroed } from './damage.ts'
import { gzip } from './packing.ts'
import { type SqliteFiles, sqliteFiles } from './sqlite-originals.ts'

const NAME = 'app-20270113.sqlite'
const PAGE = 1024

function database(
  id: string,
  title: string,
  bytes: (files: SqliteFiles) => Buffer | string,
  expected: Expected,
  level: Level,
  extra: Extra = {},
): BackupCase {
  return fileCase(id, title, NAME, (workshop) => bytes(sqliteFiles(workshop)), expected, level, extra)
}

/** With a file beside it that SQLite left there. */
function beside(one: BackupCase, ending: string, bytes: (files: SqliteFiles) => Buffer): BackupCase {
  return {
    ...one,
    make: (workshop, folder) => {
      one.make(workshop, folder)
      put(folder, `${NAME}${ending}`, bytes(sqliteFiles(workshop)))
    },
  }
}

const asking = (expect: Readonly<Record<string, unknown>>) => ({ entry: { expect } })
const JOURNAL = Buffer.concat([Buffer.from('d9d505f920a163d7', 'hex'), Buffer.alloc(PAGE)])

/** The page that begins where a text stands. */
function pageOf(bytes: Buffer, text: string): number {
  return Math.floor(placeOf(bytes, text) / PAGE) * PAGE
}

/** With two pages in each other's place. */
function exchanged(bytes: Buffer, one: number, other: number): Buffer {
  const copy = Buffer.from(bytes)
  bytes.copy(copy, one, other, other + PAGE)
  bytes.copy(copy, other, one, one + PAGE)
  return copy
}

/** SQLite databases. */
export const SQLITE_CASES: readonly BackupCase[] = [
  database('S20', 'a database', ({ full }) => full, 'ok', 3),
  database('S21', 'in WAL mode, with all of its log in it', ({ logged }) => logged, 'ok', 3),
  database('S22', 'VACUUM INTO', ({ vacuumed }) => vacuumed, 'ok', 3),
  fileCase('S23', 'packed', `${NAME}.gz`, (workshop) => gzip(workshop, sqliteFiles(workshop).full), 'ok', 3),
  fileCase(
    'S24',
    'the output of .dump',
    'app-20270113.sql',
    (workshop) => sqliteFiles(workshop).sql,
    'ok',
    3,
  ),
  beside(
    database('S25', 'an empty log beside it', ({ logged }) => logged, 'ok', 3),
    '-wal',
    () => Buffer.alloc(0),
  ),
  beside(
    database('S26', 'a journal that is done with beside it', ({ full }) => full, 'ok', 3),
    '-journal',
    () => Buffer.alloc(PAGE),
  ),
  database(
    'S06',
    'another letter in a text: nothing can know',
    ({ full }) => swap(full, 'a note of user 333', 'a note of user 334'),
    'ok',
    3,
  ),
  database(
    'S27',
    'asked what it can answer',
    ({ full }) => full,
    'ok',
    5,
    asking({
      tables: ['users'],
      'min-rows': { orders: 1500 },
      queries: [{ sql: 'select sum(amount) > 1 from orders', equals: 1 }],
    }),
  ),
  database('S01', 'half of it', ({ full }) => part(full, 0.5), 'incomplete', 3),
  database('S02', 'without the end of its last page', ({ full }) => full.subarray(0, -100), 'incomplete', 3),
  database('S03', 'another letter in its mark', ({ full }) => flip(full, 3), 'wrong-content', 1),
  database(
    'S04',
    'a page of zeros',
    ({ full }) => zeroed(full, pageOf(full, 'user 400'), PAGE),
    'corrupt',
    3,
  ),
  database(
    'S05',
    'a bit in the head of a page',
    ({ full }) => flip(full, pageOf(full, 'user 400')),
    'corrupt',
    3,
  ),
  database('S07', 'rows that point to no row', ({ orphans }) => orphans, 'corrupt', 3),
  database('S08', 'no bytes, which SQLite takes for a database', () => '', 'empty', 0),
  database('S09', 'no tables', ({ noTables }) => noTables, 'empty', 3),
  database('S10', 'tables without a row', ({ noRows }) => noRows, 'empty', 3),
  beside(
    database('S11', 'its log was left beside it', ({ unfinished }) => unfinished.database, 'incomplete', 1),
    '-wal',
    ({ unfinished }) => unfinished.log,
  ),
  beside(
    database('S12', 'copied in the middle of a transaction', ({ full }) => full, 'incomplete', 1),
    '-journal',
    () => JOURNAL,
  ),
  database('S13', 'encrypted, or anything else', ({ full }) => zeroed(full, 0, 100), 'wrong-content', 1),
  database(
    'S14',
    'two pages in each other’s place',
    ({ full }) => exchanged(full, pageOf(full, 'user 100'), pageOf(full, 'user 700')),
    'corrupt',
    3,
  ),
  database('S15', 'a page size that there is not', ({ full }) => flip(full, 16, 0x03), 'corrupt', 3),
  database(
    'S16',
    'a row that its index has under another name',
    ({ full }) => swap(full, 'user 333a note', 'user 833a note'),
    'corrupt',
    3,
  ),
  fileCase(
    'S17',
    'the output of .dump, died',
    'app-20270113.sql',
    (workshop) => before(sqliteFiles(workshop).sql, 'COMMIT;'),
    'incomplete',
    3,
  ),
  database(
    'S18',
    'fewer rows than there must be',
    ({ full }) => full,
    'incomplete',
    5,
    asking({ 'min-rows': { orders: 9000 } }),
  ),
  database(
    'S19',
    'another answer',
    ({ full }) => full,
    'wrong-content',
    5,
    asking({ queries: [{ sql: 'select count(*) from users', equals: 801 }] }),
  ),
]
