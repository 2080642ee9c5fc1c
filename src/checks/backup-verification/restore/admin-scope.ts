import { DatabaseError, type Rows, type Session } from '../../../core/engine-ports.ts'

/**
 * What the admin's own statements find: nothing of the dump's, whose functions may have the names of the system's. Temporary
 * tables, which a session that is shared may have, are looked at before everything else where they are not named last.
 */
export const SYSTEM_ONLY = 'pg_catalog, pg_temp'

/**
 * Runs statements of ours with a search path for them alone, in a transaction. The session may share its connection with
 * the restorer's, so nothing of it may last, and whom the dump acts as is not whom they are run as. Throws as `run` does, with the transaction ended.
 */
export async function runScoped(session: Session, searchPath: string, sql: string): Promise<Rows> {
  try {
    return await session.run(
      `BEGIN;\nSET LOCAL ROLE NONE;\nSET LOCAL search_path TO ${searchPath};\n${sql};\nCOMMIT`,
    )
  } catch (error) {
    if (error instanceof DatabaseError) await session.run('ROLLBACK')
    throw error
  }
}
