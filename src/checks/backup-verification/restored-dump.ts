import { RunError } from '../../core/errors.ts'
import type { Dump } from './dumps.ts'
import type { Intake } from './intake.ts'
import { replayInto } from './replay.ts'
import { restoreMySql } from './restore/mysql.ts'
import type { Asked } from './restore/questions.ts'
import { restoreRdb } from './restore/rdb.ts'
import type { Restored } from './restore/restored.ts'
import type { RestoredSqlite } from './restore/sqlite.ts'
import { restoreSqlite } from './restore/sqlite.ts'
import { isSqliteDump, restoreSqliteDump } from './restore/sqlite-dump.ts'
import { type DumpSource, fillPostgres } from './restore-postgres.ts'
import type { SqlReading } from './sql/sql-reading.ts'
import { leftOf, type Verification } from './verification.ts'

/** A restored dump that can be asked until it is closed; or why there is none. */
export type Filled =
  | {
      readonly restored: Restored
      /** Undefined where it has no language to ask in. */
      readonly asked: Asked | undefined
      /** Never throws. */
      readonly close: () => Promise<void>
    }
  | { readonly lack: string }

const QUESTION = 300_000
const AGAIN = 'it was not met again when it was read a second time'

async function fillMySql(verification: Verification, sql: SqlReading, from: DumpSource): Promise<Filled> {
  const { ports, entry } = verification
  if (!('file' in from)) return { lack: AGAIN }
  const started = await ports.startMariaDb({ deadline: leftOf(verification) })
  if ('lack' in started) return started
  const { engine } = started
  try {
    ports.progress(`${entry.name}: restoring into ${engine.version}`)
    const restored = await replayInto(
      verification,
      from.file,
      from.path,
      restoreMySql(engine, sql, ports.elapsed),
    )
    if (!restored) {
      await engine.stop()
      return { lack: AGAIN }
    }
    const databases = [...new Set(restored.tables.map(({ database }) => database))]
    return {
      restored,
      asked: {
        dialect: 'mysql',
        ask: (database, query) => engine.run(database === '' ? engine.database : database, query),
        tables: restored.tables,
        databases: databases.length === 0 ? [''] : databases,
      },
      close: () => engine.stop(),
    }
  } catch (thrown) {
    await engine.stop()
    throw thrown
  }
}

function filledSqlite(restored: RestoredSqlite | undefined, { ports, deadline }: Verification): Filled {
  if (!restored) return { lack: AGAIN }
  return {
    restored,
    asked: {
      dialect: 'sqlite',
      ask: (_database, query) =>
        ports.askSqliteRows(
          restored.path,
          query,
          Math.max(0, Math.min(QUESTION, deadline - ports.elapsed())),
        ),
      tables: restored.tables,
      databases: [''],
    },
    close: restored.close,
  }
}

async function fillSqlite(verification: Verification, from: DumpSource, isText: boolean): Promise<Filled> {
  if (!('file' in from)) return { lack: AGAIN }
  const { ports, spool } = verification
  const parts = { elapsed: ports.elapsed, deadline: leftOf(verification), ask: ports.askSqlite }
  const intake: Intake<RestoredSqlite> = isText
    ? restoreSqliteDump({ ...parts, makeFolder: ports.makeFolder, fill: ports.fillSqlite })
    : restoreSqlite({ ...parts, spool })
  return filledSqlite(await replayInto(verification, from.file, from.path, intake), verification)
}

/** Whether SQL of no known tool is what sqlite3 writes: its first bytes say so. */
async function isOfSqlite(verification: Verification, from: DumpSource): Promise<boolean> {
  if (!('file' in from)) return false
  let head = Buffer.alloc(0)
  const reader: Intake<Restored> = {
    write: (chunk) => {
      if (head.length < 1000) head = Buffer.concat([head, chunk.subarray(0, 1000)])
    },
    end: () => ({ engine: '', seconds: 0, tables: [], faults: [], remarks: [], lacks: [] }),
  }
  await replayInto(verification, from.file, from.path, reader)
  return isSqliteDump(head)
}

async function fillRdb(
  verification: Verification,
  dump: Extract<Dump, { kind: 'rdb' }>,
  from: DumpSource,
): Promise<Filled> {
  if (!('file' in from)) return { lack: AGAIN }
  const { ports, spool } = verification
  const parts = { spool, load: ports.loadRdb, elapsed: ports.elapsed, deadline: leftOf(verification) }
  const restored = await replayInto(verification, from.file, from.path, restoreRdb(parts, dump.rdb))
  return restored ? { restored, asked: undefined, close: async () => undefined } : { lack: AGAIN }
}

async function fill(verification: Verification, dump: Dump, from: DumpSource): Promise<Filled> {
  switch (dump.kind) {
    case 'archive':
      return fillPostgres(verification, dump, from)
    case 'rdb':
      return fillRdb(verification, dump, from)
    case 'sqlite':
      return fillSqlite(verification, from, false)
    case 'sql':
      if (dump.sql.dialect === 'postgres') return fillPostgres(verification, dump, from)
      if (dump.sql.dialect === 'mysql') return fillMySql(verification, dump.sql, from)
      if (await isOfSqlite(verification, from)) return fillSqlite(verification, from, true)
      return { lack: 'it is SQL of no tool that is known here: nobody knows which engine it is for' }
  }
}

/** Restores one dump into an engine of its kind. Where there is none, or time is up, that is a lack. */
export async function fillDump(verification: Verification, dump: Dump, from: DumpSource): Promise<Filled> {
  try {
    return await fill(verification, dump, from)
  } catch (thrown) {
    if (thrown instanceof RunError) return { lack: thrown.message }
    throw thrown
  }
}
