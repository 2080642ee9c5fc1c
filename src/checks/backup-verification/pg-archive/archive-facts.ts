import type { Fault, Lack, Remark } from '../intake.ts'
import { createLexer } from '../sql/lexer.ts'
import { createListener } from '../sql/listener.ts'
import { countColumns, excerpt, nameAt, spell } from '../sql/names.ts'
import { createSqlFacts, type SqlFacts } from '../sql/sql-facts.ts'
import type { DataForm } from './data-rows.ts'
import type { ArchiveHeader } from './header.ts'
import type { TocEntry } from './toc.ts'

/** What is kept of an entry that has data. */
export interface DataEntry {
  readonly id: number
  readonly isTable: boolean
  /** `schema.table`, or `large objects`. */
  readonly name: string
  readonly form: DataForm
  readonly columns: number | undefined
  readonly place: number | undefined
  readonly file: string | undefined
}

const MOST_OBJECTS = 2_000_000
/** What 1,600 columns with the longest names need, and less than what overflows the stack of a regular expression. */
const LONGEST_COPY = 256 * 1024

interface TableRow {
  rows: number | undefined
  isCreated: boolean
}

/** What was found in an archive so far. */
export interface ArchiveFacts {
  readonly sql: SqlFacts
  readonly tables: Map<string, TableRow>
  readonly data: Map<number, DataEntry>
  /** The same by the file that the data are in. */
  readonly dataByFile: Map<string, DataEntry>
  header: ArchiveHeader | undefined
  entries: number
  largeObjects: number
  /** Their numbers, as far as the table of contents has them. */
  readonly objects: Set<number>
  readonly faults: Fault[]
  readonly remarks: Remark[]
  readonly lacks: Lack[]
}

/** Nothing yet. */
export function createArchiveFacts(): ArchiveFacts {
  return {
    sql: createSqlFacts('postgres'),
    tables: new Map(),
    data: new Map(),
    dataByFile: new Map(),
    header: undefined,
    entries: 0,
    largeObjects: 0,
    objects: new Set(),
    faults: [],
    remarks: [],
    lacks: [],
  }
}

/** Statements of an entry are read as those of a plain dump: pg_restore sends them to a server as they are. */
function readSql(sql: SqlFacts, text: string): void {
  if (text === '') return
  const listener = createListener(
    sql,
    () => undefined,
    (isStandard) => lexer.setStandardStrings(isStandard),
  )
  const lexer = createLexer('postgres', listener)
  lexer.setStandardStrings(sql.standardStrings)
  lexer.write(Buffer.from(text))
  lexer.end()
}

function columnsOf(statement: string): number | undefined {
  const copy = statement.slice(0, LONGEST_COPY)
  const name = /^COPY\s/.test(copy) ? nameAt(copy, 5) : undefined
  return name === undefined ? undefined : countColumns(copy, name.end)
}

/** The table as it is told. */
function nameOf({ schema, tag }: TocEntry): string {
  return spell([schema, tag].filter((part) => part !== '').map((part) => part.slice(0, 100)))
}

function tableRow(facts: ArchiveFacts, entry: TocEntry): TableRow {
  const name = nameOf(entry)
  const row = facts.tables.get(name) ?? { rows: 0, isCreated: false }
  facts.tables.set(name, row)
  return row
}

/** PostgreSQL 17 has many in one entry, each on a line; before, each has an entry. */
function countObjects(facts: ArchiveFacts, { kind, tag, definition }: TocEntry): void {
  if (kind !== 'BLOB' && kind !== 'BLOB METADATA') return
  const numbers = kind === 'BLOB' ? [tag] : definition.split('\n').filter((line) => line !== '')
  facts.largeObjects += numbers.length
  for (const number of numbers) if (facts.objects.size < MOST_OBJECTS) facts.objects.add(Number(number))
}

/** Takes one entry of the table of contents into the facts. */
export function takeEntry(facts: ArchiveFacts, entry: TocEntry): void {
  const { id, kind, copy, owner } = entry
  facts.entries += 1
  facts.sql.roles.add(excerpt(owner))
  countObjects(facts, entry)
  if (kind === 'TABLE') tableRow(facts, entry).isCreated = true
  if (kind !== 'BLOB METADATA') readSql(facts.sql, entry.definition)
  readSql(facts.sql, copy)
  if (!entry.hasData) return
  const isTable = kind === 'TABLE DATA'
  if (isTable) tableRow(facts, entry)
  const data: DataEntry = {
    id,
    isTable,
    name: isTable ? nameOf(entry) : 'large objects',
    form: copy === '' ? 'insert' : 'copy',
    columns: columnsOf(copy),
    place: entry.place,
    file: entry.file,
  }
  facts.data.set(id, data)
  if (data.file !== undefined) facts.dataByFile.set(data.file, data)
}

/** Rows of a table; undefined where they could not be counted. */
export function addRows(facts: ArchiveFacts, name: string, rows: number | undefined): void {
  const row = facts.tables.get(name) ?? { rows: 0, isCreated: false }
  facts.tables.set(name, row)
  row.rows = rows === undefined || row.rows === undefined ? undefined : row.rows + rows
}
