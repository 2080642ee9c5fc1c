import { type Layer, layersOf } from './layers/layer.ts'
import type { ArchiveReading } from './pg-archive/archive-reading.ts'
import type { RdbReading } from './redis/rdb-reading.ts'
import type { SqlReading } from './sql/sql-reading.ts'

/** Something in an artifact that an engine can be filled with. */
export type Dump = { readonly path: readonly string[] } & (
  | { readonly kind: 'sql'; readonly sql: SqlReading }
  /** `custom` is one stream; the members of `tar` and `directory` lie in a folder of an archive, or on disk. */
  | { readonly kind: 'archive'; readonly archive: ArchiveReading }
  | { readonly kind: 'rdb'; readonly rdb: RdbReading }
  | { readonly kind: 'sqlite' }
)

function dumpOf({ path, contents }: Layer): Dump | undefined {
  switch (contents.type) {
    case 'sql':
      return { path, kind: 'sql', sql: contents.sql }
    case 'archive':
      return { path, kind: 'archive', archive: contents.archive }
    case 'rdb':
      return { path, kind: 'rdb', rdb: contents.rdb }
    case 'sqlite':
      return { path, kind: 'sqlite' }
    default:
      return undefined
  }
}

/** Every dump in an artifact, the outermost first. */
export function dumpsIn(layers: readonly Layer[]): readonly Dump[] {
  return layers.flatMap((layer) => [...layersOf(layer)].flatMap((one) => dumpOf(one) ?? []))
}

/** How many more there are than are kept. */
export function unkeptIn(layers: readonly Layer[]): number {
  const all = layers.flatMap((layer) => [...layersOf(layer)])
  return all.reduce((sum, { contents }) => sum + (contents.type === 'unkept' ? contents.dumps : 0), 0)
}
