import { DatabaseError, type PostgresEngine, type Session, type Speaker } from '../../../core/engine-ports.ts'
import { runScoped, SYSTEM_ONLY } from './admin-scope.ts'
import { quoteName } from './identifiers.ts'
import type { RestoredDatabase } from './postgres-restored.ts'
import { createRolesMade, type RolesMade } from './roles-made.ts'
import type { Troubles } from './troubles.ts'

/** A database that is being restored, and who talks to it. */
export interface Place extends RestoredDatabase {
  readonly admin: Session
  readonly restorer: Session
  /** The restorer's name. */
  readonly restorerName: string
}

/** The databases of a restore. */
export interface Places {
  /** Leaves the last and goes to this one, made where it is not there; undefined where it cannot be had. */
  readonly enter: (name: string, encoding: string) => Promise<Place | undefined>
  readonly leave: () => Promise<void>
  readonly entered: () => readonly RestoredDatabase[]
  readonly roles: RolesMade
}

/** What is made later is a copy of it. */
const PATTERN = 'template1'

async function nameOf(session: Session): Promise<string> {
  const { rows } = await session.run('SELECT current_user::pg_catalog.text')
  return rows[0]?.[0] ?? ''
}

/** SQL_ASCII takes any bytes, so a database for them must be one too; the others are converted into UTF-8. */
async function makeAscii(engine: PostgresEngine, place: string): Promise<void> {
  const admin = await engine.open(engine.database, 'admin')
  try {
    await admin.run(`CREATE DATABASE ${quoteName(place)} TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'`)
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
  } finally {
    await admin.close()
  }
}

/** The restorer is to be the owner of what the dump says nothing of, as who restores is. */
async function own(place: Place): Promise<void> {
  try {
    await runScoped(
      place.admin,
      SYSTEM_ONLY,
      `ALTER DATABASE ${quoteName(place.place)} OWNER TO ${quoteName(place.restorerName)}`,
    )
  } catch (error) {
    // In a database that was given the restorer may be anybody; what it may not do it will be told.
    if (!(error instanceof DatabaseError)) throw error
  }
}

/** No database entered yet. `roles` must be there in each. */
export function createPlaces(engine: PostgresEngine, roles: readonly string[], troubles: Troubles): Places {
  const rolesMade = createRolesMade(engine, troubles)
  const known = new Map<string, string>()
  const open = new Set<Session>()

  function placeOf(name: string): string | undefined {
    const found = known.get(name)
    if (found !== undefined) return found
    if (engine.kind === 'given') {
      // A dump that makes its database has but settings before it goes there.
      known.delete('')
      return known.size === 0 ? engine.database : undefined
    }
    if (name === '') return engine.database
    return name === PATTERN ? `upkeep_${PATTERN}` : name
  }

  async function leave(): Promise<void> {
    const last = [...open]
    open.clear()
    const closed = await Promise.allSettled(last.map((session) => session.close()))
    for (const one of closed) if (one.status === 'rejected') throw one.reason
  }

  async function openAs(place: string, speaker: Speaker): Promise<Session> {
    const session = await engine.open(place, speaker)
    open.add(session)
    return session
  }

  async function enter(name: string, encoding: string): Promise<Place | undefined> {
    await leave()
    const isAscii = encoding === 'SQL_ASCII' && engine.kind === 'server'
    const place = name === '' && isAscii ? 'upkeep_ascii' : placeOf(name)
    if (place === undefined) {
      troubles.lack('databases', 'it holds several databases, and one was given to restore it into')
      return undefined
    }
    if (isAscii && !known.has(name)) await makeAscii(engine, place)
    const restorer = await openAs(place, 'restorer')
    const restorerName = await nameOf(restorer)
    const admin = await openAs(place, 'admin')
    const entered: Place = { name, place, admin, restorer, restorerName }
    known.set(name, place)
    await own(entered)
    await rolesMade.ensure(admin, restorerName, [...roles, ...rolesMade.all()])
    return entered
  }

  return {
    enter,
    leave,
    entered: () => [...known].map(([name, place]) => ({ name, place })),
    roles: rolesMade,
  }
}
