import { DatabaseError, type PostgresEngine, type Session } from '../../../core/engine-ports.ts'
import type { RestoredDatabase } from './postgres-restored.ts'
import type { Ask } from './questions.ts'

/** A restored PostgreSQL that can be asked. */
export interface PostgresAsked {
  readonly ask: Ask
  /** Ends its conversations. Never throws. */
  readonly close: () => Promise<void>
}

/**
 * Asks as the restorer, who owns what was restored and is no superuser, in a transaction that is read-only and undone.
 * `limit` is for one question, in milliseconds. Its last session is kept until `close`.
 */
export function createPostgresAsk(
  engine: PostgresEngine,
  places: readonly RestoredDatabase[],
  limit: number,
): PostgresAsked {
  let current: { readonly place: string; readonly session: Session } | undefined

  async function leave(): Promise<void> {
    const last = current
    current = undefined
    await last?.session.close()
  }

  /** PGlite holds one database open at a time, so there is one session at a time. */
  async function sessionFor(database: string): Promise<Session> {
    const place = places.find(({ name }) => name === database)?.place
    if (place === undefined) throw new DatabaseError('no such database', '3D000')
    if (current?.place === place) return current.session
    await leave()
    const session = await engine.open(place, 'restorer')
    current = { place, session }
    return session
  }

  return {
    ask: async (database, sql) => {
      const session = await sessionFor(database)
      await session.run(
        `BEGIN TRANSACTION READ ONLY; SET LOCAL statement_timeout = ${Math.max(1, Math.ceil(limit))}; SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO'`,
      )
      try {
        return await session.run(sql)
      } finally {
        await session.run('ROLLBACK')
      }
    },
    close: () => leave().catch(() => undefined),
  }
}
