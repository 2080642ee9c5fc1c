import { Socket } from 'node:net'
import type { PostgresEngine, Session, Speaker } from '../../core/engine-ports.ts'
import { RunError } from '../../core/errors.ts'
import type { Lifetime } from './lifetime.ts'
import { ADMIN, enterWhenReady, type PostgresCluster, startCluster } from './postgres-cluster.ts'
import type { PostgresContext } from './postgres-context.ts'
import { openConversation } from './postgres-conversation.ts'
import { makeHome, SOCKET_PORT, serverAccount } from './postgres-home.ts'
import { quoteName, quoteText } from './postgres-names.ts'
import type { PostgresPrograms } from './postgres-programs.ts'

const RESTORER = 'upkeep_restorer'
const FIRST = 'postgres'
const DATABASE = 'restored'
const OTHER_BASES = ['/tmp', '/var/tmp']

/**
 * Before PostgreSQL 16 whoever may make roles may also join `pg_execute_server_program`
 * (postgresql.org/docs/15/role-attributes.html), so there the restorer may not. What a superuser owned is the
 * restorer's here: a view over a table with row security must show as much as it did.
 */
function rightsFor(major: number): string {
  return `login createdb bypassrls ${major >= 16 ? 'createrole' : ''}`
}

/** A connection by its own user alone; `cancel` goes over another one. */
function openOn(cluster: PostgresCluster, life: Lifetime, database: string, user: string): Promise<Session> {
  async function cancel(backend: string): Promise<void> {
    const admin = await openOn(cluster, life, FIRST, ADMIN)
    try {
      await admin.run(`select pg_catalog.pg_cancel_backend(${Number(backend)})`)
    } finally {
      await admin.close()
    }
  }
  const host = cluster.home.socket
  const stream = new Socket()
  return openConversation({
    ...{ stream, host, port: SOCKET_PORT, user, password: '', database, ssl: false, life },
    cancel: user === ADMIN && database === FIRST ? undefined : cancel,
  })
}

/** Nobody else can have put a server there; that is not a reason to believe it. */
async function assertOurs(admin: Session, { home }: PostgresCluster): Promise<void> {
  const { rows } = await admin.run("select pg_catalog.current_setting('data_directory')")
  if (rows[0]?.[0] !== home.data) throw new RunError('another server answers on the socket of ours')
}

/**
 * What is not there is made, as the restorer's own. Before PostgreSQL 15 that does not make it the owner of `public`;
 * afterwards it does (pg_database_owner).
 */
async function prepare(cluster: PostgresCluster, life: Lifetime, major: number, name: string): Promise<void> {
  const admin = await openOn(cluster, life, FIRST, ADMIN)
  try {
    const { rows } = await admin.run(
      `select from pg_catalog.pg_database where datname = ${quoteText(name)}::pg_catalog.name`,
    )
    if (rows.length > 0) return
    await admin.run(`create database ${quoteName(name)} owner ${RESTORER}`)
  } finally {
    await admin.close()
  }
  if (major >= 15) return
  const own = await openOn(cluster, life, name, ADMIN)
  try {
    await own.run(`alter schema public owner to ${RESTORER}`)
  } finally {
    await own.close()
  }
}

async function setUp(cluster: PostgresCluster, life: Lifetime, { major }: PostgresPrograms): Promise<void> {
  const admin = await enterWhenReady(cluster, () => openOn(cluster, life, FIRST, ADMIN))
  try {
    await assertOurs(admin, cluster)
    // What a dump has made must be found by none of the admin's own statements.
    await admin.run(`alter role ${ADMIN} set search_path to pg_catalog, pg_temp`)
    await admin.run(`create role ${RESTORER} ${rightsFor(major)}`)
  } finally {
    await admin.close()
  }
  await prepare(cluster, life, major, DATABASE)
}

/**
 * Starts one of the servers as a throwaway cluster on a socket that this user alone reaches. The restorer owns every
 * database; each is made when it is first opened. Throws a RunError where it cannot be started.
 */
export async function startServer(
  { temporary }: Pick<PostgresContext, 'temporary'>,
  programs: PostgresPrograms,
  life: Lifetime,
): Promise<PostgresEngine> {
  const { major, version } = programs
  const home = makeHome([temporary, ...OTHER_BASES], serverAccount())
  const cluster = await startCluster(programs, home, life)
  const prepared = new Map<string, Promise<void>>()

  async function open(database: string, speaker: Speaker): Promise<Session> {
    const before = prepared.get(database) ?? prepare(cluster, life, major, database)
    prepared.set(database, before)
    // One that could not be made is tried again.
    before.catch(() => prepared.delete(database))
    await before
    return openOn(cluster, life, database, speaker === 'admin' ? ADMIN : RESTORER)
  }

  try {
    await setUp(cluster, life, programs)
  } catch (thrown) {
    await cluster.stop()
    throw thrown
  }
  return {
    ...{ kind: 'server', version: `PostgreSQL ${version}`, major, database: DATABASE, open },
    stop: () => {
      life.end('it was stopped')
      return cluster.stop()
    },
  }
}
