import type { Intake, Reading } from '../intake.ts'
import { type AskSqlite, judgeSqliteAnswers, type SqliteReading } from '../sqlite/answers.ts'
import type { SqliteCompanion } from '../sqlite/companion.ts'
import { judgeSqliteFile } from '../sqlite/file.ts'
import { SQLITE_HEADER_BYTES } from '../sqlite/header.ts'
import type { Spool, Spooled } from './context.ts'
import type { Leaf } from './layer.ts'

const NOTHING: Reading = { faults: [], remarks: [], lacks: [] }

async function ask(
  spooled: Spooled,
  isWhole: boolean,
  engine: AskSqlite,
  limit: number,
): Promise<SqliteReading> {
  if (!isWhole) return { ...NOTHING, engine: undefined, tables: [] }
  return judgeSqliteAnswers(await engine(spooled.path, limit))
}

async function read(
  spooled: Spooled,
  isWhole: boolean,
  companions: readonly SqliteCompanion[],
  engine: AskSqlite,
  limit: number,
): Promise<Leaf> {
  const { size } = spooled.access
  const first = await spooled.access.read(0, SQLITE_HEADER_BYTES)
  const file = judgeSqliteFile({ first, size, companions: [...companions] })
  // An engine would say the same in other words.
  const isReadable = file.faults.every(({ level }) => level < 3)
  const told = isReadable
    ? await ask(spooled, isWhole, engine, limit)
    : { ...NOTHING, engine: undefined, tables: [] }
  return {
    level: 3,
    contents: { type: 'sqlite', tables: told.tables, engine: told.engine },
    reading: {
      faults: [...(isWhole ? file.faults : []), ...told.faults],
      remarks: [...file.remarks, ...told.remarks],
      lacks: [...file.lacks, ...told.lacks],
    },
  }
}

/**
 * Reads an SQLite database: its header and size, then an engine's own checks on a copy in a file of ours, for at most
 * `limit` milliseconds. `companions` are the files beside it.
 */
export function createSqliteLeaf(
  spool: Spool,
  engine: AskSqlite,
  limit: number,
  companions: readonly SqliteCompanion[],
): Intake<Leaf> {
  const file = spool()
  return {
    write: file.write,
    end: async (isWhole) => {
      const spooled = await file.end(isWhole)
      if ('problem' in spooled) {
        const lacks = [{ what: 'room', text: spooled.problem }]
        return { level: 3, contents: { type: 'bytes' }, reading: { ...NOTHING, lacks } }
      }
      try {
        return await read(spooled, isWhole, companions, engine, limit)
      } finally {
        await spooled.close()
      }
    },
  }
}
