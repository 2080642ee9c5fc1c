import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Level } from '../../../../src/checks/backup-verification/intake.ts'
import { type BackupCase, type Expected, put } from './case.ts'
import { part } from './damage.ts'
import { gzip } from './packing.ts'
import { pgDumps } from './postgres-originals.ts'
import type { Workshop } from './workshop.ts'

/** Files by name; a share writes only so much of the dump, packed well. */
type Listing = Readonly<Record<string, number>>

function series(
  id: string,
  title: string,
  listing: Listing,
  entry: Readonly<Record<string, unknown>>,
  expected: Expected,
  level: Level,
  change: (bytes: Buffer, name: string) => Buffer = (bytes) => bytes,
): BackupCase {
  return {
    id,
    title,
    entry: { path: 'backups/*.sql.gz', rpo: '24h', ...entry },
    make: (workshop: Workshop, folder) => {
      mkdirSync(join(folder, 'backups'), { recursive: true })
      const { plain, ledger } = pgDumps(workshop)
      for (const [name, share] of Object.entries(listing)) {
        // A comment of its own makes every day another.
        const bytes = share < 1 ? ledger : Buffer.concat([plain, Buffer.from(`-- of ${name}\n`)])
        put(folder, `backups/${name}`, change(gzip(workshop, bytes), name))
      }
    },
    expected,
    level,
  }
}

const day = (date: string) => `a2a_${date}.sql.gz`
const days = (...dates: readonly string[]): Listing => Object.fromEntries(dates.map((date) => [day(date), 1]))
const january = (from: number, to: number, ...without: readonly number[]) =>
  days(
    ...Array.from({ length: to - from + 1 }, (_, index) => from + index)
      .filter((one) => !without.includes(one))
      .map((one) => `2027-01-${String(one).padStart(2, '0')}`),
  )

const GOOD: readonly BackupCase[] = [
  series('L20', 'a week of days', january(7, 13), { 'at-least': 7 }, 'ok', 3),
  series('L21', 'nothing on Saturdays and Sundays', january(4, 13, 9, 10), {}, 'ok', 3),
  series(
    'L22',
    'thinned out: the older, the fewer',
    { ...days('2026-10-01', '2026-11-01', '2026-12-01', '2027-01-01'), ...january(8, 13) },
    {},
    'ok',
    3,
  ),
  series(
    'L23',
    'hours in the names',
    { 'a2a_20270112_040000.sql.gz': 1, 'a2a_20270113_040000.sql.gz': 1 },
    { rpo: '4h' },
    'ok',
    3,
  ),
  series(
    'L24',
    'one that is being written',
    { ...january(10, 13), 'a2a_2027-01-13.sql.gz.part': 0.1 },
    { path: 'backups/*' },
    'ok',
    3,
  ),
  series('L25', 'a little smaller than the day before', january(11, 13), {}, 'ok', 3),
  series(
    'L26',
    'in another zone',
    { 'a2a_20270113_070000.sql.gz': 1 },
    { rpo: '2h', 'utc-offset': '+02:00' },
    'ok',
    3,
  ),
  series(
    'L27',
    'much smaller, by fewer bytes than matter',
    { [day('2027-01-12')]: 1, [day('2027-01-13')]: 0.1 },
    { 'shrink-floor': '10MB' },
    'ok',
    3,
  ),
]

const BAD: readonly BackupCase[] = [
  series('L01', 'there is none', {}, {}, 'missing', 0),
  { ...series('L02', 'there is not even the folder', {}, { path: 'nowhere/*.sql.gz' }, 'missing', 0) },
  series('L03', 'of other names', { 'notes.txt': 0.1 }, {}, 'missing', 0),
  series('L04', 'three days old by its name, though written just now', january(5, 10), {}, 'stale', 0),
  series(
    'L05',
    'five hours old, of at most four',
    { 'a2a_20270113_005959.sql.gz': 1 },
    { rpo: '4h' },
    'stale',
    0,
  ),
  series('L06', 'a day is missing', january(4, 13, 8), {}, 'missing', 0),
  series(
    'L07',
    'a hole in what is made each hour',
    { 'a2a_20270113_010000.sql.gz': 1, 'a2a_20270113_020000.sql.gz': 1, 'a2a_20270113_050000.sql.gz': 1 },
    { interval: '1h' },
    'missing',
    0,
  ),
  series(
    'L08',
    'much smaller than the day before',
    { [day('2027-01-12')]: 1, [day('2027-01-13')]: 0.1 },
    { 'shrink-floor': '1KiB' },
    'shrunk',
    0,
  ),
  series('L09', 'fewer than there must be', january(12, 13), { 'at-least': 7 }, 'missing', 0),
  series('L10', 'dated in the future', { [day('2027-02-01')]: 1 }, {}, 'stale', 0),
  series(
    'L11',
    'the newest was begun and not finished',
    { ...january(8, 11), 'a2a_2027-01-12_0000.sql.gz.part': 0.1 },
    { path: 'backups/*', rpo: '7d' },
    'incomplete',
    0,
  ),
  series('L12', 'the newest has no bytes', january(10, 13), {}, 'empty', 0, (bytes, name) =>
    name.includes('-13') ? Buffer.alloc(0) : bytes,
  ),
  series(
    'L13',
    'the newest is cut, the older ones are fine',
    january(10, 13),
    {},
    'incomplete',
    2,
    (bytes, name) => (name.includes('-13') ? part(bytes, 0.9) : bytes),
  ),
  series(
    'L14',
    'an older one is cut, and all are to be looked into',
    january(10, 13),
    { verify: 'all' },
    'incomplete',
    2,
    (bytes, name) => (name.includes('-11') ? part(bytes, 0.9) : bytes),
  ),
]

/** The same bytes on four days. */
function repeated(
  id: string,
  entry: Readonly<Record<string, unknown>>,
  expected: Expected,
  level: Level,
): BackupCase {
  const one = series(id, 'the same bytes for days', {}, entry, expected, level)
  return {
    ...one,
    make: (workshop, folder) => {
      const bytes = gzip(workshop, pgDumps(workshop).plain)
      for (const name of Object.keys(january(10, 13))) put(folder, `backups/${name}`, bytes)
    },
  }
}

/** What a listing tells. */
export const SERIES_CASES: readonly BackupCase[] = [
  ...GOOD,
  ...BAD,
  repeated('L15', { 'must-change': true }, 'stale', 0),
  repeated('L28', {}, 'ok', 3),
]
