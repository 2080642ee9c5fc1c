import { writeFileSync } from 'node:fs'
import { createConnection } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { StartChild, Started } from '../../core/engine-ports.ts'
import { messageOf } from '../../core/errors.ts'
import type { MariaDbEngine, StartMariaDb } from '../../core/other-engine-ports.ts'
import type { Environment } from '../environment.ts'
import { askMariaDb, type MariaDbDoor, restoreInto } from './mariadb-client.ts'
import {
  findMariaDb,
  type MariaDbPrograms,
  type MariaDbVersion,
  readMariaDbVersion,
} from './mariadb-programs.ts'
import { DATABASE, initSql, installOptions, serverOptions } from './mariadb-setup.ts'
import { findProgram, programFolders } from './programs.ts'
import { makeThrowaway, type Throwaway } from './throwaway.ts'
import type { ThrowawayProcess } from './throwaway-process.ts'

/** What a server of our own needs of this machine. */
export interface EngineSurroundings {
  readonly env: Environment
  readonly workspace: string
  /** Where folders are made; short, as a socket's path has at most 107 bytes, and to be searched by everybody. */
  readonly temporary: string
  readonly startChild: StartChild
}

const NAMES = { mariadb: 'MariaDB', mysql: 'MySQL' }
const LONGEST_SOCKET = 107

function answers(socket: string): Promise<boolean> {
  return new Promise((done) => {
    const connection = createConnection(socket)
    connection.on('data', () => connection.destroy())
    connection.on('error', () => done(false))
    connection.on('close', () => done(connection.bytesRead > 0))
  })
}

/** Until it greets; false where it ended before. */
async function isUp(server: ThrowawayProcess, socket: string): Promise<boolean> {
  while (server.isRunning()) {
    if (await answers(socket)) return true
    await sleep(25)
  }
  return false
}

interface Prepared {
  readonly version: MariaDbVersion
  readonly socket: string
}

/** Ubuntu's profile of AppArmor lets MySQL's server write below /tmp, and in no folder of a user's. */
function hintIn(said: string): string {
  if (!/Permission denied|OS errno 13|Errcode: 13|error: 13\b/i.test(said)) return ''
  return ': it may not write to the temporary folder; where AppArmor confines it, set RUNNER_TEMP or TMPDIR to /tmp'
}

/** Makes the data folder and starts the server in it; a text where that does not work. */
async function prepare(throwaway: Throwaway, programs: MariaDbPrograms): Promise<Prepared | string> {
  const asked = throwaway.start(programs.server, ['--no-defaults', '--version'])
  await asked.ended
  const version = readMariaDbVersion(asked.said())
  if (!version) return 'the MariaDB or MySQL server here does not tell its version'
  const name = `${NAMES[version.family]} ${version.text}`
  const installer = version.family === 'mysql' ? programs.server : programs.installer
  if (installer === undefined)
    return `${name} is here without mariadb-install-db, which makes its data folder`
  const socket = join(throwaway.folder, 's')
  if (Buffer.byteLength(socket) > LONGEST_SOCKET) return `the path of a socket for ${name} would be too long`
  const places = {
    data: join(throwaway.folder, 'data'),
    socket,
    pid: join(throwaway.folder, 'pid'),
    temporary: throwaway.makeFolder('tmp'),
    nothing: throwaway.makeFolder('nothing'),
    init: join(throwaway.folder, 'init.sql'),
  }
  writeFileSync(places.init, initSql(version))
  throwaway.give(places.init)
  const install = throwaway.start(installer, installOptions(version, places.data))
  const { status } = await install.ended
  if (throwaway.left() === 0) return `${name} was not ready within its time`
  if (status !== 0) return `the data folder of a throwaway ${name} could not be made${hintIn(install.said())}`
  const server = throwaway.start(programs.server, serverOptions(version, places))
  if (await isUp(server, socket)) return { version, socket }
  return throwaway.left() === 0
    ? `${name} was not ready within its time`
    : `a throwaway ${name} did not start`
}

function engineOf(
  { version, socket }: Prepared,
  client: string,
  throwaway: Throwaway,
  startChild: StartChild,
): MariaDbEngine {
  const door: MariaDbDoor = { client, socket, startChild, left: throwaway.left }
  return {
    family: version.family,
    version: `${NAMES[version.family]} ${version.text}`,
    major: version.major,
    minor: version.minor,
    database: DATABASE,
    restore: (database) => restoreInto(door, database),
    run: (database, sql) => askMariaDb(door, database, sql),
    stop: throwaway.stop,
  }
}

/**
 * Starts servers where one is installed: on a socket in a folder of its own, as nobody where this process is root, with
 * durability off. It ends at its deadline, by `stop`, and with this process.
 */
export function mariaDbStarter({ env, workspace, temporary, startChild }: EngineSurroundings): StartMariaDb {
  return async ({ deadline }): Promise<Started<MariaDbEngine>> => {
    const folders = programFolders(env, workspace)
    const programs = findMariaDb(folders, workspace)
    if (!programs)
      return { lack: 'neither MariaDB nor MySQL is installed here, server and client, to restore it into' }
    let throwaway: Throwaway | undefined
    try {
      const setpriv = findProgram(['setpriv'], folders, workspace)
      throwaway = makeThrowaway({ temporary, folders, setpriv, deadline })
      const prepared = await prepare(throwaway, programs)
      if (typeof prepared !== 'string')
        return { engine: engineOf(prepared, programs.client, throwaway, startChild) }
      await throwaway.stop()
      return { lack: prepared }
    } catch (thrown) {
      await throwaway?.stop()
      return { lack: `a throwaway MariaDB could not be started: ${messageOf(thrown)}` }
    }
  }
}
