import { isLooseName } from '../codecs/name-promise.ts'
import type { Intake, Reading } from '../intake.ts'
import { createCustomArchiveReader } from '../pg-archive/custom-archive.ts'
import { createRdbReader } from '../redis/rdb.ts'
import { createSqlReader } from '../sql/sql-reader.ts'
import { createTextReader, textKindOf } from '../texts/text.ts'
import type { Contents, Leaf, LeafPlace, LeafReader } from './layer.ts'

function leafOf<R extends Reading>(reader: Intake<R>, contentsOf: (reading: R) => Contents): Intake<Leaf> {
  return {
    write: reader.write,
    end: async (isWhole) => {
      const reading = await reader.end(isWhole)
      return { contents: contentsOf(reading), reading, level: 3 }
    },
  }
}

/** Scripts and settings begin as SQL does: a member is SQL only where its name says that it is a dump. */
function isDump({ path, fileName }: LeafPlace): boolean {
  return path.length === 0 || /\.(sql|psql|mysql|pgsql)$/i.test(fileName) || isLooseName(fileName)
}

/** Every leaf by its own structure, third level. `sqlite` reads databases, which takes an engine. */
export function structureReader(sqlite: (path: readonly string[]) => Intake<Leaf>): LeafReader {
  return (place) => {
    switch (place.kind) {
      case 'sql':
        if (!isDump(place)) break
        return leafOf(createSqlReader(), (sql) => ({ type: 'sql', sql }))
      case 'pg-custom':
        return leafOf(createCustomArchiveReader(), (archive) => ({ type: 'archive', archive }))
      case 'rdb':
        return leafOf(createRdbReader(), (rdb) => ({ type: 'rdb', rdb }))
      case 'sqlite':
        return sqlite(place.path)
      default:
    }
    const kind =
      textKindOf(place.fileName) ?? (place.kind === 'json' && place.path.length === 0 ? 'json' : undefined)
    if (!kind || (place.kind !== 'json' && place.kind !== 'text' && place.kind !== 'sql')) return undefined
    return leafOf(createTextReader(kind), ({ values }) => ({ type: 'text', kind, values }))
  }
}
