import { DatabaseError, type Session } from '../../../core/engine-ports.ts'
import { runScoped } from './admin-scope.ts'
import { type OwnerStatement, ownerSql } from './owner-statement.ts'
import type { Troubles } from './troubles.ts'

/** Things that are to be given to their owners. */
export interface Owners {
  readonly add: (statement: OwnerStatement) => void
  /** Gives them; what they are must be committed by now. */
  readonly give: () => Promise<void>
  /** How many wait. */
  readonly count: () => number
  /** Where names without a schema are looked for, from here on; none may wait. */
  readonly setSearchPath: (searchPath: string) => void
}

const AT_ONCE = 100

/**
 * An owner must be allowed to make things in the schema of what it gets, unless a superuser gives it: so the admin does,
 * many at a time.
 */
export function createOwners(admin: Session, troubles: Troubles): Owners {
  let waiting: OwnerStatement[] = []
  let searchPath = 'public'

  async function giveOne(statement: OwnerStatement): Promise<void> {
    try {
      await runScoped(admin, searchPath, ownerSql(statement))
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error
      troubles.refuse(ownerSql(statement), error)
    }
  }

  async function giveAll(all: readonly OwnerStatement[]): Promise<boolean> {
    try {
      await runScoped(admin, searchPath, all.map(ownerSql).join(';\n'))
      return true
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error
      return false
    }
  }

  return {
    add: (statement) => {
      waiting.push(statement)
    },
    count: () => waiting.length,
    setSearchPath: (path) => {
      searchPath = path
    },
    give: async () => {
      const all = waiting
      waiting = []
      for (let at = 0; at < all.length && !troubles.isStopped(); at += AT_ONCE) {
        const some = all.slice(at, at + AT_ONCE)
        if (await giveAll(some)) continue
        for (const one of some) {
          if (!troubles.isStopped()) await giveOne(one)
        }
      }
    },
  }
}
