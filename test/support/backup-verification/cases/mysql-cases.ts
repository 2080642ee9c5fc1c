import type { Level } from '../../../../src/checks/backup-verification/intake.ts'
import { type BackupCase, type Expected, type Extra, fileCase } from './case.ts'
import { before, followed, part, swap, through, throughTerminal, zeroed } from './damage.ts'
import { type MysqlDumps, mysqlDumps } from './mysql-originals.ts'
import { gzip } from './packing.ts'

type Bytes = (dumps: MysqlDumps) => Buffer | string

function plain(
  id: string,
  title: string,
  bytes: Bytes,
  expected: Expected,
  level: Level,
  extra: Extra = {},
): BackupCase {
  return fileCase(
    id,
    title,
    'shop-2027-01-13.sql',
    (workshop) => bytes(mysqlDumps(workshop)),
    expected,
    level,
    extra,
  )
}

function packed(
  id: string,
  title: string,
  bytes: Bytes,
  expected: Expected,
  level: Level,
  extra: Extra = {},
): BackupCase {
  return fileCase(
    id,
    title,
    'shop-2027-01-13.sql.gz',
    (workshop) => gzip(workshop, bytes(mysqlDumps(workshop))),
    expected,
    level,
    extra,
  )
}

const L4 = { entry: { level: 'L4' } }
const asking = (expect: Readonly<Record<string, unknown>>) => ({ entry: { expect } })
const withLine = (dump: Buffer, line: string) => swap(dump, 'LOCK TABLES', `${line}\nLOCK TABLES`)

const GOOD: readonly BackupCase[] = [
  packed('M20', 'mariadb-dump | gzip, restored', ({ plain: d }) => d, 'ok', 4, L4),
  plain('M21', '--skip-comments: no closing line', ({ noComments: d }) => d, 'ok', 3),
  plain('M22', '--compact: no closing line, no settings', ({ compact: d }) => d, 'ok', 3),
  plain('M23', 'routines, events and triggers, restored', ({ routines: d }) => d, 'ok', 4, L4),
  packed('M24', '--databases', ({ databases: d }) => d, 'ok', 3),
  plain('M25', 'an INSERT for each row', ({ rowByRow: d }) => d, 'ok', 3),
  plain('M26', 'CRLF', ({ plain: d }) => throughTerminal(d), 'ok', 3),
  packed(
    'M27',
    'asked what it can answer',
    ({ plain: d }) => d,
    'ok',
    5,
    asking({
      tables: ['users', 'orders'],
      'min-rows': { orders: 1000 },
      newest: [{ table: 'orders', column: 'at', within: '24h' }],
      queries: [{ sql: 'select count(*) from zones', equals: 2 }],
    }),
  ),
  plain(
    'M28',
    'another letter in a text: only a checksum of the source can know',
    ({ plain: d }) => swap(d, 'user 123', 'user 223'),
    'ok',
    4,
    L4,
  ),
]

const BAD: readonly BackupCase[] = [
  packed('M01', 'died in an INSERT', ({ plain: d }) => through(d, "'user 300"), 'incomplete', 3),
  plain(
    'M02',
    'without its closing line',
    ({ plain: d }) => before(d, '\n-- Dump completed on'),
    'incomplete',
    3,
  ),
  plain(
    'M03',
    'the message of mysqldump',
    () =>
      "mysqldump: Got error: 1045: \"Access denied for user 'backup'@'localhost' (using password: YES)\" when trying to connect\n",
    'wrong-content',
    1,
  ),
  packed(
    'M04',
    'died between two tables, which restores without an error',
    ({ plain: d }) => before(d, '--\n-- Table structure for table `users`'),
    'incomplete',
    3,
  ),
  packed(
    'M05',
    '--skip-comments, died between two tables',
    ({ noComments: d }) => before(d, 'DROP TABLE IF EXISTS `users`'),
    'incomplete',
    3,
  ),
  plain(
    'M06',
    'a warning before the dump (2>&1)',
    ({ plain: d }) =>
      followed(
        Buffer.from('mysqldump: [Warning] Using a password on the command line interface can be insecure.\n'),
        d,
      ),
    'wrong-content',
    1,
  ),
  packed('M08', 'a database without tables', ({ nothing: d }) => d, 'empty', 3),
  plain(
    'M09',
    'a command of the client',
    ({ plain: d }) => withLine(d, 'system touch /tmp/was-here'),
    'unsafe',
    3,
  ),
  plain(
    'M10',
    'a file of the server is written',
    ({ plain: d }) => withLine(d, "SELECT 1 INTO OUTFILE '/tmp/x';"),
    'unsafe',
    3,
  ),
  plain(
    'M11',
    'a file of the server is read',
    ({ plain: d }) => withLine(d, "LOAD DATA INFILE '/etc/passwd' INTO TABLE users;"),
    'unsafe',
    3,
  ),
  plain('M12', 'a page of zeros', ({ plain: d }) => zeroed(d, 8192, 4096), 'corrupt', 3),
  plain('M13', '--compact, died in an INSERT', ({ compact: d }) => through(d, "'user 300"), 'incomplete', 3),
  packed('M14', 'the head alone', ({ plain: d }) => part(d, 0.01), 'incomplete', 3),
  plain(
    'M15',
    'a shell that is not there',
    () => 'bash: line 1: mysqldump: command not found\n',
    'wrong-content',
    1,
    { also: ['empty'] },
  ),
  plain('M16', 'a row stands twice', ({ rowByRow: d }) => swap(d, "('at'", "('ch'"), 'corrupt', 4, L4),
  plain(
    'M17',
    'a column has another name than its key',
    ({ plain: d }) => swap(d, '`user_id`', '`user_ix`'),
    'corrupt',
    4,
    L4,
  ),
  plain(
    'M18',
    'a type that there is not',
    ({ plain: d }) => swap(d, 'decimal(10,2)', 'dezimal(10,2)'),
    'corrupt',
    4,
    L4,
  ),
  plain(
    'M07',
    'the routines were left out',
    ({ plain: d }) => d,
    'wrong-content',
    5,
    asking({
      queries: [
        { sql: 'select count(*) from information_schema.routines where routine_schema = database()', min: 1 },
      ],
    }),
  ),
  packed(
    'M19',
    'fewer rows than there must be',
    ({ plain: d }) => d,
    'incomplete',
    5,
    asking({ 'min-rows': { orders: 5000 } }),
  ),
]

/** Dumps of MariaDB. */
export const MYSQL_CASES: readonly BackupCase[] = [...GOOD, ...BAD]
