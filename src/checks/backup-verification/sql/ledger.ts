import { spell } from './names.ts'
import type { SqlTable } from './sql-reading.ts'

/** No database has so many; a dump that says so must not fill the memory. */
const MOST_TABLES = 200_000
const MOST_NAMES = 20_000

interface Row {
  readonly database: string
  readonly name: string
  rows: number
  isCreated: boolean
}

/** Names that were met, each once. */
export interface Names {
  readonly add: (name: string | undefined) => void
  readonly list: () => readonly string[]
  readonly has: (name: string) => boolean
}

/** A set of names with an upper limit. */
export function createNames(): Names {
  const names = new Set<string>()
  return {
    add: (name) => {
      if (name !== undefined && name !== '' && names.size < MOST_NAMES) names.add(name)
    },
    list: () => [...names].sort(),
    has: (name) => names.has(name),
  }
}

/** The tables of a dump with their rows. */
export interface Ledger {
  /** The database that statements are about from now on. */
  readonly use: (database: string) => void
  readonly create: (parts: readonly string[]) => void
  readonly drop: (parts: readonly string[]) => void
  readonly add: (parts: readonly string[], rows: number) => void
  readonly tables: () => readonly SqlTable[]
  readonly isFull: () => boolean
}

/** An empty ledger. A name with a database before it (MySQL's `db`.`t`) counts there where `hasSchemas` is false. */
export function createLedger(hasSchemas: boolean): Ledger {
  const rows = new Map<string, Row>()
  let current = ''

  function rowOf(parts: readonly string[]): Row {
    const isElsewhere = !hasSchemas && parts.length > 1
    const database = isElsewhere ? (parts[0] ?? '') : current
    const name = spell(isElsewhere ? parts.slice(1) : parts)
    const key = `${database}\n${name}`
    const found = rows.get(key) ?? { database, name, rows: 0, isCreated: false }
    if (rows.size < MOST_TABLES) rows.set(key, found)
    return found
  }

  return {
    use: (database) => {
      current = database
    },
    create: (parts) => {
      rowOf(parts).isCreated = true
    },
    drop: (parts) => {
      const row = rowOf(parts)
      if (row.rows === 0) rows.delete(`${row.database}\n${row.name}`)
    },
    add: (parts, count) => {
      rowOf(parts).rows += count
    },
    tables: () => [...rows.values()],
    isFull: () => rows.size >= MOST_TABLES,
  }
}
