import type { Fault, Reading, Remark, Word } from '../intake.ts'
import { type SqliteCompanion, tellCompanion } from './companion.ts'
import { readSqliteHeader, type SqliteHeader } from './header.ts'

/** What is known of a database file without an engine. */
export interface SqliteFile {
  /** Its first SQLITE_HEADER_BYTES bytes, or all where it is shorter. */
  readonly first: Uint8Array
  /** Bytes of the whole file. */
  readonly size: number
  /** Files beside it that begin with its name. */
  readonly companions: readonly SqliteCompanion[]
}

/** What the header says, and whether the file can be what it says. */
export interface SqliteFileReading extends Reading {
  /** Undefined where it is no database. */
  readonly header: SqliteHeader | undefined
}

function faultOf(word: Word, text: string): Fault {
  return { word, level: 3, text }
}

function judgeNoHeader(header: 'short' | 'other', size: number): Fault {
  if (size === 0) return faultOf('empty', 'it has no bytes, which SQLite takes for an empty database')
  if (header === 'short') return faultOf('incomplete', `it ends after ${size} bytes, within its header`)
  return faultOf(
    'wrong-content',
    'it does not begin as an SQLite database does; an encrypted one does not either',
  )
}

function judgeSize({ pageSize, pages }: SqliteHeader, size: number): Fault | Remark | undefined {
  if (pageSize === 0) return faultOf('corrupt', 'its header holds a page size that there is not')
  const whole = pages === undefined ? undefined : pages * pageSize
  if (whole !== undefined && size < whole)
    return faultOf('incomplete', `it has ${size} bytes of the ${whole} that its header tells of`)
  const rest = size % pageSize
  if (rest !== 0 && whole === undefined)
    return faultOf('incomplete', `its last page has ${rest} of ${pageSize} bytes`)
  if (rest !== 0) return faultOf('corrupt', `${size - (whole ?? 0)} bytes follow its last page`)
  if (whole !== undefined && size > whole)
    return {
      text: `it is ${size - whole} bytes longer than its header tells: it may have been copied while it grew`,
    }
  return undefined
}

/**
 * Judges a database by its first bytes, its size and what lies beside it; the cheap half of the third level. An engine
 * says the rest: SQLite itself finds nothing wrong with a file of no bytes, nor with one whose log was left behind.
 */
export function judgeSqliteFile({ first, size, companions }: SqliteFile): SqliteFileReading {
  const header = size === 0 ? 'short' : readSqliteHeader(first)
  if (typeof header === 'string')
    return { header: undefined, faults: [judgeNoHeader(header, size)], remarks: [], lacks: [] }
  const told = companions.map(tellCompanion)
  const sized = judgeSize(header, size)
  const hasLog = companions.some(({ name }) => /-wal$/i.test(name))
  const logged = header.isLogged && !hasLog
  const left =
    'its application keeps a log beside it: if the file was merely copied, what stood in that is not here'
  return {
    header,
    faults: [
      ...(sized && 'word' in sized ? [sized] : []),
      ...told.flatMap((one) => (one && 'fault' in one ? [one.fault] : [])),
    ],
    remarks: [
      ...(sized && !('word' in sized) ? [sized] : []),
      ...told.flatMap((one) => (one && 'remark' in one ? [one.remark] : [])),
      ...(logged ? [{ text: left }] : []),
    ],
    lacks: [],
  }
}
