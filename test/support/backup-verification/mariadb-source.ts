import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findMariaDb } from '../../../src/adapters/engines/mariadb-programs.ts'
import { installOptions } from '../../../src/adapters/engines/mariadb-setup.ts'
import { findProgram, programFolders } from '../../../src/adapters/engines/programs.ts'
import { makeThrowaway } from '../../../src/adapters/engines/throwaway.ts'
import type { EngineGround } from './child.ts'

/** A MariaDB with a root, to make dumps of; undefined where none is installed. */
export interface MariaDbSource {
  readonly play: (sql: string) => void
  readonly dump: (args: readonly string[]) => Buffer
  readonly stop: () => Promise<void>
}

/** Whether what makes and restores dumps is installed. */
export function hasMariaDb({ env, workspace }: EngineGround): boolean {
  const folders = programFolders(env, workspace)
  const programs = findMariaDb(folders, workspace)
  return programs?.installer !== undefined && findProgram(['mariadb-dump'], folders, workspace) !== undefined
}

/** Starts one. */
export async function startMariaDbSource({
  env,
  workspace,
  temporary,
}: EngineGround): Promise<MariaDbSource> {
  const folders = programFolders(env, workspace)
  const { server = '', installer = '' } = findMariaDb(folders, workspace) ?? {}
  const place = makeThrowaway({ temporary, folders, setpriv: undefined, deadline: 600_000 })
  const data = join(place.folder, 'd')
  const socket = join(place.folder, 's')
  const family = { family: 'mariadb', major: 10, minor: 11, text: '' } as const
  await place.start(installer, installOptions(family, data)).ended
  const options = ['--no-defaults', `--datadir=${data}`, `--socket=${socket}`, '--skip-networking']
  const one = place.start(server, [...options, `--pid-file=${join(place.folder, 'p')}`])
  while (one.isRunning() && !existsSync(socket)) await sleep(50)
  const client = (tool: string, args: readonly string[], input = '') =>
    execFileSync(tool, ['--no-defaults', '-S', socket, '-u', 'root', ...args], {
      input,
      stdio: ['pipe', 'pipe', 'pipe'],
      maxBuffer: 1 << 28,
    })
  return {
    play: (sql) => {
      client('mariadb', [], sql)
    },
    dump: (args) => client('mariadb-dump', args),
    stop: place.stop,
  }
}
