import type { Reading } from '../intake.ts'

/** What wrote a dump; `other` is SQL of a tool that leaves no mark, or of one that we do not know. */
export type SqlKind = 'pg_dump' | 'pg_dumpall' | 'mysqldump' | 'mariadb-dump' | 'other'

/** How quotes, comments and commands of the client are read. */
export type Dialect = 'postgres' | 'mysql' | 'other'

/** A table of a dump, and how many rows of it the dump holds. */
export interface SqlTable {
  /** Where it was restored to; empty where the dump names no database. */
  readonly database: string
  /** `schema.table`, each part in quotes only where it is no plain lower-case word. Hostile text. */
  readonly name: string
  readonly rows: number
  /** Whether the dump creates it; not so in a dump of data alone. */
  readonly isCreated: boolean
}

/** What a plain SQL dump holds. Texts are out of the dump, so hostile, and at most 100 characters long. */
export interface SqlReading extends Reading {
  readonly kind: SqlKind
  readonly dialect: Dialect
  /** Version of the server: `15.18 (Debian 15.18-0+deb12u1)`. */
  readonly dumpedFrom: string | undefined
  /** Version of the tool. */
  readonly dumpedBy: string | undefined
  readonly tables: readonly SqlTable[]
  /** Of all tables. */
  readonly rows: number
  readonly largeObjects: number
  /** Functions, procedures, triggers and events that the dump creates. */
  readonly routines: number
  readonly views: number
  /** Roles that must exist before the restore: named in the dump and not created by it. */
  readonly roles: readonly string[]
  readonly createdRoles: readonly string[]
  readonly extensions: readonly string[]
  readonly databases: readonly string[]
  /** What `client_encoding` or `SET NAMES` says. */
  readonly encoding: string | undefined
  /** Whether the dump says itself that it is finished. */
  readonly hasTrailer: boolean
}
