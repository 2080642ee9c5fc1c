import { DatabaseError, type PostgresEngine, type Session } from '../../../core/engine-ports.ts'
import { runScoped, SYSTEM_ONLY } from './admin-scope.ts'
import { quoteName } from './identifiers.ts'
import type { Troubles } from './troubles.ts'

/** No dump says who is a superuser, but this one always was: what it owned saw every row, and a view of it must here. */
const FIRST_SUPERUSER = 'postgres'

/** The roles of a dump in the engine: none of them can log in or do more than own things. */
export interface RolesMade {
  /** Makes those that are not there, and lets the restorer act as each. */
  readonly ensure: (admin: Session, restorer: string, roles: readonly string[]) => Promise<void>
  /** Who a thing is given to; undefined for nobody: superusers of the engine, and what is no role of the dump. */
  readonly ownerOf: (role: string) => string | undefined
  /** Whether the engine has a superuser of this name: the restorer stands in for it. */
  readonly isSuperuser: (role: string) => boolean
  /** Makes one a member of another, where both are the dump's. */
  readonly join: (admin: Session, role: string, member: string) => Promise<void>
  readonly all: () => readonly string[]
}

/** Things of the system's own schemas belong to it whatever the database. */
const DATABASE_OWNER = 'pg_database_owner'
const AT_ONCE = 200

function slices<One>(all: readonly One[], size: number): readonly (readonly One[])[] {
  const count = Math.ceil(all.length / size)
  return Array.from({ length: count }, (_, index) => all.slice(index * size, (index + 1) * size))
}

/**
 * No role yet. Since PostgreSQL 16 a member acts as a role only where that is said. In an engine of ours each may read
 * everything: it may have been a superuser, whose views are filled with what others own.
 */
export function createRolesMade(
  { major, kind }: Pick<PostgresEngine, 'major' | 'kind'>,
  troubles: Troubles,
): RolesMade {
  const mayRead = major >= 14 && kind !== 'given'
  const made = new Set<string>()
  const superusers = new Set<string>()
  const options = major >= 16 ? ' WITH INHERIT TRUE, SET TRUE' : ''

  /** All at once; where that is refused one by one, because one may be there that is not ours to give. */
  async function runEach(admin: Session, statements: readonly string[], complaint: string): Promise<void> {
    for (const some of slices(statements, AT_ONCE)) {
      try {
        await runScoped(admin, SYSTEM_ONLY, some.join(';\n'))
        continue
      } catch (error) {
        if (!(error instanceof DatabaseError)) throw error
      }
      for (const one of some)
        await runScoped(admin, SYSTEM_ONLY, one).catch((error) => complain(error, complaint))
    }
  }

  function complain(error: unknown, complaint: string): void {
    if (!(error instanceof DatabaseError)) throw error
    if (complaint !== '') troubles.lack('roles', complaint)
  }

  async function existing(admin: Session): Promise<ReadonlySet<string>> {
    const { rows } = await runScoped(admin, SYSTEM_ONLY, 'SELECT rolname::text, rolsuper::text FROM pg_roles')
    for (const [name, isSuper] of rows) if (name != null && isSuper === 'true') superusers.add(name)
    return new Set(rows.map(([name]) => name ?? ''))
  }

  async function ensure(admin: Session, restorer: string, roles: readonly string[]): Promise<void> {
    const there = await existing(admin)
    const wanted = [...new Set(roles)].filter(
      (role) => role !== '' && role !== restorer && !superusers.has(role) && !/^pg_/.test(role),
    )
    const missing = wanted.filter((role) => !there.has(role))
    await runEach(
      admin,
      missing.map(
        (role) => `CREATE ROLE ${quoteName(role)} NOLOGIN${role === FIRST_SUPERUSER ? ' BYPASSRLS' : ''}`,
      ),
      'the roles of the dump cannot be made in the database that was given',
    )
    await runEach(
      admin,
      wanted.map((role) => `GRANT ${quoteName(role)} TO ${quoteName(restorer)}${options}`),
      '',
    )
    await runEach(
      admin,
      mayRead ? wanted.map((role) => `GRANT pg_read_all_data TO ${quoteName(role)}`) : [],
      '',
    )
    for (const role of wanted) made.add(role)
  }

  return {
    ensure,
    ownerOf: (role) => (made.has(role) || role === DATABASE_OWNER ? role : undefined),
    isSuperuser: (role) => superusers.has(role),
    join: async (admin, role, member) => {
      if (!made.has(role) || !made.has(member)) return
      await runEach(admin, [`GRANT ${quoteName(role)} TO ${quoteName(member)}`], '')
    },
    all: () => [...made],
  }
}
