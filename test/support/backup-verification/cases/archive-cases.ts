import { archive, countPlace, endless, folder, L4, PACKED, tarOf, tarred } from './archive-case.ts'
import type { BackupCase } from './case.ts'
import { flip, followed, part, placeOf, swap, throughTerminal, zeroed } from './damage.ts'
import { gzip } from './packing.ts'

const GOOD: readonly BackupCase[] = [
  archive('C20', '-Fc, restored', ({ customFile: a }) => a, 'ok', 4, L4),
  archive('C21', '-Fc into a pipe, without places in its table of contents', ({ custom: a }) => a, 'ok', 3),
  archive('C22', '-Fc -Z0', ({ customPlain: a }) => a, 'ok', 3),
  archive('C23', '-Fc --inserts, restored', ({ customInserts: a }) => a, 'ok', 4, L4),
  archive('C24', '-Fc, packed again', ({ custom: a }, w) => gzip(w, a), 'ok', 3, {}, 'a2a_20270113.dump.gz'),
  tarred('T20', '-Ft, restored', ({ tar: a }) => a, 'ok', 4, L4),
  folder('D20', '-Fd, restored', ({ folder: f }) => f, 'ok', 4, L4),
  folder('D21', '-Fd -Z0', ({ folderPlain: f }) => f, 'ok', 3),
  archive(
    'D22',
    '-Fd in a tar',
    ({ folder: f }, w) => gzip(w, tarOf(w, f)),
    'ok',
    3,
    {},
    'a2a_20270113.tar.gz',
  ),
  archive(
    'C13',
    '-Z0, another letter in a text: only a checksum can know',
    ({ customPlain: a }) => swap(a, 'SKU-c81e728d', 'SKU-c81e728e'),
    'ok',
    4,
    L4,
  ),
  tarred(
    'T02',
    '-Ft, another letter in a text: only a checksum can know',
    ({ tar: a }) => swap(a, 'SKU-c81e728d', 'SKU-c81e728e'),
    'ok',
    4,
    L4,
  ),
]

const CUSTOM: readonly BackupCase[] = [
  archive('C01', 'cut in the data', ({ customFile: a }) => part(a, 0.7), 'incomplete', 3),
  archive(
    'C02',
    'cut in the table of contents',
    ({ customFile: a }) => a.subarray(0, placeOf(a, 'CREATE TABLE') + 40),
    'incomplete',
    3,
  ),
  archive(
    'C03',
    'another letter in its mark',
    ({ customFile: a }) => flip(a, 3),
    'wrong-content',
    1,
    {},
    'a2a_20270113.sql.gz',
  ),
  archive('C04', 'cut in the head', ({ customFile: a }) => a.subarray(0, 60), 'incomplete', 3),
  archive(
    'C05',
    'without the data of its last table',
    ({ customFile: a }) => a.subarray(0, a.lastIndexOf(PACKED) - 20),
    'incomplete',
    3,
  ),
  archive(
    'C06',
    'a bit in the head, after which pg_restore finds no entry',
    ({ customFile: a }) => flip(a, countPlace(a), 1),
    'corrupt',
    3,
  ),
  archive(
    'C08',
    'a bit in packed data',
    ({ customFile: a }) => flip(a, placeOf(a, PACKED) + 400),
    'corrupt',
    3,
  ),
  archive(
    'C09',
    'a page of zeros in packed data',
    ({ customFile: a }) => zeroed(a, Math.floor(a.length * 0.6), 4096),
    'corrupt',
    3,
  ),
  archive('C11', 'the file twice', ({ customFile: a }) => Buffer.concat([a, a]), 'corrupt', 3),
  archive('C12', 'a message behind its end', ({ customFile: a }) => followed(a, 'Killed\n'), 'corrupt', 3),
  archive('P35', 'it went through a terminal', ({ custom: a }) => throughTerminal(a), 'corrupt', 3),
  archive(
    'C14',
    'a format that is not known yet',
    ({ customFile: a }) => Buffer.concat([a.subarray(0, 6), Buffer.from([33]), a.subarray(7)]),
    'env',
    3,
  ),
  archive('C15', 'a database without tables', ({ customNothing: a }) => a, 'empty', 3),
  archive('C16', 'no bytes', () => '', 'empty', 0),
  archive(
    'C17',
    '-Z0, a row that others point to is another',
    ({ customPlain: a }) => swap(a, '77\tcustomer77@', '99\tcustomer77@'),
    'corrupt',
    4,
    L4,
  ),
]

const TAR: readonly BackupCase[] = [
  tarred('T01', '-Ft, cut, at which pg_restore spins', ({ tar: a }) => part(a, 0.5), 'incomplete', 3),
  tarred(
    'T03',
    '-Ft, a bit in a header',
    ({ tar: a }) => flip(a, placeOf(a, 'restore.sql') + 102),
    'corrupt',
    3,
    { also: ['incomplete'] },
  ),
  tarred(
    'T04',
    '-Ft, a bit in the table of contents',
    ({ tar: a }) => flip(a, 512 + countPlace(a.subarray(512)), 1),
    'corrupt',
    3,
  ),
  tarred('T05', '-Ft without its end', ({ tar: a }) => endless(a), 'incomplete', 3),
]

/** Archives of pg_dump: custom and tar. */
export const ARCHIVE_CASES: readonly BackupCase[] = [...GOOD, ...CUSTOM, ...TAR]
