import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { CopyTarget, PostgresEngine, Session, Speaker } from '../../core/engine-ports.ts'
import { messageOf, RunError } from '../../core/errors.ts'
import { lastActs } from '../child-exit.ts'
import type { Lifetime } from './lifetime.ts'
import { type PgliteHolder, pgliteHolder } from './pglite-holder.ts'
import type { PostgresContext } from './postgres-context.ts'
import { startWatchdog } from './postgres-watchdog.ts'
import { removeNow } from './removal.ts'

/** Of the PostgreSQL in it. */
export const PGLITE_MAJOR = 18
const DATABASE = 'restored'

function makeFolder(base: string): string {
  try {
    return mkdtempSync(join(base, 'upkeep-pglite-'))
  } catch (thrown) {
    throw new RunError(`no folder for PGlite's data could be made: ${messageOf(thrown)}`)
  }
}

/** `PGlite 0.5.16 (PostgreSQL 18.6)`, of what its `version()` says: `PostgreSQL 18.6 (PGlite 0.5.16) on …`. */
function versionIn(said: string): { version: string; major: number } {
  const [, postgres = '', own = ''] = /^PostgreSQL ([\w.]+) \(PGlite ([\w.-]+)\)/.exec(said) ?? []
  return { version: `PGlite ${own} (PostgreSQL ${postgres})`, major: Number.parseInt(postgres, 10) }
}

/** After COPY … FROM PROGRAM it says that all is well and answers nothing any more. */
async function assertAlive(session: Session): Promise<void> {
  await session.run('rollback')
  const { rows } = await session.run('select 41 operator(pg_catalog.+) 1')
  if (rows[0]?.[0] !== '42') throw new RunError('PGlite has stopped answering')
}

/** A session over the one connection that PGlite has. */
async function openSession(holder: PgliteHolder, database: string, speaker: Speaker): Promise<Session> {
  const ticket = holder.enter(database, speaker)
  let isCopying = false

  async function conclude(): Promise<void> {
    const connection = await holder.at(ticket)
    if (isCopying) await connection.abandon()
    if (speaker === 'restorer') await assertAlive(connection)
  }
  async function close(): Promise<void> {
    if (!holder.isOpen(ticket)) return
    try {
      if (isCopying || speaker === 'restorer') await conclude()
    } catch (thrown) {
      holder.fail()
      throw thrown
    } finally {
      holder.leave(ticket)
    }
  }
  async function copy(sql: string): Promise<CopyTarget> {
    const { write, end } = await (await holder.at(ticket)).copy(sql)
    isCopying = true
    const finish = async () => {
      const rows = await end()
      isCopying = false
      return rows
    }
    return { write, end: finish }
  }

  try {
    await holder.at(ticket)
  } catch (thrown) {
    holder.leave(ticket)
    throw thrown
  }
  return { run: async (sql) => (await holder.at(ticket)).run(sql), copy, close }
}

/**
 * Starts PGlite on a folder of its own: in memory COPY takes seven times as long and a third more memory. Its only user
 * is a superuser of a machine that has no network, no programs and no files but its own. It holds one database open at
 * a time; sessions of it share one connection, and a new one begins afresh where no other is open.
 */
export async function startEmbedded(
  { temporary, pglite }: Pick<PostgresContext, 'temporary' | 'pglite'>,
  life: Lifetime,
): Promise<PostgresEngine> {
  const folder = makeFolder(temporary)
  // The one where this machine has no shell, the other where we are killed.
  const forget = lastActs().add(() => removeNow(folder))
  const watchdog = startWatchdog(folder)
  const holder = pgliteHolder({ pglite, data: join(folder, 'd'), life })
  let stopping: Promise<void> | undefined
  async function clear(): Promise<void> {
    await holder.end()
    await rm(folder, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined)
    forget()
    watchdog.release()
  }
  const vanish = () => {
    stopping ??= clear()
    return stopping
  }
  const stop = () => {
    life.end('it was stopped')
    return vanish()
  }

  const open = (database: string, speaker: Speaker) => openSession(holder, database, speaker)
  life.signal.addEventListener('abort', vanish)
  try {
    const said = await holder.version()
    return { kind: 'embedded', ...versionIn(said), database: DATABASE, open, stop }
  } catch (thrown) {
    await vanish()
    throw thrown
  }
}
