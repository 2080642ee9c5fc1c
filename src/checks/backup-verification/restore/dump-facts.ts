import type { ArchiveReading } from '../pg-archive/archive-reading.ts'
import type { SqlReading } from '../sql/sql-reading.ts'

/** A table of a dump as the static reading knows it. */
export interface ExpectedTable {
  readonly database: string
  readonly name: string
  /** Undefined where its rows could not be counted. */
  readonly rows: number | undefined
  readonly isCreated: boolean
}

/** What must be known of a dump before it is played: what level 3 read. Texts are out of the dump, so hostile. */
export interface DumpFacts {
  /** Whether rows can be compared: what other tools write may change rows after they are in. */
  readonly isPgDump: boolean
  /** pg_dumpall --globals-only: roles, and no table at all. */
  readonly isGlobals: boolean
  readonly dumpedFrom: string | undefined
  readonly dumpedBy: string | undefined
  readonly tables: readonly ExpectedTable[]
  /** Roles that must be there before it is played. */
  readonly roles: readonly string[]
  readonly encoding: string | undefined
  /** Whether level 3 found that it breaks off: then what is refused is missing, not damaged. */
  readonly isCut: boolean
}

function isCut(faults: SqlReading['faults']): boolean {
  return faults.some(({ word }) => word === 'incomplete')
}

/** Facts of a plain dump. */
export function factsOfSql(reading: SqlReading): DumpFacts {
  const { kind, dumpedFrom, dumpedBy, tables, roles, encoding, faults } = reading
  return {
    isPgDump: kind === 'pg_dump' || kind === 'pg_dumpall',
    isGlobals: kind === 'pg_dumpall' && tables.length === 0,
    dumpedFrom,
    dumpedBy,
    tables,
    roles,
    encoding,
    isCut: isCut(faults),
  }
}

/** Facts of an archive. */
export function factsOfArchive(reading: ArchiveReading): DumpFacts {
  const { dumpedFrom, dumpedBy, roles, encoding, faults } = reading
  return {
    isPgDump: true,
    isGlobals: false,
    dumpedFrom,
    dumpedBy,
    tables: reading.tables.map((table) => ({ database: '', ...table })),
    roles,
    encoding,
    isCut: isCut(faults),
  }
}

/** The least major version of a server that understands the dump; 0 where it does not say. */
export function majorOf({ dumpedFrom, dumpedBy }: DumpFacts): number {
  const majors = [dumpedFrom, dumpedBy].map((version) => Number(/^(\d{1,3})\b/.exec(version ?? '')?.[1] ?? 0))
  return Math.max(...majors)
}
