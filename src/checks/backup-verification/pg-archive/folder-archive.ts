import type { Intake } from '../intake.ts'
import { excerpt } from '../sql/names.ts'
import { type ArchiveFacts, addRows, createArchiveFacts, type DataEntry, takeEntry } from './archive-facts.ts'
import type { ArchiveReading } from './archive-reading.ts'
import { archiveReading } from './archive-verdict.ts'
import { createBlobList } from './blob-list.ts'
import type { ByteSource, Parsing } from './byte-source.ts'
import { archiveFault, dataFaults } from './data-faults.ts'
import { createDataRows, type DataCount } from './data-rows.ts'
import { ArchiveError } from './fields.ts'
import { readHeader } from './header.ts'
import { feed } from './parsing.ts'
import { readToc } from './toc.ts'

/** What a member turned out to be. */
type Member = DataCount | 'listed' | 'unread'

/** Reads an archive of pg_dump -Fd or -Ft, whose members come in any order. */
export interface FolderArchive {
  /**
   * A reader for the bytes of a member of this name, unpacked already; undefined for what is no part of the archive
   * and need not be read (`restore.sql`). Folders before the name and `.gz`, `.lz4`, `.zst` behind it do not count.
   */
  readonly member: (name: string) => Intake<void> | undefined
  /** A member that is there and could not be unpacked; why is its caller's to tell. */
  readonly unread: (name: string) => void
  /** Every member has come. */
  readonly end: (isWhole: boolean) => ArchiveReading
}

const MOST_MEMBERS = 2_000_000
const MOST_FAULTS = 5

/** The name that the table of contents has for a member. */
function plainName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1).replace(/\.(?:gz|lz4|zst)$/, '')
}

function* readTocFile(source: ByteSource, facts: ArchiveFacts): Parsing<void> {
  const header = yield* readHeader(source)
  if (header.layout !== 3) throw new ArchiveError('it is no table of contents of a folder', false)
  facts.header = header
  yield* readToc(source, header, (entry) => takeEntry(facts, entry))
  if (yield* source.has(1)) {
    throw new ArchiveError('there are bytes behind the table of contents', false)
  }
}

function tocReader(facts: ArchiveFacts): Intake<void> {
  return feed(facts, (source) => readTocFile(source, facts))
}

/** Whether a member is one of the archive's, and what its data would look like. */
function isData(name: string): boolean {
  return /^(?:\d+|blob_\d+)\.dat$/.test(name)
}

/** The count of an entry's file as the entry says that it is to be read; undefined where it was not read so. */
function countFor(entry: DataEntry, member: Member | undefined): DataCount | undefined {
  if (typeof member !== 'object') return undefined
  if (member.form === entry.form) return member
  if (member.form !== 'unknown') return undefined
  return entry.form === 'copy'
    ? { ...member, form: 'copy' }
    : { ...member, rows: 0, isEnded: true, complaint: undefined }
}

function judgeTable(facts: ArchiveFacts, entry: DataEntry, member: Member | undefined): void {
  if (!entry.isTable) return
  const count = countFor(entry, member)
  addRows(facts, entry.name, count?.rows)
  if (count !== undefined && facts.faults.length < MOST_FAULTS) facts.faults.push(...dataFaults(entry, count))
}

/** The lists of large objects have names of their own in a tar archive, whatever its table of contents says. */
function isThere(members: ReadonlyMap<string, Member>, entry: DataEntry): boolean {
  if (entry.file === undefined || members.has(plainName(entry.file))) return true
  return !entry.isTable && [...members.values()].includes('listed')
}

function judgeMembers(
  facts: ArchiveFacts,
  members: ReadonlyMap<string, Member>,
  listed: readonly string[],
): void {
  for (const entry of facts.data.values()) judgeTable(facts, entry, members.get(entry.file ?? ''))
  const entries = [...facts.data.values()].filter((entry) => !isThere(members, entry))
  const missing = [
    ...entries.map(({ file = '', name }) => ({ file, name })),
    ...listed.filter((file) => !members.has(file)).map((file) => ({ file, name: 'a large object' })),
  ]
  const [first] = missing
  if (first === undefined) return
  const text = `${missing.length} of its files are missing, first ${excerpt(first.file)} of ${first.name}`
  facts.faults.push(archiveFault('incomplete', text))
}

/**
 * Reads the members of a folder or tar archive of pg_dump (pg_backup_directory.c, pg_backup_tar.c): the table of
 * contents says which files there must be; each is counted. Level 3 for all that it finds.
 */
export function createFolderArchive(format: 'directory' | 'tar'): FolderArchive {
  const facts = createArchiveFacts()
  const members = new Map<string, Member>()
  const blobs = createBlobList(facts)
  let hasToc = false

  function set(name: string, member: Member): void {
    if (members.size < MOST_MEMBERS) members.set(name, member)
  }

  /** The entry that a file belongs to, where the table of contents has come before it. */
  function dataReader(name: string): Intake<void> {
    const entry = facts.dataByFile.get(name)
    const rows = createDataRows(entry?.form ?? 'unknown', entry?.columns)
    return {
      write: (chunk) => rows.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)),
      end: (isWhole) => set(name, isWhole ? rows.end() : 'unread'),
    }
  }

  function member(path: string): Intake<void> | undefined {
    const name = plainName(path)
    if (name === 'toc.dat') {
      hasToc = true
      return tocReader(facts)
    }
    if (/^blobs(?:_\d+)?\.toc$/.test(name)) {
      set(name, 'listed')
      return blobs.reader()
    }
    if (!isData(name)) return undefined
    if (!name.startsWith('blob_')) return dataReader(name)
    set(name, 'unread')
    return { write: () => undefined, end: () => undefined }
  }

  return {
    member,
    unread: (path) => set(plainName(path), 'unread'),
    end: (isWhole) => {
      if (!hasToc && isWhole)
        facts.faults.push(archiveFault('incomplete', 'its table of contents, toc.dat, is missing'))
      if (isWhole && facts.header !== undefined) judgeMembers(facts, members, blobs.files())
      return archiveReading(facts, { format, isWhole })
    },
  }
}
