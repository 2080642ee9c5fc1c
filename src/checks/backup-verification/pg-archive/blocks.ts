import { type ArchiveFacts, addRows, type DataEntry } from './archive-facts.ts'
import type { ByteSource, Parsing } from './byte-source.ts'
import { archiveFault, dataFaults } from './data-faults.ts'
import { createDataRows, type DataRows } from './data-rows.ts'
import { ArchiveError, intNow, need, readByte, readInt } from './fields.ts'
import type { ArchiveHeader } from './header.ts'
import { createInflating, createPlain, type Unpacked, type Unpacking } from './unpacking.ts'

const DATA = 1
const BLOBS = 3
const LONGEST_PIECE = 2 ** 30
const SOME = 64 * 1024
const MOST_FAULTS = 5

function unpackingFor({ compression }: ArchiveHeader, rows: DataRows | undefined): Unpacking {
  if (compression === 'gzip') return createInflating(rows)
  return createPlain(compression === 'none' ? rows : undefined)
}

/** Gives the pieces of one block to what unpacks them, to the empty piece. Throws an ArchiveError where they are none. */
export function* passPieces(source: ByteSource, header: ArchiveHeader, unpacking: Unpacking): Parsing<void> {
  for (;;) {
    // Without compression each row is a piece: a generator for each would cost more than the row.
    const isHere = source.available() > header.intSize
    let left = isHere ? intNow(source, header) : yield* readInt(source, header)
    if (left < 0 || left > LONGEST_PIECE) {
      throw new ArchiveError(`a piece of ${left} bytes before byte ${source.position()}`, false)
    }
    if (left === 0) return
    while (left > 0) {
      if (source.available() === 0) yield* need(source, 1)
      const piece = source.some(Math.min(left, SOME))
      left -= piece.length
      const wait = unpacking.write(piece)
      if (wait !== undefined) yield wait
    }
  }
}

/** One block to its end; true where it unpacks. Throws an ArchiveError where its pieces are none. */
function* readPieces(source: ByteSource, header: ArchiveHeader, rows?: DataRows): Parsing<boolean> {
  const unpacking = unpackingFor(header, rows)
  let failure: unknown
  try {
    yield* passPieces(source, header, unpacking)
  } catch (error) {
    failure = error
  }
  let unpacked: Unpacked = 'whole'
  yield unpacking.end().then((result) => {
    unpacked = result
  })
  if (failure === undefined) return (unpacked as Unpacked) === 'whole'
  // A length that was damaged runs over the end of the file as a cut does, but what it took for data is none.
  if ((unpacked as Unpacked) === 'broken')
    throw new ArchiveError('packed data break off and do not unpack', false)
  throw failure
}

function* readTable(
  source: ByteSource,
  header: ArchiveHeader,
  facts: ArchiveFacts,
  entry: DataEntry,
): Parsing<void> {
  const isOpen = header.compression === 'none' || header.compression === 'gzip'
  const rows = isOpen ? createDataRows(entry.form, entry.columns) : undefined
  const isWhole = yield* readPieces(source, header, rows)
  const count = rows?.end()
  addRows(facts, entry.name, count?.rows)
  if (facts.faults.length >= MOST_FAULTS) return
  if (!isWhole) facts.faults.push(archiveFault('corrupt', `data of ${entry.name} do not unpack`))
  else if (count !== undefined) facts.faults.push(...dataFaults(entry, count))
}

function* readObjects(source: ByteSource, header: ArchiveHeader, facts: ArchiveFacts): Parsing<void> {
  for (;;) {
    const oid = yield* readInt(source, header)
    if (oid === 0) return
    // Above 2^31 the number is written as the negative one of its 32 bits.
    const isKnown = facts.objects.size === 0 || facts.objects.has(oid < 0 ? oid + 2 ** 32 : oid)
    if (!isKnown && facts.objects.size === facts.largeObjects) {
      throw new ArchiveError(`large object ${oid}, which is none of its own`, false)
    }
    if (yield* readPieces(source, header)) continue
    if (facts.faults.length < MOST_FAULTS) {
      facts.faults.push(archiveFault('corrupt', 'a large object does not unpack'))
    }
  }
}

function checkStart(
  entry: DataEntry | undefined,
  id: number,
  start: number,
  seen: ReadonlySet<number>,
): void {
  if (entry === undefined)
    throw new ArchiveError(`data of entry ${id}, which has none, at byte ${start}`, false)
  if (seen.has(id)) throw new ArchiveError(`data of entry ${id} for a second time, at byte ${start}`, false)
  if (entry.place !== undefined && entry.place !== start) {
    throw new ArchiveError(`data of entry ${id} at byte ${start}, not at ${entry.place}`, false)
  }
}

function* readBlock(
  source: ByteSource,
  header: ArchiveHeader,
  facts: ArchiveFacts,
  seen: Set<number>,
): Parsing<void> {
  const start = source.position()
  const type = yield* readByte(source)
  if (type !== DATA && type !== BLOBS) throw new ArchiveError(`no block of data at byte ${start}`, false)
  const id = yield* readInt(source, header)
  const entry = facts.data.get(id)
  checkStart(entry, id, start, seen)
  seen.add(id)
  if (entry === undefined) return
  if (entry.isTable !== (type === DATA))
    throw new ArchiveError(`another kind of data at byte ${start}`, false)
  if (entry.isTable) yield* readTable(source, header, facts, entry)
  else yield* readObjects(source, header, facts)
}

/**
 * Walks the blocks of data behind the table of contents (pg_backup_custom.c): each belongs to an entry, each entry with
 * data has one, it stands where the table of contents says, and nothing stands behind the last.
 */
export function* readBlocks(source: ByteSource, header: ArchiveHeader, facts: ArchiveFacts): Parsing<void> {
  const seen = new Set<number>()
  while (yield* source.has(1)) yield* readBlock(source, header, facts, seen)
  const missing = [...facts.data.values()].filter(({ id }) => !seen.has(id))
  if (missing.length === 0) return
  const [first] = missing
  throw new ArchiveError(`the data of ${missing.length} entries are missing, first of ${first?.name}`, true)
}
