import { DatabaseError, type Session } from '../../../core/engine-ports.ts'
import { quoteName } from './identifiers.ts'
import type { Troubles } from './troubles.ts'

/** A statement to be run, and its text without strings, to tell what it is. */
export interface Runnable {
  readonly sql: string
  readonly text: string
  readonly isInsert: boolean
}

/** Gathers statements and sends many at once; each is refused or not as if it were alone. */
export interface Batch {
  readonly add: (statement: Runnable) => Promise<void>
  readonly flush: () => Promise<void>
  /** Sends what was gathered, then this one by itself. True where it was not refused. */
  readonly runAlone: (statement: Runnable) => Promise<boolean>
  /** Whether the dump has a transaction open. */
  readonly setTransaction: (isOpen: boolean) => void
  /** The role that statements are run as from here on, and the restorer's own. */
  readonly setRole: (role: string, own: string) => void
}

const MOST_CHARACTERS = 256 * 1024
const MOST_INSERTS = 1_000
/** Each holds locks until the batch ends, and a server has room for some thousands. */
const MOST_OTHERS = 50
const KEPT_TEXT = 4_000

/**
 * A batch for one session. Several statements in one message are one transaction (postgresql.org/docs/current/
 * protocol-flow.html): where one is refused, all are undone and run again one by one.
 */
export function createBatch(session: Session, troubles: Troubles): Batch {
  let waiting: Runnable[] = []
  let characters = 0
  let isInTransaction = false
  let acting: { readonly role: string; readonly own: string } | undefined

  async function attempt(sql: string): Promise<DatabaseError | undefined> {
    try {
      await session.run(sql)
      return undefined
    } catch (error) {
      if (error instanceof DatabaseError) return error
      throw error
    }
  }

  /** The role may have been a superuser where the dump was made; the restorer is a member of all of them. */
  async function attemptAsOwn(sql: string): Promise<DatabaseError | undefined> {
    await session.run(`SET ROLE ${quoteName(acting?.own ?? '')}`)
    const error = await attempt(sql)
    await session.run(`SET ROLE ${quoteName(acting?.role ?? '')}`)
    return error
  }

  async function runOne({ sql, text }: Runnable): Promise<boolean> {
    let error = await attempt(sql)
    if (error?.code === '42501' && acting !== undefined && !isInTransaction) error = await attemptAsOwn(sql)
    if (error !== undefined) troubles.refuse(text, error)
    return error === undefined
  }

  async function runAll(all: readonly Runnable[]): Promise<boolean> {
    const sql = all.map((one) => one.sql).join(';\n')
    const savepoint = 'upkeep_batch'
    try {
      await session.run(
        isInTransaction ? `SAVEPOINT ${savepoint};\n${sql};\nRELEASE SAVEPOINT ${savepoint}` : sql,
      )
      return true
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error
      // In a transaction that has failed already there is no savepoint to return to.
      if (isInTransaction && error.code !== '25P02') await attempt(`ROLLBACK TO SAVEPOINT ${savepoint}`)
      return false
    }
  }

  async function flush(): Promise<void> {
    const all = waiting
    waiting = []
    characters = 0
    if (all.length === 0 || troubles.isStopped()) return
    if (all.length > 1 && (await runAll(all))) return
    for (const one of all) {
      if (troubles.isStopped()) return
      await runOne(one)
    }
  }

  async function add(statement: Runnable): Promise<void> {
    waiting.push({ ...statement, text: statement.text.slice(0, KEPT_TEXT) })
    characters += statement.sql.length
    const most = statement.isInsert ? MOST_INSERTS : MOST_OTHERS
    if (waiting.length >= most || characters >= MOST_CHARACTERS) await flush()
  }

  return {
    add,
    flush,
    runAlone: async (statement) => {
      await flush()
      return !troubles.isStopped() && runOne(statement)
    },
    setTransaction: (isOpen) => {
      isInTransaction = isOpen
    },
    setRole: (role, own) => {
      acting = role === own ? undefined : { role, own }
    },
  }
}
