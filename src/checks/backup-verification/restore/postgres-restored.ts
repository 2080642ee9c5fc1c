import type { Restored } from './restored.ts'

/** Where a database of the dump was restored to. */
export interface RestoredDatabase {
  /** As the dump calls it; empty where it names none. */
  readonly name: string
  /** As the engine calls it: what questions about it are asked in. */
  readonly place: string
}

/** What a restore into PostgreSQL came to. */
export interface PostgresRestored extends Restored {
  readonly places: readonly RestoredDatabase[]
  readonly indexes: number
  readonly sequences: number
  /** Whether everything was played and counted, with faults or without. */
  readonly isFinished: boolean
}

/** What bounds a restore. */
export interface RestoreLimits {
  /** Milliseconds of a clock that moves. */
  readonly elapsed: () => number
  /** What that clock says when time is up. */
  readonly deadline: number
  /** Bytes of one statement; 256 MiB where not given. */
  readonly statement?: number
}
