import type { Level } from '../../../../src/checks/backup-verification/intake.ts'
import { type BackupCase, type Expected, type Extra, fileCase } from './case.ts'
import { flip, followed, part, swap, throughTerminal, zeroed } from './damage.ts'
import { gzip } from './packing.ts'
import { type Snapshots, snapshots } from './redis-originals.ts'

function rdb(
  id: string,
  title: string,
  bytes: (made: Snapshots) => Buffer | string,
  expected: Expected,
  level: Level,
  extra: Extra = {},
): BackupCase {
  return fileCase(
    id,
    title,
    'redis-20270113.rdb',
    (workshop) => bytes(snapshots(workshop)),
    expected,
    level,
    extra,
  )
}

function packed(
  id: string,
  title: string,
  bytes: (made: Snapshots) => Buffer,
  expected: Expected,
  level: Level,
): BackupCase {
  const make: Parameters<typeof fileCase>[3] = (workshop) => gzip(workshop, bytes(snapshots(workshop)))
  return fileCase(id, title, 'redis-20270113.rdb.gz', make, expected, level)
}

const L4 = { entry: { level: 'L4' } }
/** The end mark and the checksum. */
const END = 9
const otherText = (bytes: Buffer) => swap(bytes, 'The quick brown fox', 'The quiet brown fox')

/** Snapshots of Redis. */
export const REDIS_CASES: readonly BackupCase[] = [
  rdb('R20', 'several databases, keys that expire, loaded', ({ full }) => full, 'ok', 4, L4),
  packed('R21', 'packed', ({ full }) => full, 'ok', 3),
  rdb('R22', 'rdbchecksum no', ({ unchecked }) => unchecked, 'ok', 3),
  rdb(
    'R09',
    'rdbchecksum no and another text: nothing can know',
    ({ unchecked }) => otherText(unchecked),
    'ok',
    4,
    L4,
  ),
  rdb(
    'R05',
    'its checksum overwritten by zeros, as if there were none',
    ({ full }) => zeroed(full, full.length - 8, 8),
    'ok',
    3,
  ),
  rdb('R01', 'cut in a value', ({ full }) => part(full, 0.6), 'incomplete', 3),
  rdb('R02', 'no bytes', () => '', 'empty', 0),
  rdb('R03', 'another text', ({ full }) => otherText(full), 'corrupt', 3),
  rdb('R04', 'another letter in its mark', ({ full }) => flip(full, 2), 'wrong-content', 1),
  rdb('R06', 'a message behind its end', ({ full }) => followed(full, 'Killed\n'), 'corrupt', 3),
  rdb('R07', 'without end mark and checksum', ({ full }) => full.subarray(0, -END), 'incomplete', 3),
  rdb('R08', 'the error of a server', () => 'NOAUTH Authentication required.\n', 'wrong-content', 1),
  packed('R10', 'cut, and packed well', ({ full }) => part(full, 0.9), 'incomplete', 3),
  rdb(
    'R11',
    'the raw answer of a server before it',
    ({ full }) => followed(Buffer.from(`$${full.length}\r\n`), full),
    'wrong-content',
    1,
  ),
  rdb('R12', 'a server without keys', ({ nothing }) => nothing, 'empty', 3),
  rdb('R13', 'an append-only file', ({ commands }) => commands, 'wrong-content', 1),
  rdb('R14', 'it went through a terminal', ({ full }) => throughTerminal(full), 'corrupt', 3),
  rdb('R15', 'cut in its checksum', ({ full }) => full.subarray(0, -3), 'incomplete', 3),
  rdb('R16', 'a bit in its checksum', ({ full }) => flip(full, -2), 'corrupt', 3),
  rdb('R17', 'a page of zeros', ({ full }) => zeroed(full, Math.floor(full.length / 2), 1500), 'corrupt', 3),
  rdb('R18', 'the file twice', ({ full }) => Buffer.concat([full, full]), 'corrupt', 3),
  rdb('R19', 'in base64', ({ full }) => full.toString('base64'), 'wrong-content', 1),
]
