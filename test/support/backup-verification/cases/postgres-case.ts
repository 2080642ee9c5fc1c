import type { Level } from '../../../../src/checks/backup-verification/intake.ts'
import { type BackupCase, type Expected, type Extra, fileCase } from './case.ts'
import { placeOf } from './damage.ts'
import { gzip } from './packing.ts'
import { type PgDumps, pgDumps } from './postgres-originals.ts'
import type { Workshop } from './workshop.ts'

export type DumpBytes = (dumps: PgDumps, workshop: Workshop) => Buffer | string

export const SQL_NAME = 'backup_20270113_040000.sql'
export const GZIP_NAME = `${SQL_NAME}.gz`
export const TRAILER = '-- PostgreSQL database dump complete'

/** A dump as `.sql`. */
export function plain(
  id: string,
  title: string,
  bytes: DumpBytes,
  expected: Expected,
  level: Level,
  extra: Extra = {},
): BackupCase {
  return fileCase(
    id,
    title,
    SQL_NAME,
    (workshop) => bytes(pgDumps(workshop), workshop),
    expected,
    level,
    extra,
  )
}

/** The bytes, packed by gzip, as `.sql.gz`. */
export function packed(
  id: string,
  title: string,
  bytes: DumpBytes,
  expected: Expected,
  level: Level,
  extra: Extra = {},
): BackupCase {
  const make = (workshop: Workshop) => gzip(workshop, bytes(pgDumps(workshop), workshop))
  return fileCase(id, title, GZIP_NAME, make, expected, level, extra)
}

/** The bytes as they are, named `.sql.gz`. */
export function named(
  id: string,
  title: string,
  bytes: DumpBytes,
  expected: Expected,
  level: Level,
  extra: Extra = {},
): BackupCase {
  const make = (workshop: Workshop) => bytes(pgDumps(workshop), workshop)
  return fileCase(id, title, GZIP_NAME, make, expected, level, extra)
}

/** Everything up to the end of the data of a table. */
export function throughData(dump: Buffer, table: string): Buffer {
  const end = placeOf(dump, '\n\\.\n', placeOf(dump, `COPY ${table} (`))
  return dump.subarray(0, end + 4)
}

/** Without the line that holds a text, or with it as often as said. */
export function lineTimes(dump: Buffer, text: string, times: number): Buffer {
  const at = placeOf(dump, text)
  const start = dump.lastIndexOf('\n', at) + 1
  const end = placeOf(dump, '\n', at) + 1
  const line = dump.subarray(start, end)
  return Buffer.concat([dump.subarray(0, start), ...Array(times).fill(line), dump.subarray(end)])
}

/** With a line before the first definition, where a statement may stand. */
export function withLine(dump: Buffer, line: string): Buffer {
  const at = placeOf(dump, 'SET default_tablespace')
  return Buffer.concat([dump.subarray(0, at), Buffer.from(`${line}\n`), dump.subarray(at)])
}

/** Without the lines that servers of before August 2025 did not write. */
export function unrestricted(dump: Buffer): Buffer {
  return Buffer.from(dump.toString('latin1').replace(/^\\(?:un)?restrict .*\n\n?/gm, ''), 'latin1')
}
