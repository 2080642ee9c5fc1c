import type { StartChild } from '../../core/engine-ports.ts'
import { messageOf, RunError } from '../../core/errors.ts'
import type { AskSqlite, AskSqliteRows } from '../../core/other-engine-ports.ts'
import { askByCli, askRowsByCli } from './sqlite-cli.ts'
import { askByNode, askRowsByNode, hasNodeSqlite } from './sqlite-node.ts'
import { assertQuestion } from './sqlite-question.ts'

export { sqliteFiller } from './sqlite-cli.ts'

const NONE = 'neither node:sqlite nor a sqlite3 with a safe mode (3.37) is here'

/** How SQLite is asked: in another process, which a deadline can end. */
export interface SqliteSurroundings {
  readonly startChild: StartChild
  /** Whether this Node's own engine may be used; else the command line tool alone is. */
  readonly usesNode: boolean
}

/** What this process has to ask SQLite with. */
export function sqliteSurroundings(startChild: StartChild): SqliteSurroundings {
  return { startChild, usesNode: hasNodeSqlite() }
}

/** Asks databases everything: by node:sqlite where this Node has it, else by sqlite3. */
export function sqliteAsker({ startChild, usesNode }: SqliteSurroundings): AskSqlite {
  return async (path, limit) => {
    try {
      const answers = usesNode
        ? await askByNode(startChild, path, limit)
        : await askByCli(startChild, path, limit, () => performance.now())
      return answers ?? { kind: 'absent', reason: NONE }
    } catch (thrown) {
      return { kind: 'absent', reason: messageOf(thrown) }
    }
  }
}

/** Asks databases questions of one's own, the same way. */
export function sqliteRowsAsker({ startChild, usesNode }: SqliteSurroundings): AskSqliteRows {
  return async (path, sql, limit) => {
    assertQuestion(sql)
    const rows = usesNode
      ? await askRowsByNode(startChild, path, sql, limit)
      : await askRowsByCli(startChild, path, sql, limit)
    if (!rows) throw new RunError(NONE)
    return rows
  }
}
