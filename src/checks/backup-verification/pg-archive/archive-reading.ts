import type { Reading } from '../intake.ts'

/** Compression of the data in an archive (compression.h: none 0, gzip 1, lz4 2, zstd 3). */
export type Compression = 'none' | 'gzip' | 'lz4' | 'zstd'

/** A table with data in an archive. */
export interface ArchiveTable {
  /** `schema.table`, each part in quotes only where it is no plain lower-case word. Hostile text. */
  readonly name: string
  /** Undefined where its rows could not be counted. */
  readonly rows: number | undefined
  /** Whether the archive creates it; not so in one of data alone. */
  readonly isCreated: boolean
}

/** What an archive of pg_dump's holds. Texts are out of the archive, so hostile, and at most 100 characters long. */
export interface ArchiveReading extends Reading {
  readonly format: 'custom' | 'directory' | 'tar'
  /** Of the format: `1.14`; undefined where there was no header to read. */
  readonly version: string | undefined
  readonly compression: Compression | undefined
  readonly database: string | undefined
  readonly dumpedFrom: string | undefined
  readonly dumpedBy: string | undefined
  /** In the table of contents. */
  readonly entries: number
  readonly tables: readonly ArchiveTable[]
  /** Of all tables whose rows could be counted. */
  readonly rows: number
  readonly largeObjects: number
  readonly roles: readonly string[]
  readonly extensions: readonly string[]
  readonly encoding: string | undefined
}
