import type { Environment } from '../environment.ts'

/** What the machine has for a PostgreSQL of our own. */
export interface PostgresContext {
  readonly env: Environment
  /** The directory that is checked, or the checkout it is a part of: no program in it is ever started. */
  readonly workspace: string
  /** Where folders for restored data are made. */
  readonly temporary: string
  /** PGlite's folder: absolute, or relative to the file that this code is bundled into. */
  readonly pglite: string
  /** Further folders with `initdb` and `postgres`, beside the usual ones. */
  readonly folders: readonly string[]
  /** What is worth knowing and no result: why another engine than the first choice is used. */
  readonly progress: (text: string) => void
}
