import type { ByteSource, Parsing } from './byte-source.ts'

/** The sizes that an archive's header gives to its numbers. */
export interface Sizes {
  readonly intSize: number
  readonly offSize: number
}

/** Why an archive cannot be parsed: its bytes end, or they are none of its format. */
export class ArchiveError extends Error {
  readonly isEnd: boolean

  constructor(message: string, isEnd: boolean) {
    super(message)
    this.name = 'ArchiveError'
    this.isEnd = isEnd
  }
}

/** No definition is longer. */
const LONGEST_TEXT = 64 * 1024 * 1024
/** Beyond this a length that the file does not hold was damaged more likely than the file was cut. */
const LIKELY = 1024 * 1024

/** Waits for bytes that must be there. Throws an ArchiveError where they are not. */
export function* need(source: ByteSource, count: number): Parsing<void> {
  if (!(yield* source.has(count))) throw new ArchiveError('it ends too early', true)
}

/** One byte. Throws an ArchiveError at the end. */
export function* readByte(source: ByteSource): Parsing<number> {
  yield* need(source, 1)
  return source.byte()
}

/** A number whose bytes are there. Throws an ArchiveError for a sign that is none. */
export function intNow(source: ByteSource, { intSize }: Sizes): number {
  const sign = source.byte()
  if (sign > 1) throw new ArchiveError(`a sign of ${sign} before byte ${source.position()}`, false)
  let value = 0
  let scale = 1
  for (let index = 0; index < intSize; index += 1) {
    value += source.byte() * scale
    scale *= 256
  }
  if (sign === 1 && value === 0)
    throw new ArchiveError(`a zero below zero before byte ${source.position()}`, false)
  return sign === 1 ? -value : value
}

/** ReadInt of pg_backup_archiver.c: a byte for the sign, then the number, its lowest byte first. */
export function* readInt(source: ByteSource, sizes: Sizes): Parsing<number> {
  yield* need(source, sizes.intSize + 1)
  return intNow(source, sizes)
}

/**
 * ReadStr: its length and its bytes; undefined for a length of -1, which is no string. As `latin1` each byte is a
 * character, for who wants them as they are.
 */
export function* readString(
  source: ByteSource,
  sizes: Sizes,
  longest = LONGEST_TEXT,
  encoding: 'utf8' | 'latin1' = 'utf8',
): Parsing<string | undefined> {
  const length = yield* readInt(source, sizes)
  if (length === -1) return undefined
  if (length < 0 || length > longest) {
    throw new ArchiveError(`a length of ${length} before byte ${source.position()}`, false)
  }
  if (!(yield* source.has(length))) {
    throw new ArchiveError(`a length of ${length} runs over its end`, length < LIKELY)
  }
  return source.bytes(length).toString(encoding)
}

/** ReadOffset of pg_backup_archiver.c: what is known of a place (1 not set, 2 set, 3 no data), and the place. */
export function* readOffset(
  source: ByteSource,
  { offSize }: Sizes,
): Parsing<{ state: number; place: number }> {
  yield* need(source, offSize + 1)
  const state = source.byte()
  if (state < 1 || state > 3) throw new ArchiveError(`a place of kind ${state}`, false)
  let place = 0
  for (let index = 0; index < offSize; index += 1) place += source.byte() * 256 ** index
  return { state, place }
}
