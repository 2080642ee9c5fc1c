import { DatabaseError, type Session } from '../../core/engine-ports.ts'
import { type GivenState, IN_SCHEMAS, isEmptied, SCHEMAS } from './given-state.ts'
import { quoteName } from './postgres-names.ts'

/** How often things are dropped that others kept from being dropped. */
const ROUNDS = 3
const AT_ONCE = 1_000

async function attempt(session: Session, sql: string): Promise<boolean> {
  try {
    await session.run(sql)
    return true
  } catch (thrown) {
    if (thrown instanceof DatabaseError) return false
    throw thrown
  }
}

async function namesOf(session: Session, sql: string): Promise<readonly string[]> {
  const { rows } = await session.run(sql)
  return rows.flatMap(([name]) => name ?? [])
}

/** `drop table if exists public.a cascade` for everything that is in a schema, and a whole schema where it may go. */
const DROPS = `select format('drop schema if exists %I cascade', n.nspname) from ${SCHEMAS}
union all select format('drop %s if exists %s cascade', o.type, o.identity)
from (select d.classid, d.objid from ${IN_SCHEMAS} limit ${AT_ONCE}) d,
pg_identify_object(d.classid, d.objid, 0) o`

async function dropObjects(session: Session): Promise<void> {
  for (let round = 0; round < ROUNDS; ) {
    const drops = await namesOf(session, DROPS)
    if (drops.length === 0) return
    const dropped = []
    for (const drop of drops) dropped.push(await attempt(session, drop))
    if (!dropped.includes(true) || drops.length < AT_ONCE) round += 1
  }
}

/** Everything that is not in a schema, of what a dump can bring and only its owner may drop. */
async function dropOthers(session: Session): Promise<void> {
  const unlink = 'select lo_unlink(oid) from (select oid from pg_largeobject_metadata limit 1000) l'
  while ((await session.run('select from pg_largeobject_metadata limit 1')).rows.length > 0)
    if (!(await attempt(session, unlink))) break
  const others = await namesOf(
    session,
    `select format('drop publication %I', pubname) from pg_publication
union all select format('drop event trigger %I', evtname) from pg_event_trigger
where not exists (select from pg_depend where objid = pg_event_trigger.oid and deptype = 'e')`,
  )
  for (const drop of others) await attempt(session, drop)
}

async function dropRoles(session: Session, { roles, owner }: GivenState): Promise<void> {
  const all = await namesOf(session, "select rolname::text from pg_roles where rolname !~ '^pg_'")
  const came = all.filter((name) => !roles.includes(name)).map(quoteName)
  for (const name of came) await attempt(session, `reassign owned by ${name} to ${quoteName(owner)}`)
  for (const name of came) await attempt(session, `drop owned by ${name} cascade`)
  for (const name of came) await attempt(session, `drop role ${name}`)
}

/**
 * Removes what came since: objects, schemas, large objects, extensions, roles; and gives the database and `public` back
 * to their owners. `database` is its name. True where it is empty again.
 */
export async function emptyGiven(
  session: Session,
  database: string,
  state: GivenState,
  extensions: readonly string[],
): Promise<boolean> {
  await attempt(session, 'set search_path to pg_catalog, pg_temp')
  await attempt(session, `alter database ${quoteName(database)} owner to ${quoteName(state.owner)}`)
  await attempt(session, `alter database ${quoteName(database)} reset all`)
  if (state.publicOwner !== '')
    await attempt(session, `alter schema public owner to ${quoteName(state.publicOwner)}`)
  const now = await listExtensions(session)
  for (const name of now.filter((one) => !extensions.includes(one)))
    await attempt(session, `drop extension if exists ${quoteName(name)} cascade`)
  await dropObjects(session)
  await dropOthers(session)
  await dropRoles(session, state)
  return isEmptied(session)
}

/** The extensions there are. */
export function listExtensions(session: Session): Promise<readonly string[]> {
  return namesOf(session, 'select extname::text from pg_extension')
}
