import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { stampIn } from '../../../../src/checks/backup-verification/series/stamp.ts'

const DAY = 86_400_000

/** The name, and the moment or day it tells: ISO, with a precision; empty where it tells none. */
const CASES: readonly (readonly [string, string, string?])[] = [
  ['2024-01-15.tar.gz', '2024-01-15', 'day'],
  ['backup_20240115.tar.gz', '2024-01-15', 'day'],
  ['backup20240115.sql', '2024-01-15', 'day'],
  ['backup_20240115_023000.sql.gz', '2024-01-15T02:30:00Z', 'second'],
  ['backup_20240115-023059.sql', '2024-01-15T02:30:59Z', 'second'],
  ['backup_20240115023000.sql', '2024-01-15T02:30:00Z', 'second'],
  ['backup_20240115_0230.sql', '2024-01-15T02:30:00Z', 'minute'],
  ['backup_202401150230.sql', '2024-01-15T02:30:00Z', 'minute'],
  ['db-20240115T023000Z.dump', '2024-01-15T02:30:00Z', 'second'],
  ['db-2024-01-15T02-30-00Z.dump', '2024-01-15T02:30:00Z', 'second'],
  ['db-2024-01-15T02:30:00.123Z.dump', '2024-01-15T02:30:00Z', 'second'],
  ['db-2024-01-15T02:30:00+02:00.dump', '2024-01-15T00:30:00Z', 'second'],
  ['db-20240115T023000-0500.dump', '2024-01-15T07:30:00Z', 'second'],
  ['db_2024-01-15_02h30.sql', '2024-01-15T02:30:00Z', 'minute'],
  ['db_2024_01_15.sql', '2024-01-15', 'day'],
  ['db.2024.01.15.sql', '2024-01-15', 'day'],
  ['config_backup_20240115_023000/config.json', '2024-01-15T02:30:00Z', 'second'],
  ['agents/2024-01-15/a.json', '2024-01-15', 'day'],
  ['2024/01/15/db.sql', '2024-01-15', 'day'],
  ['2023-12-01/db-2024-01-15.sql', '2024-01-15', 'day'],
  ['2023-12-01/2024-01-15/db.sql', '2024-01-15', 'day'],
  ['app-20230501_backup-20240115.sql', '2024-01-15', 'day'],
  ['db_20240108-20240115.sql', '2024-01-15', 'day'],
  ['20240115/db-20240115_0230.sql', '2024-01-15T02:30:00Z', 'minute'],
  ['2024-02-29.sql', '2024-02-29', 'day'],
  ['db_20240115_999999.sql', '2024-01-15', 'day'],
  ['db_20240115_42.sql', '2024-01-15', 'day'],
  ['db_2024-01-15-1.sql', '2024-01-15', 'day'],
  ['db-20240115-1.2.3.sql', '2024-01-15', 'day'],
  ['db-2024-01-15-expires-2025-01-15.sql', '2024-01-15', 'day'],
  ['.sql', ''],
  ['', ''],
  ['latest.sql.gz', ''],
  ['db-20269999.sql', ''],
  ['db-20241301.sql', ''],
  ['db-20240230.sql', ''],
  ['db-2023-02-29.sql', ''],
  ['db-18000101.sql', ''],
  ['db-99990101.sql', ''],
  ['invoice-12345678.pdf', ''],
  ['db-123456789012345678.sql', ''],
  ['db-1705285800.sql', ''],
  ['app-1.20.2-3.tar.gz', ''],
  ['app-v2024.1.tar.gz', ''],
  ['db-01-15-2024.sql', ''],
  ['20240115-1a2b-4c3d-8e4f-1234567890ab.sql', ''],
  ['deadbeef20240115cafe.sql', ''],
]

describe('the date in a name', () => {
  test.each(CASES.map(([name, told, precision]) => [name, told, precision] as const))(
    '%s',
    (name, told, precision) => {
      const stamp = stampIn(name)
      const text = stamp && new Date(stamp.from).toISOString().replace('.000', '')
      expect(stamp?.precision === 'day' ? text?.slice(0, 10) : (text ?? '')).toBe(told)
      expect(stamp?.precision).toBe(precision)
    },
  )

  test('is that of its zone', () => {
    expect(stampIn('db-20240115_023000', 120)?.from).toBe(Date.UTC(2024, 0, 15, 0, 30))
    expect(stampIn('db-20240115T023000Z', 120)?.from).toBe(Date.UTC(2024, 0, 15, 2, 30))
    const day = stampIn('db-20240115', -480)
    expect(day && [day.from, day.to]).toEqual([Date.UTC(2024, 0, 15, 8), Date.UTC(2024, 0, 16, 8)])
  })

  test('of a day is the whole day', () => {
    const stamp = stampIn('2024-01-15.sql')
    expect((stamp?.to ?? 0) - (stamp?.from ?? 0)).toBe(DAY)
  })

  test('is found again, whatever stands around it', () => {
    const around = fc.constantFrom('', 'db-', 'backups/x/', 'a_b.c-')
    const moment = fc.integer({ min: Date.UTC(2000, 0, 1) / 1000, max: Date.UTC(2098, 0, 1) / 1000 })
    const forms: readonly ((iso: string) => string)[] = [
      (iso) => iso,
      (iso) => iso.replaceAll(':', '-'),
      (iso) => iso.replaceAll(/[-:]/g, ''),
      (iso) => iso.replaceAll(/[-:Z]/g, '').replace('T', '_'),
      (iso) => iso.replaceAll(/[-:Z]/g, '').replace('T', '-'),
    ]
    fc.assert(
      fc.property(
        around,
        moment,
        fc.constantFrom(...forms),
        fc.constantFrom('', '.sql.gz', '.tar'),
        (before, at, form, after) => {
          const name = `${before}${form(new Date(at * 1000).toISOString().replace('.000', ''))}${after}`
          expect(stampIn(name)?.from).toBe(at * 1000)
        },
      ),
    )
  })

  test('never throws, and takes no time over long names', () => {
    fc.assert(fc.property(fc.string(), (name) => void stampIn(name)))
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('2', '0', '-', '_', 'T', '/', '1', 'a')),
        (name) => void stampIn(name.join('')),
      ),
    )
    for (const name of [
      '2024-01-15'.repeat(100_000),
      '/'.repeat(100_000),
      'ab12'.repeat(100_000),
      '2'.repeat(100_000),
    ])
      stampIn(name)
  })
})
