import type { ByteSource, Parsing } from './byte-source.ts'
import { ArchiveError, readInt, readOffset, readString } from './fields.ts'
import type { ArchiveHeader } from './header.ts'

/** One thing that an archive restores (ReadToc of pg_backup_archiver.c). */
export interface TocEntry {
  readonly id: number
  /** Whether there are data of it. */
  readonly hasData: boolean
  readonly tag: string
  /** What it is: `TABLE`, `TABLE DATA`, `BLOBS`, … */
  readonly kind: string
  readonly definition: string
  /** What undoes it. */
  readonly drop: string
  /** The COPY statement before the data; empty where they are INSERT statements. */
  readonly copy: string
  readonly schema: string
  readonly owner: string
  /** How a table is stored; empty where that is not said. */
  readonly accessMethod: string
  /** `p` for a partitioned table; since 1.16. */
  readonly relationKind: string
  /** The entries that it needs; the first few. */
  readonly needs: readonly number[]
  /** Where its data begin in the file; undefined where that is not said. */
  readonly place: number | undefined
  /** The file of its data, in a folder or a tar archive. */
  readonly file: string | undefined
}

const MOST_ENTRIES = 20_000_000
const MOST_DEPENDENCIES = 1_000_000
const KEPT_DEPENDENCIES = 4
const SECTIONS = 4
/** A tag has a function's name and the types of its arguments. */
const LONGEST_NAME = 64 * 1024
const LONGEST_NUMBER = 16
const DIGITS = /^\d{1,10}$/
const KIND = /^[A-Z<][A-Za-z _<>-]*$/

function* readDependencies(source: ByteSource, header: ArchiveHeader): Parsing<readonly number[]> {
  const first: number[] = []
  for (let count = 0; count < MOST_DEPENDENCIES; count += 1) {
    const text = yield* readString(source, header, LONGEST_NUMBER)
    if (text === undefined) return first
    if (!DIGITS.test(text)) throw new ArchiveError('a dependency that is no number', false)
    if (count < KEPT_DEPENDENCIES) first.push(Number(text))
  }
  throw new ArchiveError('dependencies without an end', false)
}

function* readPlace(source: ByteSource, header: ArchiveHeader): Parsing<Pick<TocEntry, 'place' | 'file'>> {
  if (header.layout === 3) {
    const file = yield* readString(source, header, LONGEST_NAME)
    return { place: undefined, file: file === '' ? undefined : file }
  }
  const { state, place } = yield* readOffset(source, header)
  return { place: state === 2 ? place : undefined, file: undefined }
}

function checkNumbers(id: number, data: number, oids: readonly (string | undefined)[]): void {
  if (id <= 0) throw new ArchiveError(`an entry numbered ${id}`, false)
  if (data !== 0 && data !== 1) throw new ArchiveError('an entry that neither has data nor has none', false)
  if (oids.some((oid) => oid === undefined || !DIGITS.test(oid))) {
    throw new ArchiveError('an entry whose object has no number', false)
  }
}

/** How the bytes of texts become characters. */
export type TocText = 'utf8' | 'latin1'

function* readName(source: ByteSource, header: ArchiveHeader, text: TocText): Parsing<string> {
  return (yield* readString(source, header, LONGEST_NAME, text)) ?? ''
}

function* readText(source: ByteSource, header: ArchiveHeader, text: TocText): Parsing<string> {
  return (yield* readString(source, header, undefined, text)) ?? ''
}

function* readEntry(source: ByteSource, header: ArchiveHeader, text: TocText): Parsing<TocEntry> {
  const { minor } = header
  const id = yield* readInt(source, header)
  const data = yield* readInt(source, header)
  const table = yield* readString(source, header, LONGEST_NUMBER)
  const object = yield* readString(source, header, LONGEST_NUMBER)
  checkNumbers(id, data, [table, object])
  const tag = yield* readName(source, header, text)
  const kind = yield* readName(source, header, text)
  if (!KIND.test(kind)) throw new ArchiveError('an entry of no kind', false)
  if (minor >= 11) {
    const section = yield* readInt(source, header)
    if (section < 0 || section > SECTIONS) throw new ArchiveError(`an entry of section ${section}`, false)
  }
  const definition = yield* readText(source, header, text)
  const drop = yield* readText(source, header, text)
  const copy = yield* readText(source, header, text)
  const schema = yield* readName(source, header, text)
  yield* readName(source, header, text)
  const accessMethod = minor >= 14 ? yield* readName(source, header, text) : ''
  const relationKind = minor >= 16 ? yield* readInt(source, header) : 0
  const owner = yield* readName(source, header, text)
  const oids = yield* readName(source, header, text)
  if (oids !== 'true' && oids !== 'false') throw new ArchiveError('an entry with a strange end', false)
  const needs = yield* readDependencies(source, header)
  const place = yield* readPlace(source, header)
  return {
    id,
    hasData: data === 1,
    tag,
    kind,
    definition,
    drop,
    copy,
    schema,
    owner,
    accessMethod,
    relationKind: relationKind > 0 && relationKind < 128 ? String.fromCharCode(relationKind) : '',
    needs,
    ...place,
  }
}

/**
 * Reads the table of contents, entry by entry. Throws an ArchiveError for what no pg_dump writes: pg_restore itself
 * takes a count below zero for an empty archive, and says that all is well.
 */
export function* readToc(
  source: ByteSource,
  header: ArchiveHeader,
  take: (entry: TocEntry) => void,
  text: TocText = 'utf8',
): Parsing<number> {
  const count = yield* readInt(source, header)
  if (count < 0 || count > MOST_ENTRIES)
    throw new ArchiveError(`a table of contents of ${count} entries`, false)
  for (let index = 0; index < count; index += 1) take(yield* readEntry(source, header, text))
  return count
}
