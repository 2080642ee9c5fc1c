import type { Fault } from '../intake.ts'
import type { ArchiveFacts } from './archive-facts.ts'
import type { ArchiveReading } from './archive-reading.ts'
import { archiveFault } from './data-faults.ts'

/** What is told of an archive beside what its bytes are. */
export interface ArchiveEnd {
  readonly format: ArchiveReading['format']
  readonly isWhole: boolean
}

function staticFaults({ sql }: ArchiveFacts): readonly Fault[] {
  return sql.unsafe === undefined ? [] : [archiveFault('unsafe', `one of its entries ${sql.unsafe.text}`)]
}

function emptyFaults({ tables, header, entries, lacks }: ArchiveFacts): readonly Fault[] {
  if (header === undefined || tables.size > 0 || lacks.length > 0) return []
  const text =
    entries === 0 ? 'its table of contents is empty: it restores nothing' : 'it holds no table and no row'
  return [archiveFault('empty', text)]
}

function remarkTexts({ tables, sql }: ArchiveFacts, rows: number): readonly string[] {
  const all = [...tables.values()]
  const languages = sql.untrusted.list()
  const told =
    languages.length > 0 ? [`it creates functions in ${languages.join(', ')}, which may do anything`] : []
  if (all.length === 0) return told
  if (rows === 0 && all.every((row) => row.rows !== undefined)) {
    return [...told, 'it holds tables and no row: a dump of the schema alone, or of empty tables']
  }
  return all.some(({ isCreated }) => isCreated) ? told : [...told, 'it holds data alone and creates no table']
}

/** The reading of an archive that has been read to its end. */
export function archiveReading(facts: ArchiveFacts, { format, isWhole }: ArchiveEnd): ArchiveReading {
  const { header, sql, tables } = facts
  const rows = [...tables.values()].reduce((sum, table) => sum + (table.rows ?? 0), 0)
  const faults = [...staticFaults(facts), ...facts.faults]
  const isClean = faults.length === 0 && isWhole
  return {
    format,
    version: header === undefined ? undefined : `1.${header.minor}`,
    compression: header?.compression,
    database: header?.database,
    dumpedFrom: header?.dumpedFrom,
    dumpedBy: header?.dumpedBy,
    entries: facts.entries,
    tables: [...tables].map(([name, table]) => ({ name, rows: table.rows, isCreated: table.isCreated })),
    rows,
    largeObjects: facts.largeObjects,
    roles: sql.roles.list().filter((role) => !sql.createdRoles.has(role)),
    extensions: sql.extensions.list(),
    encoding: sql.encoding,
    faults: isClean ? emptyFaults(facts) : faults,
    remarks: [...facts.remarks, ...remarkTexts(facts, rows).map((text) => ({ text }))],
    lacks: facts.lacks,
  }
}
