import { rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { DatabaseError, type Session } from '../../core/engine-ports.ts'
import { RunError } from '../../core/errors.ts'
import type { Lifetime } from './lifetime.ts'
import { type PostgresHome, SOCKET_PORT } from './postgres-home.ts'
import { type PostgresProgram, type ProgramRequest, startProgram } from './postgres-process.ts'
import type { PostgresPrograms } from './postgres-programs.ts'
import { startWatchdog, type Watchdog } from './postgres-watchdog.ts'

/** Not names that a dump gives anything to. */
export const ADMIN = 'upkeep_admin'

/** A postmaster of ours that nobody else can reach. */
export interface PostgresCluster {
  /** The folder of its socket, and where its data lie. */
  readonly home: PostgresHome
  readonly isRunning: () => boolean
  /** Ends it and removes its folders. Never throws; the second time it waits for the first. */
  readonly stop: () => Promise<void>
}

/** Nothing here needs to survive, and containers give little shared memory. */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  port: String(SOCKET_PORT),
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  autovacuum: 'off',
  shared_buffers: '64MB',
  dynamic_shared_memory_type: 'mmap',
  huge_pages: 'off',
  max_connections: '20',
  max_locks_per_transaction: '256',
  // Statements and rows must get into no log.
  log_destination: 'stderr',
  logging_collector: 'off',
  log_min_messages: 'fatal',
  log_min_error_statement: 'panic',
  log_checkpoints: 'off',
}

/** Of the best there is to the least: not every system has the first. */
const LOCALES = ['C.UTF-8', 'C']
/** Milliseconds between two attempts to reach it. */
const STEP = 20

/** What a program said, in one line that is no longer than people read. */
function excuse(said: string): string {
  return said.replace(/\s+/g, ' ').trim().slice(-200)
}

/** What belongs to a cluster while it is being made. */
interface Making {
  readonly home: PostgresHome
  readonly watchdog: Watchdog
  readonly start: (request: Pick<ProgramRequest, 'path' | 'args'>) => PostgresProgram
}

async function initialize(
  { home, start }: Making,
  { folder }: PostgresPrograms,
  life: Lifetime,
): Promise<void> {
  let said = ''
  for (const locale of LOCALES) {
    const own = ['-D', home.data, '-U', ADMIN, '-A', 'trust', '-E', 'UTF8', '--no-sync', `--locale=${locale}`]
    const program = start({ path: join(folder, 'initdb'), args: own })
    try {
      if ((await life.within(program.ended)) === 0) return
      said = program.said()
    } finally {
      await program.stop()
    }
  }
  throw new RunError(`initdb failed: ${excuse(said)}`)
}

/** An unconnected connection to its socket is made by `connect`; whether it listens, by this. */
function listens({ socket }: PostgresHome): Promise<boolean> {
  return new Promise((done) => {
    const one = connect(join(socket, `.s.PGSQL.${SOCKET_PORT}`))
    const tell = (isThere: boolean) => {
      one.destroy()
      done(isThere)
    }
    one.on('connect', () => tell(true))
    one.on('error', () => tell(false))
  })
}

async function serve(
  { home, start }: Making,
  { folder }: PostgresPrograms,
  life: Lifetime,
): Promise<PostgresProgram> {
  const all = { ...SETTINGS, unix_socket_directories: home.socket }
  const settings = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const program = start({ path: join(folder, 'postgres'), args: ['-D', home.data, ...settings] })
  while (program.isRunning() && life.over() === undefined) {
    if (await listens(home)) return program
    await pause(STEP)
  }
  await program.stop()
  throw new RunError(`postgres did not start: ${life.over() ?? excuse(program.said())}`)
}

/** Makes a cluster in a home and starts it. Throws a RunError, with the home removed, where that cannot be. */
export async function startCluster(
  programs: PostgresPrograms,
  home: PostgresHome,
  life: Lifetime,
): Promise<PostgresCluster> {
  const watchdog = startWatchdog(home.folder)
  const started: PostgresProgram[] = []
  const start: Making['start'] = (request) => {
    const program = startProgram({ ...request, cwd: home.data, account: home.account })
    started.push(program)
    if (program.pid !== undefined) watchdog.watch(program.pid)
    return program
  }
  let stopping: Promise<void> | undefined
  async function clear(): Promise<void> {
    await Promise.all(started.map((program) => program.stop()))
    await rm(home.folder, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined)
    watchdog.release()
  }
  const stop = () => {
    stopping ??= clear()
    return stopping
  }
  try {
    await initialize({ home, watchdog, start }, programs, life)
    const program = await serve({ home, watchdog, start }, programs, life)
    life.signal.addEventListener('abort', stop)
    if (life.over() !== undefined) throw new RunError(`postgres was ended: ${life.over()}`)
    return { home, isRunning: program.isRunning, stop }
  } catch (thrown) {
    await stop()
    throw thrown
  }
}

/** Tries until a server that is starting lets somebody in. Throws as `open` does. */
export async function enterWhenReady(
  cluster: PostgresCluster,
  open: () => Promise<Session>,
): Promise<Session> {
  for (;;) {
    try {
      return await open()
    } catch (thrown) {
      const isEarly = thrown instanceof RunError && cluster.isRunning()
      if (!isEarly || thrown instanceof DatabaseError) throw thrown
      await pause(STEP)
    }
  }
}
