import { join } from 'node:path'
import type { MakeFolder } from '../../../core/engine-ports.ts'
import { messageOf } from '../../../core/errors.ts'
import type { AskSqlite, FillSqlite, SqlEnd, SqlTarget } from '../../../core/other-engine-ports.ts'
import type { Intake, Reading } from '../intake.ts'
import { noSqlite, type RestoredSqlite, restoredOf, sqliteLack } from './sqlite.ts'

const FORBIDDEN = 23
const LACKING = 12
const FULL = 13

/** Whether a dump begins as `sqlite3 … .dump` writes it (shell.c): nothing else switches foreign keys off so. */
export function isSqliteDump(head: Uint8Array): boolean {
  const text = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 1_000)).toString('latin1')
  return /^(?:--[^\n]*\n|\s+)*PRAGMA foreign_keys\s*=\s*OFF;\s*BEGIN TRANSACTION;/.test(text)
}

export interface SqliteDumpParts {
  readonly makeFolder: MakeFolder
  readonly fill: FillSqlite
  readonly ask: AskSqlite
  /** A clock in milliseconds. */
  readonly elapsed: () => number
  /** Milliseconds for the engine. */
  readonly deadline: number
}

function judgeRefusal({ code, line, isCommand }: Extract<SqlEnd, { kind: 'refused' }>): Reading {
  const where = line === undefined ? '' : ` at line ${line}`
  if (code === FORBIDDEN) {
    const what = isCommand ? 'a command to the client' : 'a statement or function'
    const text = `sqlite3 refused ${what}${where} that reaches beyond the database`
    return { faults: [{ word: 'unsafe', level: 4, text }], remarks: [], lacks: [] }
  }
  if (code === LACKING) return sqliteLack(`it uses what this sqlite3 lacks or does not allow${where}`)
  if (code === FULL) return sqliteLack('there was no room for it')
  const text = `sqlite3 refused a statement${where} with result code ${code}`
  return { faults: [{ word: 'corrupt', level: 4, text }], remarks: [], lacks: [] }
}

/**
 * Restores the text that `sqlite3 … .dump` writes into a new database, and looks at that as at a database file. Only for
 * what `isSqliteDump` says is one: other SQL would be refused for its dialect. Never throws for what the bytes are.
 */
export function restoreSqliteDump(parts: SqliteDumpParts): Intake<RestoredSqlite> {
  const begun = parts.elapsed()
  let opened: Promise<{ readonly path: string; readonly target: SqlTarget | undefined }> | undefined
  let remove: () => Promise<void> = async () => undefined

  async function begin() {
    const folder = await parts.makeFolder()
    remove = folder.remove
    const path = join(folder.path, 'restored.sqlite')
    return { path, target: parts.fill(path, parts.deadline) }
  }
  function open() {
    opened ??= begin()
    return opened
  }

  async function finish(isWhole: boolean): Promise<RestoredSqlite> {
    const { path, target } = await open()
    if (!target) return noSqlite(sqliteLack('there is no sqlite3 here to restore it with'))
    const end = await target.end()
    if (!isWhole) return noSqlite(sqliteLack('it was cut off above, so its restore says nothing'))
    if (end.kind === 'stopped') return noSqlite(sqliteLack(`the restore was stopped: ${end.reason}`))
    if (end.kind === 'refused') return noSqlite(judgeRefusal(end))
    const restored = restoredOf(await parts.ask(path, parts.deadline))
    return { ...restored, seconds: (parts.elapsed() - begun) / 1000, path, close: remove }
  }

  return {
    write: async (chunk) => {
      const ready = await open().catch(() => undefined)
      await ready?.target?.write(chunk)
    },
    end: async (isWhole) => {
      try {
        const restored = await finish(isWhole)
        if (restored.path === '') await remove()
        return restored
      } catch (thrown) {
        await remove()
        return noSqlite(sqliteLack(messageOf(thrown)))
      }
    },
  }
}
