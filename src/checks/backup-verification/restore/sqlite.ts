import type { AskSqlite, SqliteAnswers } from '../../../core/other-engine-ports.ts'
import type { Intake, Reading } from '../intake.ts'
import type { Spool, Spooled } from '../layers/context.ts'
import { judgeSqliteAnswers } from '../sqlite/answers.ts'
import type { Restored } from './restored.ts'

/** A database that was restored, kept until its questions are asked. */
export interface RestoredSqlite extends Restored {
  /** Of the copy; empty where there is none. */
  readonly path: string
  /** Removes the copy. Never throws. */
  readonly close: () => Promise<void>
}

export interface SqliteRestoreParts {
  /** Where the file is written to; its limit is the disk's. */
  readonly spool: Spool
  readonly ask: AskSqlite
  /** A clock in milliseconds. */
  readonly elapsed: () => number
  /** Milliseconds for the engine. */
  readonly deadline: number
}

/** Of no restore. */
export function noSqlite(reading: Reading): RestoredSqlite {
  return {
    ...reading,
    engine: '',
    seconds: 0,
    tables: [],
    path: '',
    close: async () => undefined,
  }
}

/** A reading of one lack. */
export function sqliteLack(text: string): Reading {
  return { faults: [], remarks: [], lacks: [{ what: 'sqlite', text }] }
}

/** The fourth level's word on what an engine answered: the third's questions, asked of a database that is in use. */
export function restoredOf(answers: SqliteAnswers): Omit<Restored, 'seconds'> {
  const { engine = '', tables, faults, remarks, lacks } = judgeSqliteAnswers(answers)
  return {
    engine,
    tables: tables.flatMap(({ name, rows }) => (rows === undefined ? [] : [{ database: '', name, rows }])),
    faults: faults.map((one) => ({ ...one, level: 4 as const })),
    remarks,
    lacks,
  }
}

/**
 * Restores a database file as its owner would: a copy is opened, its pages and references are checked and the rows of
 * every table are counted. No tables, or none with a row, is empty. The caller asks its own questions of the copy and
 * closes it then, whatever the result is. Never throws for what the bytes are.
 */
export function restoreSqlite({ spool, ask, elapsed, deadline }: SqliteRestoreParts): Intake<RestoredSqlite> {
  const file = spool()
  const begun = elapsed()

  async function open(spooled: Spooled): Promise<RestoredSqlite> {
    const restored = restoredOf(await ask(spooled.path, deadline))
    return { ...restored, seconds: (elapsed() - begun) / 1000, path: spooled.path, close: spooled.close }
  }

  return {
    write: file.write,
    end: async (isWhole) => {
      const spooled = await file.end(isWhole)
      if ('problem' in spooled) return noSqlite(sqliteLack(spooled.problem))
      if (isWhole) return open(spooled)
      await spooled.close()
      return noSqlite(sqliteLack('it was cut off above, so it was not opened'))
    },
  }
}
