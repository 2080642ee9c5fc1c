import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, DatabaseError as PgError, type QueryResult } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import {
  type CopyTarget,
  DatabaseError,
  type PostgresEngine,
  type Rows,
  type Session,
  type Speaker,
} from '../../../src/core/engine-ports.ts'
import { RunError } from '../../../src/core/errors.ts'

const NOBODY = 65_534
const RESTORER = 'upkeep_restorer'

/** An engine of a test's: a PostgreSQL server on a socket, with what tests look at. */
export interface RestoreEngine extends PostgresEngine {
  /** Runs one of the server's clients as its superuser. */
  readonly run: (tool: string, args: readonly string[]) => Buffer
  /** How many messages were sent to it. */
  readonly trips: () => number
  /** Makes it as new: every database but its own, and every role of a dump's, is dropped. */
  readonly reset: () => Promise<void>
}

function asUser(command: readonly string[]): readonly string[] {
  if (process.getuid?.() !== 0) return command
  return ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', ...command]
}

function execute(command: readonly string[], home: string): void {
  const [tool = '', ...args] = asUser(command)
  execFileSync(tool, [...args], {
    env: { PATH: process.env['PATH'], HOME: home },
    cwd: home,
    stdio: 'ignore',
  })
}

function thrown(error: unknown): Error {
  if (error instanceof PgError) return new DatabaseError(error.message, error.code ?? '')
  return new RunError(error instanceof Error ? error.message : String(error))
}

function rowsOf(results: QueryResult | readonly QueryResult[]): Rows {
  const all = Array.isArray(results) ? (results as readonly QueryResult[]) : [results as QueryResult]
  const last = all.findLast((result) => result.fields.length > 0)
  const names = last?.fields.map(({ name }) => name) ?? []
  return { columns: names, rows: (last?.rows as (string | null)[][] | undefined) ?? [] }
}

function startCopy(client: Client, sql: string): Promise<CopyTarget> {
  const stream = client.query(copyFrom(sql))
  let failure: unknown
  const closed = new Promise<void>((resolve) => {
    stream.on('error', (error) => {
      failure = error
      resolve()
    })
    stream.on('finish', resolve)
  })
  const target: CopyTarget = {
    write: async (chunk) => {
      if (failure !== undefined) throw thrown(failure)
      const isOpen = stream.write(chunk)
      if (!isOpen) await Promise.race([new Promise((resolve) => stream.once('drain', resolve)), closed])
      if (failure !== undefined) throw thrown(failure)
    },
    end: async () => {
      if (failure === undefined) stream.end()
      await closed
      if (failure !== undefined) throw thrown(failure)
      return stream.rowCount
    },
  }
  return Promise.resolve(target)
}

async function connect(home: string, database: string, user: string, count: () => void): Promise<Session> {
  const client = new Client({
    host: home,
    database,
    user,
    types: { getTypeParser: () => (text: string) => text },
  })
  client.on('error', () => undefined)
  try {
    await client.connect()
  } catch (error) {
    throw thrown(error)
  }
  return {
    run: async (sql) => {
      count()
      try {
        return rowsOf(await client.query({ text: sql, rowMode: 'array' }))
      } catch (error) {
        throw thrown(error)
      }
    },
    copy: (sql) => {
      count()
      return startCopy(client, sql)
    },
    close: () => client.end(),
  }
}

/**
 * Starts a server by the programs in a folder; the caller must stop it. `superuser` is the name of the admin: with
 * `postgres` the most common owner of all dumps is one whom nothing may be given to.
 */
export async function startRestoreEngine(bin: string, superuser = 'upkeep_admin'): Promise<RestoreEngine> {
  const folder = mkdtempSync(join(tmpdir(), 'upkeep-re-'))
  chmodSync(folder, 0o755)
  const home = join(folder, 's')
  mkdirSync(home)
  if (process.getuid?.() === 0) chownSync(home, NOBODY, NOBODY)
  const data = join(home, 'd')
  execute(
    [
      join(bin, 'initdb'),
      ...['-U', superuser, '-A', 'trust', '--no-sync', '--locale=C.UTF-8', '-E', 'UTF8', '-D', data],
    ],
    home,
  )
  const options = `-c listen_addresses='' -c unix_socket_directories=${home} -c fsync=off -c full_page_writes=off`
  execute([join(bin, 'pg_ctl'), '-w', '-D', data, '-l', join(home, 'log'), '-o', options, 'start'], home)
  let trips = 0
  const count = () => {
    trips += 1
  }
  const first = await connect(home, 'postgres', superuser, count)
  await first.run(`CREATE ROLE ${RESTORER} LOGIN`)
  await first.run(`CREATE DATABASE upkeep OWNER ${RESTORER}`)
  const version = (await first.run('SHOW server_version')).rows[0]?.[0] ?? ''

  async function open(database: string, speaker: Speaker): Promise<Session> {
    const quoted = `"${database.replaceAll('"', '""')}"`
    const asked = `SELECT 1 FROM pg_database WHERE datname = '${database.replaceAll("'", "''")}'`
    const { rows } = await first.run(asked)
    if (rows.length === 0) await first.run(`CREATE DATABASE ${quoted} OWNER ${RESTORER}`)
    return connect(home, database, speaker === 'admin' ? superuser : RESTORER, count)
  }

  async function reset(): Promise<void> {
    const databases = await first.run(
      "SELECT quote_ident(datname) FROM pg_database WHERE datname !~ '^template[01]$|^postgres$'",
    )
    for (const [name] of databases.rows) await first.run(`DROP DATABASE ${name} WITH (FORCE)`)
    await first.run('DROP DATABASE IF EXISTS postgres_copy')
    const roles = await first.run(
      `SELECT quote_ident(rolname) FROM pg_roles WHERE rolname !~ '^pg_' AND rolname NOT IN ('${superuser}', '${RESTORER}')`,
    )
    for (const [name] of roles.rows) await first.run(`DROP ROLE ${name}`)
    await first.run(`CREATE DATABASE upkeep OWNER ${RESTORER}`)
  }

  return {
    kind: 'server',
    version: `PostgreSQL ${version}`,
    major: Number.parseInt(version, 10),
    database: 'upkeep',
    open,
    run: (tool, args) =>
      execFileSync(join(bin, tool), [...args], {
        env: { PATH: process.env['PATH'], PGHOST: home, PGUSER: superuser, HOME: home },
        input: '',
        maxBuffer: 1 << 28,
        stdio: ['pipe', 'pipe', 'pipe'],
      }),
    trips: () => trips,
    reset,
    stop: async () => {
      await first.close()
      execute([join(bin, 'pg_ctl'), '-w', '-m', 'immediate', '-D', data, 'stop'], home)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
