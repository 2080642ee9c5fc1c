import type { BackupCase } from './case.ts'
import { flip, followed, placeOf, swap, throughTerminal, without, zeroed } from './damage.ts'
import { gzip } from './packing.ts'
import { named, packed, plain, withLine } from './postgres-case.ts'

/** Bytes that changed. */
const CHANGED: readonly BackupCase[] = [
  named('P06', 'a bit in the packed data', ({ plain: d }, w) => flip(gzip(w, d), 3000), 'corrupt', 2),
  named('P36', 'a bit in the CRC-32 of gzip', ({ plain: d }, w) => flip(gzip(w, d), -7), 'corrupt', 2),
  named('P37', 'a bit in the length of gzip', ({ plain: d }, w) => flip(gzip(w, d), -3), 'corrupt', 2),
  named('P38', 'a page of zeros in gzip', ({ plain: d }, w) => zeroed(gzip(w, d), 8192, 4096), 'corrupt', 2),
  named(
    'P40',
    'gzip went through a terminal',
    ({ plain: d }, w) => throughTerminal(gzip(w, d)),
    'corrupt',
    2,
  ),
  named(
    'P41',
    'a message behind the gzip data',
    ({ plain: d }, w) => followed(gzip(w, d), 'Killed\n'),
    'corrupt',
    2,
  ),
  plain('P42', 'a page of zeros', ({ plain: d }) => zeroed(d, 40_960, 4096), 'corrupt', 3),
  plain(
    'P43',
    'a tab is lost in a row',
    ({ plain: d }) => swap(d, '@example.org\tZoë №9\t', '@example.orgZoë №9\t'),
    'corrupt',
    3,
  ),
  plain(
    'P44',
    'the mark that ends data is lost',
    ({ plain: d }) => {
      const at = placeOf(d, '\n\\.\n', placeOf(d, 'COPY public.customers ('))
      return Buffer.concat([d.subarray(0, at + 1), d.subarray(at + 4)])
    },
    'corrupt',
    3,
  ),
  plain(
    'P45',
    'a mark that ends data among the rows',
    ({ plain: d }) => swap(d, '\n200\tcustomer200@', '\n\\.\n200\tcustomer200@'),
    'corrupt',
    3,
    // A row that is read as a command.
    { also: ['unsafe'] },
  ),
  plain(
    'P46',
    'a block is missing in the middle',
    ({ plain: d }) => without(d, '0\tcustomer500@example', 'ample.org\tZoë №702'),
    'corrupt',
    3,
  ),
  plain(
    'P47',
    'the parts of a split file in the wrong order',
    ({ plain: d }) => {
      const at = placeOf(d, 'customer600@')
      return Buffer.concat([d.subarray(at), d.subarray(0, at)])
    },
    'wrong-content',
    3,
    // It begins in the middle of a row, and rows are read as SQL.
    { also: ['unsafe', 'incomplete'] },
  ),
]

/** What would do harm. */
const UNSAFE: readonly BackupCase[] = [
  plain('P51', 'a command of psql', ({ plain: d }) => withLine(d, '\\! touch /tmp/was-here'), 'unsafe', 3),
  plain(
    'P52',
    'COPY from a program',
    ({ plain: d }) => withLine(d, "COPY public.x FROM PROGRAM 'id';"),
    'unsafe',
    3,
  ),
  plain(
    'P54',
    'COPY to a file of the server',
    ({ plain: d }) => withLine(d, "COPY public.x TO '/tmp/x';"),
    'unsafe',
    3,
  ),
  packed('P55', 'a file read by psql', ({ plain: d }) => withLine(d, '\\i /etc/passwd'), 'unsafe', 3),
  packed(
    'P56',
    'large objects out of files of the server',
    ({ plain: d }) => withLine(d, "SELECT lo_import('/etc/passwd');"),
    'unsafe',
    3,
  ),
  plain(
    'P59',
    'settings of the server that run a program',
    ({ plain: d }) => withLine(d, "ALTER SYSTEM SET archive_command = 'touch /tmp/x';"),
    'unsafe',
    3,
  ),
]

/** Dumps of PostgreSQL whose bytes changed, and those that would do harm. */
export const POSTGRES_CHANGED_CASES: readonly BackupCase[] = [...CHANGED, ...UNSAFE]
