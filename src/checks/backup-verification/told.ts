import type { PlacedFault, PlacedLack, PlacedRemark } from './fact.ts'
import type { Level } from './intake.ts'
import { type Layer, layersOf } from './layers/layer.ts'
import type { SqlReading } from './sql/sql-reading.ts'

/** What all layers of an artifact say. */
export interface Told {
  readonly faults: readonly PlacedFault[]
  readonly remarks: readonly PlacedRemark[]
  readonly lacks: readonly PlacedLack[]
}

/** Faults, remarks and lacks of every layer, with the place of each; of a kind at most 200. */
export function toldIn(layer: Layer): Told {
  const all = [...layersOf(layer)]
  return {
    faults: all.flatMap(({ path, faults }) => faults.map((one) => ({ ...one, path }))).slice(0, 200),
    remarks: all.flatMap(({ path, remarks }) => remarks.map((one) => ({ ...one, path }))).slice(0, 200),
    lacks: all.flatMap(({ path, lacks }) => lacks.map((one) => ({ ...one, path }))).slice(0, 200),
  }
}

/** A number of things. */
function some(amount: number, thing: string): string {
  return `${amount} ${thing}${amount === 1 ? '' : 's'}`
}

const MAKERS: Readonly<Record<SqlReading['kind'], string>> = {
  pg_dump: 'SQL of pg_dump',
  pg_dumpall: 'SQL of pg_dumpall',
  mysqldump: 'SQL of mysqldump',
  'mariadb-dump': 'SQL of mariadb-dump',
  other: 'SQL',
}

/** One line for the evidence; of no text out of the backup. */
function checkOf({
  kind,
  contents,
  size,
}: Layer): { readonly level: Level; readonly text: string } | undefined {
  switch (contents.type) {
    case 'packed':
      return { level: 2, text: `${kind} of ${size} bytes, ${contents.bytesOut} unpacked` }
    case 'container':
      return {
        level: 3,
        text: `${kind} of ${some(contents.members, 'member')}, ${some(contents.files, 'file')} of ${contents.bytes} bytes`,
      }
    case 'sql': {
      const { kind: maker, tables, rows } = contents.sql
      return { level: 3, text: `${MAKERS[maker]}, ${some(tables.length, 'table')}, ${some(rows, 'row')}` }
    }
    case 'archive': {
      const { format, tables, rows } = contents.archive
      return {
        level: 3,
        text: `pg_dump's ${format} archive, ${some(tables.length, 'table')}, ${some(rows, 'row')}`,
      }
    }
    case 'rdb':
      return {
        level: 3,
        text: `Redis database, ${some(contents.rdb.keys, 'key')}, checksum ${contents.rdb.checksum}`,
      }
    case 'sqlite':
      return { level: 3, text: `SQLite database, ${some(contents.tables.length, 'table')}` }
    case 'text':
      return { level: 3, text: `${contents.kind}` }
    case 'bytes':
    case 'unkept':
      return undefined
  }
}

/** What was seen, a line for each layer; at most 50. */
export function checksIn(layer: Layer): readonly { readonly level: Level; readonly text: string }[] {
  return [...layersOf(layer)].flatMap((one) => checkOf(one) ?? []).slice(0, 50)
}

/** Tables and rows of all dumps in it; undefined where there is none. */
export function countsIn(layer: Layer): {
  readonly tables: number | undefined
  readonly rows: number | undefined
} {
  let tables: number | undefined
  let rows: number | undefined
  for (const { contents } of layersOf(layer)) {
    if (contents.type === 'rdb') rows = (rows ?? 0) + contents.rdb.keys
    const listed =
      contents.type === 'sql'
        ? contents.sql.tables
        : contents.type === 'archive'
          ? contents.archive.tables
          : contents.type === 'sqlite'
            ? contents.tables
            : undefined
    if (!listed) continue
    tables = (tables ?? 0) + listed.length
    for (const table of listed) rows = (rows ?? 0) + (table.rows ?? 0)
  }
  return { tables, rows }
}
