import type { Speaker } from '../../core/engine-ports.ts'
import { RunError } from '../../core/errors.ts'
import { type PgliteRequest, type PgliteThread, startPglite } from './pglite-thread.ts'
import { type Conversation, openConversation } from './postgres-conversation.ts'
import { quoteName, quoteText } from './postgres-names.ts'

/** A session's place. */
export interface Ticket {
  readonly database: string
  readonly speaker: Speaker
}

/** Holds PGlite open on the database that is spoken to. */
export interface PgliteHolder {
  /** What PostgreSQL says of itself. */
  readonly version: () => Promise<string>
  readonly enter: (database: string, speaker: Speaker) => Ticket
  /** Whether it was not left, and nothing is over. */
  readonly isOpen: (ticket: Ticket) => boolean
  /** The connection, on the ticket's database. Throws as a session does. */
  readonly at: (ticket: Ticket) => Promise<Conversation>
  readonly leave: (ticket: Ticket) => void
  /** Nothing of it can be believed any more. */
  readonly fail: () => void
  readonly end: () => Promise<void>
}

interface Live {
  readonly database: string
  readonly thread: PgliteThread
  readonly connection: Conversation
}

/** initdb makes it. */
const FIRST = 'postgres'
const USER = 'postgres'

async function start(request: Omit<PgliteRequest, 'database'>, database: string): Promise<Live> {
  const thread = await startPglite({ ...request, database })
  const { stream } = thread
  const own = { stream, host: 'pglite', port: 0, user: USER, password: '', database, ssl: false }
  const connection = await openConversation({ ...own, life: request.life, cancel: undefined })
  return { database, thread, connection }
}

/** What is not there is made. */
async function ensure({ connection }: Live, database: string): Promise<void> {
  const { rows } = await connection.run(
    `select from pg_catalog.pg_database where datname = ${quoteText(database)}::pg_catalog.name`,
  )
  if (rows.length > 0) return
  await connection.run(`create database ${quoteName(database)}`)
}

/** Nothing is started before it is needed. */
export function pgliteHolder(request: Omit<PgliteRequest, 'database'>): PgliteHolder {
  const { life } = request
  const tickets = new Set<Ticket>()
  let live: Promise<Live> | undefined
  let turn: Promise<unknown> = Promise.resolve()
  let hasFailed = false

  async function move(database: string): Promise<Live> {
    const last = await live
    if (last?.database === database) return last
    if (last && [...tickets].some((one) => one.speaker === 'restorer' && one.database === last.database))
      throw new RunError('PGlite holds one database open at a time, and the restorer is in another one')
    if (last) {
      await last.connection.run('rollback')
      await ensure(last, database)
      await last.thread.close()
    }
    live = start(request, database)
    return live
  }

  /** One after the other: two that move at once would each end what the other has begun. */
  function liveAt(database: string): Promise<Live> {
    if (hasFailed) throw new RunError('PGlite has stopped answering')
    const next = turn.then(() => move(database))
    turn = next.catch(() => undefined)
    return next
  }

  /** Those before whom nobody was there: what others have set is none of theirs. */
  const fresh = new Set<Ticket>()

  async function refresh(ticket: Ticket): Promise<Conversation> {
    const { connection } = await liveAt(ticket.database)
    if (!fresh.has(ticket)) return connection
    fresh.delete(ticket)
    await connection.run('rollback')
    await connection.run('discard all')
    return connection
  }

  return {
    version: async () => {
      const { connection } = await liveAt(FIRST)
      return (await connection.run('select pg_catalog.version()')).rows[0]?.[0] ?? ''
    },
    enter: (database, speaker) => {
      const ticket = { database, speaker }
      if (tickets.size === 0) fresh.add(ticket)
      tickets.add(ticket)
      return ticket
    },
    isOpen: (ticket) => tickets.has(ticket) && life.over() === undefined,
    at: async (ticket) => {
      const reason = life.over()
      if (reason !== undefined) throw new RunError(`PostgreSQL was ended: ${reason}`)
      if (!tickets.has(ticket)) throw new RunError('the session was closed')
      return refresh(ticket)
    },
    leave: (ticket) => {
      tickets.delete(ticket)
      fresh.delete(ticket)
    },
    fail: () => {
      hasFailed = true
    },
    end: async () => {
      const last = await live?.catch(() => undefined)
      await last?.thread.kill()
    },
  }
}
