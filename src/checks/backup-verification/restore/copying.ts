import { type CopyTarget, DatabaseError, type Session } from '../../../core/engine-ports.ts'
import { quoteText } from './identifiers.ts'
import type { Troubles } from './troubles.ts'

/** One COPY that is under way. */
export interface Copying {
  readonly write: (bytes: Buffer) => Promise<void>
  readonly end: () => Promise<void>
}

const STAGE = 64 * 1024

/** How data in another encoding are announced, so that no row of them is written anew. */
export function copySql(sql: string, encoding: string): string {
  return encoding === 'UTF8' ? sql : `${sql} WITH (ENCODING ${quoteText(encoding)})`
}

/**
 * Sends the data of one COPY. The first refusal ends the restore, because what follows would be refused for want of
 * these rows; but not where the engine lacked something before.
 */
export async function startCopying(
  session: Session,
  sql: string,
  text: string,
  troubles: Troubles,
): Promise<Copying> {
  let target: CopyTarget | undefined
  let stage = Buffer.allocUnsafe(STAGE)
  let filled = 0

  async function attempt(action: () => Promise<unknown>): Promise<void> {
    try {
      await action()
    } catch (error) {
      target = undefined
      if (!(error instanceof DatabaseError)) throw error
      troubles.refuse(text, error)
      if (troubles.hasFaults()) troubles.stop()
    }
  }

  async function send(): Promise<void> {
    const full = stage.subarray(0, filled)
    stage = Buffer.allocUnsafe(STAGE)
    filled = 0
    if (full.length > 0) await attempt(async () => target?.write(full))
  }

  await attempt(async () => {
    target = await session.copy(sql)
  })
  return {
    write: async (bytes) => {
      for (let at = 0; at < bytes.length && target !== undefined; ) {
        const part = bytes.subarray(at, at + STAGE - filled)
        part.copy(stage, filled)
        filled += part.length
        at += part.length
        if (filled === STAGE) await send()
      }
    },
    end: async () => {
      if (target !== undefined) await send()
      await attempt(async () => target?.end())
    },
  }
}
