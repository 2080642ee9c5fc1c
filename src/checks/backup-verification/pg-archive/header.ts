import { excerpt } from '../sql/names.ts'
import type { Compression } from './archive-reading.ts'
import type { ByteSource, Parsing } from './byte-source.ts'
import { ArchiveError, need, readByte, readInt, readString, type Sizes } from './fields.ts'

/** The head of an archive (ReadHead of pg_backup_archiver.c). */
export interface ArchiveHeader extends Sizes {
  /** The second number of its version: 14 of 1.14. */
  readonly minor: number
  /** What follows: 1 data in this file (-Fc), 3 data in other files (-Fd, and -Ft). */
  readonly layout: 1 | 3
  readonly compression: Compression
  readonly database: string | undefined
  readonly dumpedFrom: string | undefined
  readonly dumpedBy: string | undefined
}

/** 1.10 came with PostgreSQL 8.0, 1.16 with 17. */
const OLDEST = 10
const NEWEST = 16
const NAMED_COMPRESSION = 15
const COMPRESSIONS: readonly Compression[] = ['none', 'gzip', 'lz4', 'zstd']
/** Seconds, minutes, hours, day, month, year since 1900, whether it is summer time. */
const DATE_LIMITS = [61, 59, 23, 31, 11, 400, 1]

/** A version that is newer than all that are known: it is not damaged, it cannot be read here. */
export class VersionError extends Error {
  constructor(minor: number) {
    super(`format 1.${minor}`)
    this.name = 'VersionError'
  }
}

function* readVersion(source: ByteSource): Parsing<number> {
  yield* need(source, 8)
  const magic = source.bytes(5).toString('latin1')
  if (magic !== 'PGDMP') throw new ArchiveError('it does not begin as an archive of pg_dump does', false)
  const [major, minor, revision] = source.bytes(3)
  if (major !== 1 || revision !== 0 || minor === undefined || minor < OLDEST || minor > 40) {
    throw new ArchiveError(`format ${major}.${minor} is none of pg_dump's`, false)
  }
  if (minor > NEWEST) throw new VersionError(minor)
  return minor
}

function* readCompression(source: ByteSource, sizes: Sizes, minor: number): Parsing<Compression> {
  if (minor >= NAMED_COMPRESSION) {
    const number = yield* readByte(source)
    const name = COMPRESSIONS[number]
    if (name === undefined) throw new ArchiveError(`compression ${number} is none of pg_dump's`, false)
    return name
  }
  const level = yield* readInt(source, sizes)
  if (level < -1 || level > 9) throw new ArchiveError(`compression level ${level}`, false)
  return level === 0 ? 'none' : 'gzip'
}

function* readDate(source: ByteSource, sizes: Sizes): Parsing<void> {
  for (const [index, most] of DATE_LIMITS.entries()) {
    const value = yield* readInt(source, sizes)
    // Whether it is summer time may be unknown: -1.
    if (value > most || value < (index === 6 ? -1 : 0)) throw new ArchiveError('its date is none', false)
  }
}

/** Reads the head. Throws an ArchiveError for what no pg_dump writes, a VersionError for one that is too new. */
export function* readHeader(source: ByteSource): Parsing<ArchiveHeader> {
  const minor = yield* readVersion(source)
  const intSize = yield* readByte(source)
  const offSize = yield* readByte(source)
  const layout = yield* readByte(source)
  if ((intSize !== 4 && intSize !== 8) || (offSize !== 4 && offSize !== 8)) {
    throw new ArchiveError(`numbers of ${intSize} and ${offSize} bytes`, false)
  }
  if (layout !== 1 && layout !== 3) throw new ArchiveError(`layout ${layout} is none of pg_dump's`, false)
  const sizes = { intSize, offSize }
  const compression = yield* readCompression(source, sizes, minor)
  yield* readDate(source, sizes)
  const texts: (string | undefined)[] = []
  for (let index = 0; index < 3; index += 1) {
    const text = yield* readString(source, sizes)
    texts.push(text === undefined ? undefined : excerpt(text))
  }
  const [database, dumpedFrom, dumpedBy] = texts
  return { ...sizes, minor, layout, compression, database, dumpedFrom, dumpedBy }
}
