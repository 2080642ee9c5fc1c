import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { runPeer } from './backup-verification-measure.mjs'
import { OWNER } from './backup-verification-sql.mjs'

/** Where Debian keeps servers; a run that calls this its workspace may use none of them. */
export const SERVERS = '/usr/lib/postgresql'

const SETTINGS = [
  'listen_addresses=',
  ...[
    'fsync=off',
    'synchronous_commit=off',
    'full_page_writes=off',
    'wal_level=minimal',
    'max_wal_senders=0',
  ],
  ...['autovacuum=off', 'shared_buffers=64MB', 'log_min_messages=fatal'],
]

/** The highest server of this machine; undefined for none. */
export function serverFolder() {
  const majors = existsSync(SERVERS) ? readdirSync(SERVERS).map(Number) : []
  const [highest] = majors
    .filter((major) => existsSync(join(SERVERS, `${major}`, 'bin/initdb')))
    .sort((a, b) => b - a)
  return highest === undefined ? undefined : join(SERVERS, `${highest}`, 'bin')
}

/** Servers refuse to run as root. */
const ACCOUNT =
  process.getuid() === 0 ? ['setpriv', '--reuid=nobody', '--regid=nogroup', '--clear-groups'] : []

function run([command, ...args]) {
  const { status, stderr } = spawnSync(command, args, { stdio: ['ignore', 'ignore', 'pipe'], cwd: '/' })
  if (status !== 0) throw new Error(`${command} ${args[0]} failed: ${stderr}`)
}

/** A throwaway cluster with the settings of ours, for psql. Its folder must be searchable for everybody. */
export async function startCluster(folder, bin) {
  const own = join(folder, 'pg')
  mkdirSync(own)
  chmodSync(own, 0o777)
  const start = process.hrtime.bigint()
  const data = join(own, 'd')
  run([
    ...ACCOUNT,
    join(bin, 'initdb'),
    '-D',
    data,
    '-U',
    'bench',
    '-A',
    'trust',
    '-E',
    'UTF8',
    '--no-sync',
    '--locale=C.UTF-8',
  ])
  const settings = [...SETTINGS, `unix_socket_directories=${own}`].flatMap((setting) => ['-c', setting])
  const [command, ...args] = [...ACCOUNT, join(bin, 'postgres'), '-D', data, ...settings]
  const server = spawn(command, args, { stdio: 'ignore', cwd: '/' })
  const client = `-X -q -v ON_ERROR_STOP=1 -h ${own} -U bench`
  const close = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return
    const ended = once(server, 'exit')
    server.kill('SIGQUIT')
    await ended
  }
  try {
    const isDue = () => server.exitCode === null && !existsSync(join(own, '.s.PGSQL.5432'))
    for (let attempt = 0; isDue() && attempt < 500; attempt++) await pause(20)
    await pause(100)
    runPeer(`psql ${client} -d postgres -c 'create role ${OWNER}'`)
  } catch (thrown) {
    await close()
    throw thrown
  }
  const seconds = Number(process.hrtime.bigint() - start) / 1e9
  return { client, close, seconds }
}

/** psql as one would use it, into a fresh database; the time of the restore alone. */
export function restoreByPsql({ client }, dump) {
  runPeer(`psql ${client} -d postgres -c 'drop database if exists restored' -c 'create database restored'`)
  return runPeer(`gzip -dc "$DUMP" | psql ${client} -1 -d restored`, { env: { DUMP: dump } })
}
