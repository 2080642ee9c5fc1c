import { DatabaseError } from '../../../core/engine-ports.ts'
import { runScoped, SYSTEM_ONLY } from './admin-scope.ts'
import type { Batch } from './batch.ts'
import { quoteName } from './identifiers.ts'
import type { Place } from './places.ts'
import type { RolesMade } from './roles-made.ts'

/** Who the restorer acts as, where the dump says so (pg_dump --use-set-session-authorization). */
export interface RoleTurns {
  readonly become: (role: string | undefined, batch: Batch) => Promise<void>
  /** Whether it acts as one who was not yet given the rights to make things. */
  readonly wantsRights: () => boolean
  readonly giveRights: () => Promise<void>
  /** As itself for a while: for COPY, which cannot be tried twice. */
  readonly pause: () => Promise<void>
  readonly resume: () => Promise<void>
}

/** The restorer acts as itself. Roles that are not the dump's are never taken. */
export function createRoleTurns(place: Place, roles: RolesMade): RoleTurns {
  const { restorerName, admin } = place
  const given = new Set<string>()
  let current = restorerName

  async function act(role: string): Promise<void> {
    if (current === restorerName) return
    try {
      await place.restorer.run(`SET ROLE ${quoteName(role)}`)
    } catch (error) {
      // In a transaction that has failed, what comes next is refused anyway.
      if (!(error instanceof DatabaseError)) throw error
    }
  }

  return {
    become: async (role, batch) => {
      const next = role === undefined ? undefined : roles.ownerOf(role)
      current = next === undefined || /^pg_/.test(next) ? restorerName : next
      const sql = `SET ROLE ${quoteName(current)}`
      await batch.runAlone({ sql, text: 'SET SESSION AUTHORIZATION', isInsert: false })
      batch.setRole(current, restorerName)
    },
    pause: () => act(restorerName),
    resume: () => act(current),
    wantsRights: () => current !== restorerName && !given.has(current),
    giveRights: async () => {
      given.add(current)
      const role = quoteName(current)
      const rights = `GRANT CREATE ON DATABASE ${quoteName(place.place)} TO ${role}`
      try {
        await runScoped(admin, SYSTEM_ONLY, `${rights}; GRANT CREATE, USAGE ON SCHEMA public TO ${role}`)
      } catch (error) {
        if (!(error instanceof DatabaseError)) throw error
      }
    },
  }
}
