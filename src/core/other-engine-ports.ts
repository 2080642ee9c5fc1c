import type { Rows, Started } from './engine-ports.ts'

/** How a stream of SQL statements ended. An engine's own words may quote rows, so only its numbers are here. */
export type SqlEnd =
  | {
      readonly kind: 'done'
      /** Warnings by their numbers, and how often each was given. */
      readonly warnings: readonly { readonly code: number; readonly count: number }[]
    }
  | {
      readonly kind: 'refused'
      /** The engine's number of the error (MySQL's; SQLite's result code); 0 where it gave none. */
      readonly code: number
      /** SQLSTATE; empty where there is none. */
      readonly state: string
      /** Of the input, from 1, where the statement begins; undefined where it was not told. */
      readonly line: number | undefined
      /** Whether it was no statement but a command to the client, which is never obeyed. */
      readonly isCommand: boolean
    }
  /** Not by what the bytes are: the deadline, a signal, no such program. */
  | { readonly kind: 'stopped'; readonly reason: string }

/** Takes a stream of SQL statements. */
export interface SqlTarget {
  /** Resolves when more may come. Never throws: after a refusal the rest is dropped. */
  readonly write: (chunk: Uint8Array) => Promise<void>
  /** No more bytes. Never throws. */
  readonly end: () => Promise<SqlEnd>
}

/** A MariaDB or MySQL of our own that is thrown away afterwards. Nobody in it may touch files, plugins or accounts. */
export interface MariaDbEngine {
  readonly family: 'mariadb' | 'mysql'
  /** `MariaDB 10.11.19`, `MySQL 8.0.41`. */
  readonly version: string
  readonly major: number
  readonly minor: number
  /** The database that is there from the start, empty: for dumps that name none. */
  readonly database: string
  /** Runs a dump in a database as an account that may do nothing but fill databases. Commands to the client are refused. */
  readonly restore: (database: string) => SqlTarget
  /**
   * One statement or several, as the same account; the rows of the last that has a result. A result without rows has no
   * columns either. At most 10,000 rows. Throws a DatabaseError for what the engine refuses, a RunError where the engine
   * is gone, the deadline has passed or the answer has more than 64 MiB.
   */
  readonly run: (database: string, sql: string) => Promise<Rows>
  /** Ends it and removes everything it wrote. Never throws. */
  readonly stop: () => Promise<void>
}

/** Starts one for at most `deadline` milliseconds: then it is ended, whatever it does. */
export type StartMariaDb = (need: { readonly deadline: number }) => Promise<Started<MariaDbEngine>>

export interface RdbLoadRequest {
  /** A snapshot in a folder of ours; the file is taken away from there. */
  readonly path: string
  /** How many numbered databases the server must have. */
  readonly databases: number
  /** Milliseconds for everything. */
  readonly deadline: number
}

/** What a server made of a snapshot. */
export type RdbLoaded =
  | {
      readonly kind: 'loaded'
      /** `Redis 7.0.15`. */
      readonly engine: string
      readonly databases: readonly { readonly index: number; readonly keys: number }[]
      /** Keys that it left out because their time had passed; undefined where this version does not tell. */
      readonly expired: number | undefined
    }
  | {
      readonly kind: 'refused'
      readonly engine: string
      /**
       * `damaged`: it cannot be read. `newer`: of a later format. `foreign`: of another server, or with types it does
       * not know. `module`: it needs a module. `crashed`: the server died of it or of its memory.
       */
      readonly reason: 'damaged' | 'newer' | 'foreign' | 'module' | 'crashed'
    }
  | { readonly kind: 'absent'; readonly reason: string }

/** Loads a snapshot into a server of our own that listens on no network, and asks what it holds. Never throws. */
export type LoadRdb = (request: RdbLoadRequest) => Promise<RdbLoaded>

/** A table of a database, and how many rows `count(*)` found; undefined where the engine cannot read it. */
export interface SqliteTable {
  readonly name: string
  readonly rows: number | undefined
}

/** Rows of `PRAGMA foreign_key_check`, counted by the table they stand in and the one they point to. */
export interface SqliteOrphans {
  readonly table: string
  readonly parent: string
  readonly rows: number
}

/** What an engine says of one database. Names are cut by whoever shows them. */
export type SqliteAnswers =
  | {
      readonly kind: 'answered'
      /** Engine and version: `node:sqlite 3.46.0`. */
      readonly engine: string
      /** The rows of `PRAGMA integrity_check(100)`: `ok` alone where all is well. */
      readonly integrity: readonly string[]
      readonly orphans: readonly SqliteOrphans[]
      /** Everything of type `table` in `sqlite_schema`, SQLite's own (`sqlite_…`) may be among them. */
      readonly tables: readonly SqliteTable[]
    }
  | {
      /** It would not: SQLite's primary result code (11 corrupt, 26 no database, 14 cannot open) and its words. */
      readonly kind: 'refused'
      readonly engine: string
      readonly code: number | undefined
      readonly message: string
    }
  /** There is no engine here, or it took too long. */
  | { readonly kind: 'absent'; readonly reason: string }

/**
 * Asks one database everything at once, read-only and with `immutable` or on a copy, so that nothing is written beside
 * the backup, with extensions and `ATTACH` off, for at most `limit` milliseconds. Never throws for what the bytes are.
 */
export type AskSqlite = (path: string, limit: number) => Promise<SqliteAnswers>

/**
 * Asks one database one question of one's own, read-only, for at most `limit` milliseconds: a single statement that
 * begins with SELECT, WITH, VALUES or EXPLAIN. At most 10,000 rows; a BLOB comes as one character a byte. Throws a
 * DatabaseError (code: SQLite's) for what SQLite refuses or this does, a RunError where there is no engine or it took
 * too long.
 */
export type AskSqliteRows = (path: string, sql: string, limit: number) => Promise<Rows>

/** Fills a new database file from SQL, in a mode in which no statement or command touches another file; undefined where there is no engine that can. */
export type FillSqlite = (path: string, limit: number) => SqlTarget | undefined
