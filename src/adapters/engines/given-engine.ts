import { randomBytes } from 'node:crypto'
import { Socket } from 'node:net'
import type { ClientConfig } from 'pg'
import { DatabaseError, type PostgresEngine, type Session, type Speaker } from '../../core/engine-ports.ts'
import { messageOf, RunError } from '../../core/errors.ts'
import { emptyGiven, listExtensions } from './given-removal.ts'
import { type GivenState, inspectGiven } from './given-state.ts'
import { type GivenPlace, parseGiven, type SslMode } from './given-url.ts'
import { type Lifetime, startLifetime } from './lifetime.ts'
import type { PostgresContext } from './postgres-context.ts'
import { openConversation } from './postgres-conversation.ts'
import { quoteName, quoteText } from './postgres-names.ts'

/** Who logs in. */
type Login = Pick<GivenPlace, 'user' | 'password'>

/** Milliseconds to make it empty again, also where the time of the engine is up. */
const CLEANING = 30_000

const NO_NAME = { rejectUnauthorized: true, checkServerIdentity: () => undefined }

/** What of TLS is tried, in turn. */
const TLS: Readonly<Record<SslMode, readonly ClientConfig['ssl'][]>> = {
  disable: [false],
  prefer: [{ rejectUnauthorized: false }, false],
  require: [{ rejectUnauthorized: false }],
  'verify-ca': [NO_NAME],
  'verify-full': [{ rejectUnauthorized: true }],
}

async function connect(place: GivenPlace, login: Login, life: Lifetime): Promise<Session> {
  const { host, port, database } = place
  const ways = host.startsWith('/') ? [false] : TLS[place.sslmode]
  async function cancel(backend: string): Promise<void> {
    const other = await connect(place, login, life)
    await other.run(`select pg_catalog.pg_cancel_backend(${Number(backend)})`).finally(other.close)
  }
  let failure: unknown
  for (const ssl of ways) {
    const request = { stream: new Socket(), host, port, database, ...login, ssl, life, cancel }
    try {
      return await openConversation(request)
    } catch (thrown) {
      // What a server says of the login, it says with TLS or without.
      if (thrown instanceof DatabaseError) throw thrown
      failure = thrown
    }
  }
  throw failure
}

/** As `connect`, but every reason is a sentence without anything of the URL or of the server. */
async function enter(place: GivenPlace, life: Lifetime): Promise<Session> {
  try {
    return await connect(place, place, life)
  } catch (thrown) {
    const why =
      thrown instanceof DatabaseError ? `it refuses the login (SQLSTATE ${thrown.code})` : messageOf(thrown)
    throw new RunError(`the given database cannot be reached: ${why}`)
  }
}

/** A login that is no superuser, for what a dump brings; undefined where the given one is none itself. */
async function makeRestorer(
  admin: Session,
  place: GivenPlace,
  state: GivenState,
  life: Lifetime,
): Promise<Login | undefined> {
  if (!state.isSuper) return undefined
  const login = {
    user: `upkeep_${randomBytes(6).toString('hex')}`,
    password: randomBytes(24).toString('hex'),
  }
  const [name, database] = [quoteName(login.user), quoteName(place.database)]
  await admin.run(`create role ${name} login password ${quoteText(login.password)}`)
  await admin.run(`alter database ${database} owner to ${name}`)
  if (state.publicOwner !== '') await admin.run(`alter schema public owner to ${name}`)
  try {
    await (await connect(place, login, life)).close()
    return login
  } catch {
    throw new RunError(
      'the login of the given database is a superuser, and a role that is none may not log in',
    )
  }
}

/** Ends what still runs there, and makes it empty. Never throws. */
async function clean(
  place: GivenPlace,
  state: GivenState,
  extensions: readonly string[],
  progress: PostgresContext['progress'],
): Promise<void> {
  const life = startLifetime(CLEANING)
  try {
    const admin = await connect(place, place, life)
    const others = "datname = current_database() and pid <> pg_backend_pid() and application_name = 'upkeep'"
    await admin.run(`select pg_terminate_backend(pid) from pg_stat_activity where ${others}`)
    const isEmpty = await emptyGiven(admin, place.database, state, extensions)
    if (!isEmpty) progress('the given database could not be made empty again')
    await admin.close()
  } catch (thrown) {
    const why = thrown instanceof DatabaseError ? `SQLSTATE ${thrown.code}` : messageOf(thrown)
    progress(`the given database could not be made empty again: ${why}`)
  } finally {
    life.end('it is over')
  }
}

/**
 * Uses an empty database of the user's, and makes it empty again at the end. Throws a RunError, with nothing changed in
 * it, where it cannot be reached, is a replica, is not empty, or has somebody else in it. No reason holds a password.
 */
export async function useGiven(
  url: string,
  life: Lifetime,
  progress: PostgresContext['progress'],
): Promise<PostgresEngine> {
  const place = parseGiven(url)
  const admin = await enter(place, life)
  const state = await inspectGiven(admin).catch(async (thrown) => {
    await admin.close()
    throw thrown
  })
  const extensions = await listExtensions(admin)
  let cleaning: Promise<void> | undefined
  const stop = () => {
    life.end('it was stopped')
    cleaning ??= clean(place, state, extensions, progress)
    return cleaning
  }
  life.signal.addEventListener('abort', stop)
  try {
    const restorer = await makeRestorer(admin, place, state, life)
    await admin.close()
    const open = (database: string, speaker: Speaker) => {
      if (database !== place.database)
        return Promise.reject(new DatabaseError('only one database was given', '3D000'))
      return connect(place, (speaker === 'restorer' && restorer) || place, life)
    }
    const { version, major } = state
    return { kind: 'given', version: `PostgreSQL ${version}`, major, database: place.database, open, stop }
  } catch (thrown) {
    await stop()
    if (thrown instanceof DatabaseError)
      throw new RunError(`the given database cannot be made ready (SQLSTATE ${thrown.code})`)
    throw thrown
  }
}
