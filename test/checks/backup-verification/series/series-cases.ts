import type { Word } from '../../../../src/checks/backup-verification/intake.ts'
import type {
  Artifact,
  Expectations,
} from '../../../../src/checks/backup-verification/series/expectations.ts'

export interface SeriesCase {
  readonly name: string
  readonly artifacts: readonly Artifact[]
  readonly expectations?: Expectations
  /** ISO. */
  readonly now: string
  /** Words of faults, sorted; `lack` for what could not be told. Empty where nothing is wrong. */
  readonly expected: readonly (Word | 'lack')[]
  /** A part of a remark there has to be. */
  readonly remark?: string
  /** The name of the one to verify. */
  readonly newest?: string
}

export const HOUR = 3_600_000
export const DAY = 24 * HOUR
const KILO = 100_000

const at = (iso: string) => Date.parse(iso)
const range = (count: number) => Array.from({ length: count }, (_, index) => index)
const iso = (moment: number) => new Date(moment).toISOString()
const day = (moment: number) => iso(moment).slice(0, 10)
const stamp = (moment: number) => iso(moment).slice(0, 19).replaceAll(/[-:]/g, '')

function named(...names: readonly string[]): readonly Artifact[] {
  return names.map((name, index) => ({ name, size: KILO + index }))
}

/** So many, each so long after the one before, named by this. */
function every(
  length: number,
  count: number,
  end: string,
  name: (moment: number) => string,
): readonly Artifact[] {
  return range(count).map((index) => ({
    name: name(at(end) - (count - 1 - index) * length),
    size: KILO + index,
  }))
}

const DAILY = every(DAY, 10, '2024-01-15', (moment) => `db-${day(moment)}.sql.gz`)
const without = (artifacts: readonly Artifact[], ...parts: readonly string[]) =>
  artifacts.filter(({ name }) => !parts.some((part) => name.includes(part)))
const withNewest = (change: Partial<Artifact>) => [
  ...DAILY.slice(0, -1),
  { ...(DAILY.at(-1) as Artifact), ...change },
]

