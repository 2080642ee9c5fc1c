import type { ArchiveHeader } from '../../pg-archive/header.ts'
import type { TocEntry } from '../../pg-archive/toc.ts'
import { excerpt, spell } from '../../sql/names.ts'
import { quoteName } from '../identifiers.ts'
import type { SqlRestore } from '../restore-sql.ts'
import { passOf, scriptOf } from './entry-script.ts'
import { createObjectScript, type ObjectScript } from './object-script.ts'

/** Makes of an archive, as it is read, the SQL that pg_restore would send, and gives it to a restore. */
export interface ArchiveScript {
  /** Takes one entry of the table of contents. */
  readonly take: (entry: TocEntry) => void
  /** The table of contents is complete. */
  readonly open: (header: ArchiveHeader) => Promise<void>
  /** Entries with data, in their order. */
  readonly withData: () => readonly TocEntry[]
  readonly entry: (id: number) => TocEntry | undefined
  /** The data of an entry come next; what must be there before them is played. */
  readonly begin: (entry: TocEntry) => Promise<void>
  readonly data: (bytes: Buffer) => Promise<void>
  /** Ends the data of one table. `isWhole` is false where they did not unpack. */
  readonly endTable: (isWhole: boolean) => Promise<void>
  /** One large object; its entry must have been begun. */
  readonly object: (number: number) => ObjectScript
  /** Everything was read: plays what is left, and tells of data that never came. */
  readonly finish: () => Promise<void>
}

const MOST_TEXT = 512 * 1024 * 1024
const SETTINGS = `SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
`
const END = /(?:^|\n)\\\.\r?\n[\r\n]*$/
const TAIL = 16

/** How far a script is. */
interface Progress {
  readonly restore: SqlRestore
  readonly entries: TocEntry[]
  readonly byId: Map<number, TocEntry>
  readonly seen: Set<number>
  /** Of the entry that is played next. */
  next: number
  /** Characters of all entries. */
  size: number
  minor: number
  hasSearchPath: boolean
  schema: string
  accessMethod: string
  /** Whose data are being read, and their last bytes. */
  open: { readonly entry: TocEntry; tail: string } | undefined
}

function told({ schema, tag }: TocEntry): string {
  return excerpt(spell([schema, tag].filter((part) => part !== '')))
}

async function send({ restore }: Progress, sql: string): Promise<void> {
  if (sql !== '') await restore.write(Buffer.from(sql, 'latin1'))
}

function takeEntry(progress: Progress, entry: TocEntry): void {
  const { entries, byId, restore } = progress
  progress.size += entry.definition.length + entry.drop.length + entry.copy.length + 400
  if (progress.size <= MOST_TEXT) {
    entries.push(entry)
    byId.set(entry.id, entry)
  } else if (!restore.troubles.isStopped()) {
    restore.troubles.lack('memory', 'its table of contents is too long to be kept')
    restore.troubles.stop()
  }
}

/** What pg_restore sets before an entry (_selectOutputSchema, _selectTableAccessMethod). */
function settingsFor(progress: Progress, entry: TocEntry): string {
  const settings: string[] = []
  if (!progress.hasSearchPath && entry.schema !== '' && entry.schema !== progress.schema) {
    progress.schema = entry.schema
    const path = quoteName(entry.schema)
    const isSystem = entry.schema === 'pg_catalog'
    settings.push(`SET search_path = ${isSystem ? path : `${path}, pg_catalog`};\n`)
  }
  const method = entry.relationKind === 'p' ? '' : entry.accessMethod
  if (method !== '' && method !== progress.accessMethod) {
    progress.accessMethod = method
    settings.push(`SET default_table_access_method = ${quoteName(method)};\n`)
  }
  return settings.join('')
}

async function play(progress: Progress, entry: TocEntry): Promise<void> {
  const sql = scriptOf(entry, (id) => progress.byId.get(id))
  if (sql !== '') await send(progress, settingsFor(progress, entry) + sql)
}

/** Plays entries without data, up to one that has; to the end where there is none. */
async function advance(progress: Progress, target: TocEntry | undefined): Promise<void> {
  const { entries } = progress
  if (target !== undefined && entries.indexOf(target, progress.next) < 0) return
  for (; progress.next < entries.length && entries[progress.next] !== target; progress.next += 1) {
    const entry = entries[progress.next]
    if (entry !== undefined && !entry.hasData && passOf(entry) === 'main') await play(progress, entry)
  }
}

async function openScript(progress: Progress, { minor }: ArchiveHeader): Promise<void> {
  progress.minor = minor
  const opening = progress.entries.filter((entry) => passOf(entry) === 'opening')
  progress.hasSearchPath = opening.some(({ kind }) => kind === 'SEARCHPATH')
  await send(progress, opening.map(({ definition }) => definition).join('\n') + SETTINGS)
}

async function begin(progress: Progress, entry: TocEntry): Promise<void> {
  await advance(progress, entry)
  progress.seen.add(entry.id)
  progress.open = { entry, tail: '' }
  await send(progress, settingsFor(progress, entry) + entry.copy)
}

async function takeData({ open, restore }: Progress, bytes: Buffer): Promise<void> {
  if (open !== undefined) open.tail = (open.tail + bytes.subarray(-TAIL).toString('latin1')).slice(-TAIL)
  await restore.write(bytes)
}

function endTable(progress: Progress, isWhole: boolean): void {
  const { open, restore } = progress
  progress.open = undefined
  // What came before has stopped the restore, and perhaps the reading.
  if (open === undefined || restore.troubles.isStopped()) return
  const isEnded = open.entry.copy === '' || END.test(open.tail)
  if (isEnded && isWhole) return
  const text = `the data of ${told(open.entry)} do not come to their end`
  restore.troubles.fault(isWhole ? 'incomplete' : 'corrupt', text)
  // What follows would be taken for rows.
  restore.troubles.stop()
}

async function finish(progress: Progress): Promise<void> {
  const { entries, seen, restore } = progress
  await advance(progress, undefined)
  for (const entry of entries) if (passOf(entry) === 'rights') await play(progress, entry)
  for (const entry of entries) if (passOf(entry) === 'last') await play(progress, entry)
  const missing = entries.filter(({ hasData, id }) => hasData && !seen.has(id))
  const [first] = missing
  if (first === undefined || restore.troubles.isStopped()) return
  const text = `the data of ${missing.length} entries are missing, first of ${told(first)}`
  restore.troubles.fault('incomplete', text)
}

/** A script for one archive. */
export function createArchiveScript(restore: SqlRestore): ArchiveScript {
  const progress: Progress = {
    restore,
    entries: [],
    byId: new Map(),
    seen: new Set(),
    next: 0,
    size: 0,
    minor: 0,
    hasSearchPath: false,
    schema: '',
    accessMethod: 'heap',
    open: undefined,
  }
  return {
    take: (entry) => takeEntry(progress, entry),
    open: (header) => openScript(progress, header),
    withData: () => progress.entries.filter(({ hasData }) => hasData),
    entry: (id) => progress.byId.get(id),
    begin: (entry) => begin(progress, entry),
    data: (bytes) => takeData(progress, bytes),
    endTable: async (isWhole) => endTable(progress, isWhole),
    object: (number) => createObjectScript(number, progress.minor < 12, (sql) => send(progress, sql)),
    finish: () => finish(progress),
  }
}
