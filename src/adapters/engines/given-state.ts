import type { Session } from '../../core/engine-ports.ts'
import { RunError } from '../../core/errors.ts'

/** A given database as it was found. */
export interface GivenState {
  readonly version: string
  readonly major: number
  /** Who owns the database, and who its schema `public`; the latter empty where there is none. */
  readonly owner: string
  readonly publicOwner: string
  /** Whether the login is a superuser. */
  readonly isSuper: boolean
  /** All roles there are. */
  readonly roles: readonly string[]
}

const OWN_SCHEMAS = `n.nspname !~ '^pg_' and n.nspname <> 'information_schema'`
/** Images with PostGIS bring it along: an extension and what belongs to it is nobody's data. */
const IN_EXTENSION = `exists (select from pg_depend e where e.classid = d.classid and e.objid = d.objid and e.deptype = 'e')`
const HOLDS_EXTENSION = `exists (select from pg_extension x where x.extnamespace = n.oid)`

/** What lies in a schema, of whatever kind, depends on it. */
export const IN_SCHEMAS = `pg_depend d join pg_namespace n on d.refclassid = 'pg_namespace'::regclass and d.refobjid = n.oid
where ${OWN_SCHEMAS} and d.deptype = 'n' and d.classid <> 'pg_extension'::regclass and not ${IN_EXTENSION}`

/** Schemas that are there beside \`public\` and that no extension brought. */
export const SCHEMAS = `pg_namespace n where ${OWN_SCHEMAS} and n.nspname <> 'public' and not ${HOLDS_EXTENSION}
and not exists (select from pg_depend e where e.classid = 'pg_namespace'::regclass and e.objid = n.oid and e.deptype = 'e')`

const QUESTION = `select
pg_is_in_recovery()::text,
(select count(*) from (select from ${IN_SCHEMAS} limit 1) o)::text,
(select count(*) from ${SCHEMAS})::text,
(select count(*) from (select from pg_largeobject_metadata limit 1) l)::text,
(select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
 and usesysid is not null and coalesce(backend_type, 'client backend') = 'client backend')::text,
current_setting('server_version'),
current_setting('server_version_num'),
(select pg_get_userbyid(datdba) from pg_database where datname = current_database())::text,
coalesce((select pg_get_userbyid(nspowner) from pg_namespace where nspname = 'public'), '')::text,
(select rolsuper from pg_roles where rolname = current_user)::text`

function refusalOf(row: readonly (string | null)[]): string | undefined {
  const [isReplica, objects, schemas, largeObjects, sessions] = row
  if (isReplica === 'true') return 'it is a replica, which can only be read'
  if (objects !== '0') return 'it is not empty: there are tables, views, functions or types in it'
  if (schemas !== '0') return 'it is not empty: there is a schema in it beside public'
  if (largeObjects !== '0') return 'it is not empty: there are large objects in it'
  return sessions === '0' ? undefined : 'somebody else is connected to it'
}

/** Looks at a database. Throws a RunError that says why it is not to be used; nothing in it has been changed. */
export async function inspectGiven(session: Session): Promise<GivenState> {
  const row = (await session.run(QUESTION)).rows[0] ?? []
  const refusal = refusalOf(row)
  if (refusal !== undefined) throw new RunError(`the given database is refused: ${refusal}`)
  const [version = '', number, owner, publicOwner, isSuper] = row.slice(5)
  const roles = await session.run('select rolname::text from pg_roles')
  return {
    version: version?.split(' ')[0] ?? '',
    major: Math.floor(Number(number) / 10_000),
    owner: owner ?? '',
    publicOwner: publicOwner ?? '',
    isSuper: isSuper === 'true',
    roles: roles.rows.map(([name]) => name ?? ''),
  }
}

/** Whether something has remained of what was restored. */
export async function isEmptied(session: Session): Promise<boolean> {
  const { rows } = await session.run(
    `select (exists (select from ${IN_SCHEMAS}) or exists (select from ${SCHEMAS}))::text`,
  )
  return rows[0]?.[0] === 'false'
}