const HEALTHY: readonly SeriesCase[] = [
  {
    name: 'daily, just made',
    artifacts: DAILY,
    expectations: { rpo: DAY },
    now: '2024-01-15T02:31:00Z',
    expected: [],
  },
  {
    name: 'daily, just before the next',
    artifacts: DAILY,
    expectations: { rpo: DAY },
    now: '2024-01-16T02:29:00Z',
    expected: [],
  },
  {
    name: 'daily, at the end of the next day',
    artifacts: DAILY,
    expectations: { rpo: DAY },
    now: '2024-01-16T23:59:00Z',
    expected: [],
  },
  {
    name: 'daily, with a count and an interval',
    artifacts: DAILY,
    expectations: { atLeast: 7, atMost: 10, interval: DAY },
    now: '2024-01-15T12:00:00Z',
    expected: [],
    newest: 'db-2024-01-15.sql.gz',
  },
  {
    name: 'daily, of a place east of Greenwich, whose day has begun',
    artifacts: every(DAY, 6, '2024-01-16', (moment) => `db-${day(moment)}`),
    expectations: { rpo: DAY },
    now: '2024-01-15T13:00:00Z',
    expected: [],
    newest: 'db-2024-01-16',
  },
  {
    name: 'daily at hours that differ',
    artifacts: named(
      ...['14T0100', '15T0500', '16T0030', '17T0600', '18T0100', '19T0400'].map(
        (one) => `db-202401${one}Z.sql`,
      ),
    ),
    expectations: { rpo: 36 * HOUR },
    now: '2024-01-19T12:00:00Z',
    expected: [],
  },
  {
    name: 'daily of local time over the change of clocks',
    artifacts: named(
      ...['29', '30', '31'].map((one) => `db-202403${one}_020000`),
      'db-20240401_010000',
      'db-20240402_020000',
    ),
    now: '2024-04-02T10:00:00Z',
    expected: [],
  },
  {
    name: 'hourly',
    artifacts: every(HOUR, 30, '2024-01-15T10:00:00Z', (moment) => `db-${stamp(moment)}Z`),
    expectations: { rpo: 2 * HOUR },
    now: '2024-01-15T11:30:00Z',
    expected: [],
  },
  {
    name: 'hourly of local time, where a clock jumps an hour',
    artifacts: every(HOUR, 20, '2024-03-31T10:00:00Z', (moment) => `db-${stamp(moment)}`).filter(
      ({ name }) => !name.includes('0331T02'),
    ),
    now: '2024-03-31T10:30:00Z',
    expected: [],
  },
  {
    name: 'hourly of local time, where a clock says an hour twice',
    artifacts: [...every(HOUR, 20, '2024-10-27T10:00:00Z', (moment) => `db-${stamp(moment)}`)],
    now: '2024-10-27T10:30:00Z',
    expected: [],
  },
  {
    name: 'weekly',
    artifacts: every(7 * DAY, 8, '2024-03-03', (moment) => `w-${day(moment)}.tar`),
    expectations: { rpo: 8 * DAY },
    now: '2024-03-10T12:00:00Z',
    expected: [],
  },
  {
    name: 'weekly, of which one is two days late for a holiday',
    artifacts: named(
      ...['2023-12-04', '2023-12-11', '2023-12-18', '2023-12-27', '2024-01-02', '2024-01-08'].map(
        (one) => `w-${one}`,
      ),
    ),
    expectations: { rpo: 9 * DAY },
    now: '2024-01-15T12:00:00Z',
    expected: [],
  },
  {
    name: 'monthly',
    artifacts: range(12).map((month) => ({
      name: `m-${iso(Date.UTC(2023, month + 1, 1)).slice(0, 10)}`,
      size: KILO,
    })),
    expectations: { rpo: 32 * DAY },
    now: '2024-02-01T05:00:00Z',
    expected: [],
  },
  {
    name: 'working days',
    artifacts: every(DAY, 19, '2024-01-19', (moment) => `db-${day(moment)}`).filter(
      (_one, index) => (index + 1) % 7 !== 6 && (index + 1) % 7 !== 0,
    ),
    now: '2024-01-22T05:00:00Z',
    expected: [],
  },
  {
    name: 'daily, then weekly, then monthly as they grow old',
    artifacts: [
      ...range(6).map((index) => at('2023-07-01') + index * 30 * DAY),
      ...range(4).map((index) => at('2023-12-10') + index * 7 * DAY),
      ...range(9).map((index) => at('2024-01-07') + index * DAY),
    ].map((moment) => ({ name: `db-${day(moment)}.gz`, size: KILO })),
    expectations: { rpo: DAY, interval: DAY },
    now: '2024-01-16T05:00:00Z',
    expected: [],
  },
  {
    name: 'now and then',
    artifacts: named(
      '20240101_0100',
      '20240101_0300',
      '20240111_0100',
      '20240114_0100',
      '20240115_0100',
      '20240204_0100',
    ),
    now: '2024-02-04T05:00:00Z',
    expected: [],
  },
  {
    name: 'one alone',
    artifacts: named('dump.sql.gz').map((one) => ({ ...one, modified: at('2024-01-15T02:30:00Z') })),
    expectations: { rpo: DAY },
    now: '2024-01-15T20:00:00Z',
    expected: [],
  },
  {
    name: 'by what stands inside, sooner than by when it was written',
    artifacts: [
      { name: 'redis.rdb', size: KILO, internal: at('2024-01-15T02:00:00Z'), modified: at('2023-01-01') },
    ],
    expectations: { rpo: DAY },
    now: '2024-01-15T20:00:00Z',
    expected: [],
  },
  {
    name: 'a little smaller',
    artifacts: withNewest({ size: 70_000 }),
    now: '2024-01-15T12:00:00Z',
    expected: [],
  },
  {
    name: 'far smaller, of what is tiny',
    artifacts: named('a-2024-01-14', 'a-2024-01-15').map((one, index) => ({
      ...one,
      size: index === 0 ? 20_000 : 2000,
    })),
    now: '2024-01-15T12:00:00Z',
    expected: [],
  },
  {
    name: 'two kinds of one moment',
    artifacts: [
      ...DAILY,
      ...DAILY.map(({ name }) => ({ name: name.replace('db', 'files'), size: 9 * KILO })),
    ],
    now: '2024-01-15T12:00:00Z',
    expected: [],
    remark: 'the same date',
  },
  {
    name: 'with the same bytes as yesterday',
    artifacts: DAILY.map((one) => ({ ...one, sha256: 'ab' })),
    now: '2024-01-15T12:00:00Z',
    expected: [],
    remark: '9 days, 10 of them',
  },
  {
    name: 'with an unfinished one of today',
    artifacts: [...DAILY, ...named('db-2024-01-16.sql.gz.part')],
    expectations: { rpo: 2 * DAY },
    now: '2024-01-16T12:00:00Z',
    expected: [],
    remark: 'not finished',
    newest: 'db-2024-01-15.sql.gz',
  },
  {
    name: 'with an unfinished one of long ago',
    artifacts: [...DAILY, ...named('db-2024-01-02.sql.gz.tmp')],
    now: '2024-01-15T12:00:00Z',
    expected: [],
    remark: 'not finished',
  },
  {
    name: 'with more than are kept',
    artifacts: DAILY,
    expectations: { atMost: 7 },
    now: '2024-01-15T12:00:00Z',
    expected: [],
    remark: 'more than the 7',
  },
  {
    name: 'with one that is dated in the future',
    artifacts: [...DAILY, ...named('db-2042-01-01.sql.gz')],
    expectations: { rpo: DAY },
    now: '2024-01-15T12:00:00Z',
    expected: [],
    remark: 'in the future',
    newest: 'db-2024-01-15.sql.gz',
  },
]

