import {
  DatabaseError,
  type PostgresEngine,
  type Session,
  type Speaker,
} from '../../../src/core/engine-ports.ts'
import { RunError } from '../../../src/core/errors.ts'

/** What a promise is rejected with: the code of a refusal, or the kind of error. */
export async function refusal(promise: Promise<unknown>): Promise<string> {
  try {
    await promise
    return 'nothing'
  } catch (thrown) {
    if (thrown instanceof DatabaseError) return thrown.code
    return thrown instanceof RunError ? `RunError: ${thrown.message}` : `bug: ${thrown}`
  }
}

/** Does something in a new session and closes it. */
export async function within<T>(
  engine: PostgresEngine,
  speaker: Speaker,
  act: (session: Session) => Promise<T>,
  database = engine.database,
): Promise<T> {
  const session = await engine.open(database, speaker)
  try {
    return await act(session)
  } finally {
    await session.close()
  }
}

/** The first field of the first row. */
export async function only(session: Session, sql: string): Promise<string | null | undefined> {
  return (await session.run(sql)).rows[0]?.[0]
}
