import type { BytesKind } from '../codecs/bytes-kind.ts'
import type { Fault, Intake, Lack, Level, Reading, Remark } from '../intake.ts'
import type { ArchiveReading } from '../pg-archive/archive-reading.ts'
import type { RdbReading } from '../redis/rdb-reading.ts'
import type { SqlReading } from '../sql/sql-reading.ts'
import type { SqliteTable } from '../sqlite/answers.ts'
import type { TextKind } from '../texts/text-reading.ts'

/** What some bytes are, once their own reader has read them. */
export type Contents =
  /** Nothing that has a structure we know, or nobody asked for it. */
  | { readonly type: 'bytes' }
  | { readonly type: 'packed'; readonly bytesOut: number }
  | {
      readonly type: 'container'
      readonly members: number
      readonly files: number
      /** Of its files, unpacked. */
      readonly bytes: number
      /** Milliseconds since 1970; undefined where no member says. */
      readonly newest: number | undefined
    }
  | { readonly type: 'sql'; readonly sql: SqlReading }
  | { readonly type: 'archive'; readonly archive: ArchiveReading }
  | { readonly type: 'rdb'; readonly rdb: RdbReading }
  | { readonly type: 'sqlite'; readonly tables: readonly SqliteTable[]; readonly engine: string | undefined }
  | { readonly type: 'text'; readonly kind: TextKind; readonly values: number | undefined }
  /** Members of a container that hold dumps, and are more than are kept: they were read, and cannot be restored. */
  | { readonly type: 'unkept'; readonly dumps: number }

/** A lack, and the level that could not be completed for it. */
export interface LevelLack extends Lack {
  readonly level: Level
}

/**
 * Some bytes of a backup and what was found in them: the backup itself, what came out of its gzip, a member of its
 * archive. Layers hold layers.
 */
export interface Layer {
  /** Members' names from the outermost archive in; none for the backup itself and what it is packed in. Hostile. */
  readonly path: readonly string[]
  readonly kind: BytesKind | 'folder'
  /** Bytes. */
  readonly size: number
  readonly contents: Contents
  readonly faults: readonly Fault[]
  readonly remarks: readonly Remark[]
  readonly lacks: readonly LevelLack[]
  /** Of a container those that say something: databases, archives, texts, and what is wrong. */
  readonly inner: readonly Layer[]
}

/** Which bytes a reader is wanted for. */
export interface LeafPlace {
  readonly path: readonly string[]
  readonly kind: BytesKind
  /** The last part of its name, without the words of layers that are off already. */
  readonly fileName: string
}

/** What a reader that goes no deeper says. */
export interface Leaf {
  readonly contents: Contents
  readonly reading: Reading
  readonly level: Level
}

/** Gives the reader of what cannot be unpacked further; undefined where there is none for its kind. */
export type LeafReader = (place: LeafPlace) => Intake<Leaf> | undefined

/** Every layer of a tree, the outermost first. */
export function* layersOf(layer: Layer): Generator<Layer> {
  yield layer
  for (const inner of layer.inner) yield* layersOf(inner)
}

/** Lacks of a level. */
export function lacksAt(level: Level, lacks: readonly Lack[]): readonly LevelLack[] {
  return lacks.map((lack) => ({ ...lack, level }))
}

/** A place in a backup for a sentence: `data/database.sql`; empty for the backup itself. */
export function placeText(path: readonly string[]): string {
  const text = path.join(' > ')
  return text.length > 200 ? `…${text.slice(-199)}` : text
}