const WRONG: readonly SeriesCase[] = [
  { name: 'nothing', artifacts: [], now: '2024-01-15', expected: ['missing'] },
  {
    name: 'nothing but an unfinished one',
    artifacts: named('db-2024-01-15.sql.gz.part'),
    now: '2024-01-15T12:00:00Z',
    expected: ['missing'],
    remark: 'not finished',
  },
  {
    name: 'daily, a day late',
    artifacts: DAILY,
    expectations: { rpo: DAY },
    now: '2024-01-17T00:01:00Z',
    expected: ['stale'],
  },
  {
    name: 'named long ago and written today',
    artifacts: [{ name: 'db-2024-01-01.sql', size: KILO, modified: at('2024-01-15') }],
    expectations: { rpo: DAY },
    now: '2024-01-15T12:00:00Z',
    expected: ['stale'],
    remark: 'later than its name',
  },
  {
    name: 'old inside and written today',
    artifacts: [{ name: 'a.rdb', size: KILO, internal: at('2024-01-01'), modified: at('2024-01-15') }],
    expectations: { rpo: DAY },
    now: '2024-01-15T12:00:00Z',
    expected: ['stale'],
  },
  {
    name: 'a day that is missing',
    artifacts: without(DAILY, '01-11'),
    now: '2024-01-15T12:00:00Z',
    expected: ['missing'],
  },
  {
    name: 'a day that is missing, of an interval that is given',
    artifacts: without(DAILY.slice(5), '01-13'),
    expectations: { interval: DAY },
    now: '2024-01-15T12:00:00Z',
    expected: ['missing'],
  },
  {
    name: 'two holes',
    artifacts: without(DAILY, '01-09', '01-13', '01-14'),
    now: '2024-01-15T12:00:00Z',
    expected: ['missing', 'missing'],
  },
  {
    name: 'an hour that is missing',
    artifacts: every(HOUR, 20, '2024-01-15T10:00:00Z', (moment) => `db-${stamp(moment)}Z`).filter(
      ({ name }) => !name.includes('0115T05'),
    ),
    now: '2024-01-15T10:30:00Z',
    expected: ['missing'],
  },
  {
    name: 'a month that is missing',
    artifacts: range(12)
      .filter((month) => month !== 7)
      .map((month) => ({ name: `m-${iso(Date.UTC(2023, month, 1)).slice(0, 10)}`, size: KILO })),
    now: '2023-12-20',
    expected: ['missing'],
  },
  {
    name: 'too few',
    artifacts: DAILY,
    expectations: { atLeast: 14 },
    now: '2024-01-15T12:00:00Z',
    expected: ['missing'],
  },
  {
    name: 'a tenth of yesterday',
    artifacts: withNewest({ size: 10_000 }),
    now: '2024-01-15T12:00:00Z',
    expected: ['shrunk'],
  },
  {
    name: 'a tenth of what was verified',
    artifacts: DAILY,
    expectations: { verified: { name: 'db-2024-01-01.sql.gz', size: 10 * KILO } },
    now: '2024-01-15T12:00:00Z',
    expected: ['shrunk'],
  },
  {
    name: 'smaller than is allowed',
    artifacts: withNewest({ size: 80_000 }),
    expectations: { shrinkage: { share: 0.1, floor: 1000 } },
    now: '2024-01-15T12:00:00Z',
    expected: ['shrunk'],
  },
  {
    name: 'the same bytes where they must change',
    artifacts: DAILY.map((one) => ({ ...one, sha256: 'AB' })),
    expectations: { mustChange: true },
    now: '2024-01-15T12:00:00Z',
    expected: ['stale'],
  },
  {
    name: 'the bytes that were verified, where they must change',
    artifacts: withNewest({ sha256: 'ab' }),
    expectations: { mustChange: true, verified: { name: 'old', size: KILO, sha256: 'ab' } },
    now: '2024-01-15T12:00:00Z',
    expected: ['stale'],
  },
  { name: 'no bytes', artifacts: withNewest({ size: 0 }), now: '2024-01-15T12:00:00Z', expected: ['empty'] },
  {
    name: 'a gzip of nothing',
    artifacts: withNewest({ size: 20 }),
    now: '2024-01-15T12:00:00Z',
    expected: ['empty'],
  },
  {
    name: 'SQL of a line',
    artifacts: [{ name: 'db-2024-01-15.sql', size: 60 }],
    now: '2024-01-15T12:00:00Z',
    expected: ['empty'],
  },
  {
    name: 'a tar.gz of nothing',
    artifacts: [{ name: 'db-2024-01-15.tar.gz', size: 45 }],
    now: '2024-01-15T12:00:00Z',
    expected: ['empty'],
  },
  {
    name: 'a zip of nothing',
    artifacts: [{ name: 'db-2024-01-15.zip', size: 22 }],
    now: '2024-01-15T12:00:00Z',
    expected: ['empty'],
  },
  {
    name: 'all dated in the future',
    artifacts: named('db-2042-01-01.sql.gz'),
    expectations: { rpo: DAY },
    now: '2024-01-15',
    expected: ['stale'],
    newest: 'db-2042-01-01.sql.gz',
  },
  {
    name: 'no date at all',
    artifacts: named('db.sql.gz'),
    expectations: { rpo: DAY },
    now: '2024-01-15',
    expected: ['lack'],
    newest: 'db.sql.gz',
  },
  {
    name: 'an upload that died the day before',
    artifacts: [...DAILY, ...named('db-2024-01-16.sql.gz.filepart')],
    expectations: { rpo: 9 * DAY },
    now: '2024-01-18T12:00:00Z',
    expected: ['incomplete'],
  },
  {
    name: 'stale, hollow and with a hole',
    artifacts: without(withNewest({ size: 20 }), '01-12'),
    expectations: { rpo: DAY },
    now: '2024-01-20',
    expected: ['empty', 'missing', 'stale'],
  },
]

/** Series and what is to be said of them. */
export const CASES: readonly SeriesCase[] = [...HEALTHY, ...WRONG]
