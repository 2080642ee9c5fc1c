import type { Duplex } from 'node:stream'
import { Client, type ClientConfig, DatabaseError as Refusal } from 'pg'
import { DatabaseError, type Session } from '../../core/engine-ports.ts'
import { RunError } from '../../core/errors.ts'
import type { Lifetime } from './lifetime.ts'
import { type CopyData, copyData } from './postgres-copy.ts'
import { type Exchange, statements } from './postgres-exchange.ts'

/** Bytes of one row after which the connection is cut: it may have a gigabyte. */
const MOST_BYTES = 128 * 1024 * 1024

/** Milliseconds for an engine to close a connection that was said farewell on. */
const PATIENCE = 2000

export interface ConversationRequest {
  /** Not connected yet; pg connects it. */
  readonly stream: Duplex
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
  readonly database: string
  readonly ssl: ClientConfig['ssl']
  readonly life: Lifetime
  /** Ends what the backend of this number does; undefined where nobody can. */
  readonly cancel: ((backend: string) => Promise<void>) | undefined
}

/** Everything that pg would else take from the environment (PGOPTIONS, PGPASSWORD, ~/.pgpass …) is given. */
function configOf(request: ConversationRequest): ClientConfig & { readonly replication: string } {
  const { stream, host, port, user, password, database, ssl } = request
  return {
    stream: () => stream,
    host,
    port,
    user,
    password: () => password,
    database,
    ssl,
    application_name: 'upkeep',
    client_encoding: 'utf8',
    // A result must not depend on the server's own settings; notices are nobody's business here.
    options: '-c client_min_messages=error -c timezone=UTC -c datestyle=ISO',
    sslnegotiation: 'postgres',
    replication: 'false',
  }
}

/** The classes of what is said when a connection or a server ends. */
const ENDS = /^(08|57P)/

/** Why there is no connection, without anything of the URL or of what was sent. */
function lost(thrown: unknown): RunError {
  const { code, message } = thrown as Partial<NodeJS.ErrnoException>
  if (/^SASL: /.test(message ?? ''))
    return new RunError('PostgreSQL wants a password, and none was given that it takes')
  if (/does not support SSL/.test(message ?? '')) return new RunError('PostgreSQL has no TLS there')
  const known = /^[A-Z][A-Z0-9_]+$/.test(code ?? '') ? ` (${code})` : ''
  return new RunError(`the connection to PostgreSQL was lost${known}`)
}

/** What was thrown, in the words of the port: what the engine refuses apart from an engine that is gone. */
function told(thrown: unknown, life: Lifetime): Error {
  const reason = life.over()
  if (reason !== undefined) return new RunError(`PostgreSQL was ended: ${reason}`)
  if (thrown instanceof DatabaseError || thrown instanceof RunError) return thrown
  if (!(thrown instanceof Refusal)) return lost(thrown)
  const code = thrown.code ?? ''
  if (ENDS.test(code)) return new RunError(`PostgreSQL ended the connection (${code})`)
  return new DatabaseError(thrown.message, code)
}

/** Ends a connection at the end of the engine's life, or when a row is endless. Gives what begins to count anew. */
function guard(stream: Duplex, { signal }: Lifetime): () => void {
  const cut = () => void stream.destroy()
  let bytes = 0
  signal.addEventListener('abort', cut)
  stream.once('close', () => signal.removeEventListener('abort', cut))
  stream.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > MOST_BYTES) cut()
  })
  return () => {
    bytes = 0
  }
}

async function connect(client: Client, { stream, life }: ConversationRequest): Promise<void> {
  try {
    await life.within(client.connect())
  } catch (thrown) {
    stream.destroy()
    throw told(thrown, life)
  }
}

/** One connection. */
export interface Conversation extends Session {
  /** Gives up the COPY that is under way, if one is. */
  readonly abandon: () => Promise<void>
}

/** Opens one and logs in. Throws a DatabaseError where the engine refuses, a RunError where there is none. */
export async function openConversation(request: ConversationRequest): Promise<Conversation> {
  const { life, stream, cancel } = request
  const client = new Client(configOf(request))
  // Whoever waits for an answer is told; when nobody does, the next call is.
  client.on('error', () => undefined)
  const countAnew = guard(stream, life)
  const closed = new Promise<void>((resolve) => stream.once('close', resolve))
  await connect(client, request)
  let copying: CopyData | undefined

  async function exchange<T>(one: Exchange, answer: Promise<T>): Promise<T> {
    countAnew()
    client.query(one)
    try {
      return await answer
    } catch (thrown) {
      throw told(thrown, life)
    }
  }

  async function ask(sql: string, onExcess: () => void) {
    const { exchange: one, rows } = statements(sql, { onPart: countAnew, onExcess })
    return exchange(one, rows)
  }

  const backend = (await ask('select pg_catalog.pg_backend_pid()', () => undefined)).rows[0]?.[0] ?? ''
  return {
    run: async (sql) => {
      let cancelled: Promise<void> | undefined
      try {
        return await ask(sql, () => {
          cancelled = cancel?.(backend).catch(() => undefined)
        })
      } finally {
        // Else it might end the next statement.
        await cancelled
      }
    },
    copy: async (sql) => {
      const { exchange: one, data } = copyData(sql)
      await exchange(one, data.begun)
      copying = data
      const tell = (thrown: unknown) => Promise.reject(told(thrown, life))
      return { write: (chunk) => data.write(chunk).catch(tell), end: () => data.end().catch(tell) }
    },
    abandon: async () => copying?.abandon(),
    close: async () => {
      await copying?.abandon()
      void client.end().catch(() => undefined)
      const timer = setTimeout(() => stream.destroy(), PATIENCE)
      await closed
      clearTimeout(timer)
    },
  }
}
