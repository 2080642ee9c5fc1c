import type { Reading } from '../intake.ts'

/** A table as it is in the engine after the restore, counted there. */
export interface RestoredTable {
  /** As the dump calls its database; empty where it names none. */
  readonly database: string
  /** `schema.table`, each part in quotes only where it is no plain lower-case word. Hostile text. */
  readonly name: string
  readonly rows: number
}

/** What a restore came to: level 4. It says nothing of what it was not asked. */
export interface Restored extends Reading {
  /** `PostgreSQL 15.18`. */
  readonly engine: string
  /** From the first byte to the last count. */
  readonly seconds: number
  readonly tables: readonly RestoredTable[]
}
