import { copyFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf } from '../../core/errors.ts'
import type { LoadRdb, RdbLoaded, RdbLoadRequest } from '../../core/other-engine-ports.ts'
import type { Environment } from '../environment.ts'
import { findProgram, programFolders } from './programs.ts'
import { refusalOf } from './redis-log.ts'
import { askRedis, type Reply } from './redis-resp.ts'
import { makeThrowaway, type Throwaway } from './throwaway.ts'
import type { ThrowawayProcess } from './throwaway-process.ts'

const SERVERS = ['redis-server', 'valkey-server']
const LONGEST_SOCKET = 107

interface Version {
  readonly name: string
  readonly major: number
  readonly minor: number
}

/** `Redis server v=7.0.15 …`; Valkey says `Valkey server` or, as its compatible name has it, the same. */
function readVersion(said: string, program: string): Version | undefined {
  const [, text, major, minor] = /\bv=((\d{1,3})\.(\d{1,3})\.\d{1,3})/.exec(said) ?? []
  if (text === undefined) return undefined
  const isValkey = /valkey/i.test(said) || program.endsWith('valkey-server')
  return { name: `${isValkey ? 'Valkey' : 'Redis'} ${text}`, major: Number(major), minor: Number(minor) }
}

function optionsOf(folder: string, databases: number, { major, minor }: Version): readonly string[] {
  const isFrom = (wanted: number, least = 0) => major > wanted || (major === wanted && minor >= least)
  return [
    ...['--port', '0', '--unixsocket', join(folder, 's'), '--unixsocketperm', '700'],
    ...['--dir', folder, '--dbfilename', 'dump.rdb', '--save', '', '--appendonly', 'no'],
    ...['--databases', String(Math.max(16, databases)), '--logfile', '', '--daemonize', 'no'],
    // A look at every value's own structure, which else comes when it is used.
    ...(isFrom(6, 2) ? ['--sanitize-dump-payload', 'yes'] : []),
    ...(isFrom(7) ? ['--enable-debug-command', 'no', '--enable-module-command', 'no'] : []),
  ]
}

/** Moves the snapshot into the folder, across file systems where need be. */
function moveIn(path: string, throwaway: Throwaway): void {
  const target = join(throwaway.folder, 'dump.rdb')
  try {
    renameSync(path, target)
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'EXDEV') throw thrown
    copyFileSync(path, target)
  }
  throwaway.give(target)
}

function numberIn(text: Reply | undefined, pattern: RegExp): number | undefined {
  const found = typeof text === 'string' ? pattern.exec(text)?.[1] : undefined
  return found === undefined ? undefined : Number(found)
}

/** What it holds, once it is loaded; undefined where it ended before. */
async function waitAndAsk(
  server: ThrowawayProcess,
  socket: string,
): Promise<Omit<Extract<RdbLoaded, { kind: 'loaded' }>, 'kind' | 'engine'> | undefined> {
  while (server.isRunning()) {
    const ask = (commands: readonly (readonly string[])[]) => askRedis(socket, commands).catch(() => [])
    const [persistence, keyspace] = await ask([
      ['INFO', 'persistence'],
      ['INFO', 'keyspace'],
    ])
    if (numberIn(persistence, /^loading:(\d)/m) === 0 && typeof keyspace === 'string') {
      const indexes = [...keyspace.matchAll(/^db(\d{1,9}):/gm)].map(([, index]) => Number(index))
      const sizes = await ask(indexes.flatMap((index) => [['SELECT', String(index)], ['DBSIZE']]))
      const databases = indexes.map((index, at) => ({ index, keys: Number(sizes[2 * at + 1] ?? Number.NaN) }))
      if (databases.some(({ keys }) => !Number.isInteger(keys))) return undefined
      return { databases, expired: numberIn(persistence, /^rdb_last_load_keys_expired:(\d{1,15})/m) }
    }
    await sleep(20)
  }
  return undefined
}

async function load(throwaway: Throwaway, program: string, request: RdbLoadRequest): Promise<RdbLoaded> {
  const asked = throwaway.start(program, ['--version'])
  await asked.ended
  const version = readVersion(asked.said(), program)
  if (!version) return { kind: 'absent', reason: `the Redis server here does not tell its version` }
  const engine = version.name
  const socket = join(throwaway.folder, 's')
  if (Buffer.byteLength(socket) > LONGEST_SOCKET)
    return { kind: 'absent', reason: `the path of a socket for ${engine} would be too long` }
  moveIn(request.path, throwaway)
  const server = throwaway.start(program, optionsOf(throwaway.folder, request.databases, version))
  const held = await waitAndAsk(server, socket)
  if (held) return { kind: 'loaded', engine, ...held }
  server.kill()
  const end = await server.ended
  if (throwaway.left() === 0) return { kind: 'absent', reason: `${engine} did not load it within its time` }
  const reason = refusalOf(server.said(), end)
  return reason
    ? { kind: 'refused', engine, reason }
    : { kind: 'absent', reason: `a throwaway ${engine} did not start` }
}

export interface RedisSurroundings {
  readonly env: Environment
  readonly workspace: string
  /** Where folders are made; short, as a socket's path has at most 107 bytes, and to be searched by everybody. */
  readonly temporary: string
}

/**
 * Loads snapshots into the redis-server or valkey-server that is installed: on a socket in a folder of its own, as nobody
 * where this process is root, without modules, without writing. It ends with the answer, at its deadline, and with this
 * process.
 */
export function rdbLoader({ env, workspace, temporary }: RedisSurroundings): LoadRdb {
  return async (request) => {
    const folders = programFolders(env, workspace)
    const program = findProgram(SERVERS, folders, workspace)
    if (program === undefined)
      return { kind: 'absent', reason: 'neither redis-server nor valkey-server is installed here' }
    const setpriv = findProgram(['setpriv'], folders, workspace)
    let throwaway: Throwaway | undefined
    try {
      throwaway = makeThrowaway({ temporary, folders, setpriv, deadline: request.deadline })
      return await load(throwaway, program, request)
    } catch (thrown) {
      return { kind: 'absent', reason: `a throwaway Redis could not be used: ${messageOf(thrown)}` }
    } finally {
      await throwaway?.stop()
    }
  }
}
