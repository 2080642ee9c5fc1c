import { execFile } from 'node:child_process'
import { readdirSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isUsable, toolFolders } from '../tool-path.ts'
import type { PostgresContext } from './postgres-context.ts'

/** A PostgreSQL server that is installed. */
export interface PostgresPrograms {
  /** Where its `initdb` and `postgres` are. */
  readonly folder: string
  /** `15.18`. */
  readonly version: string
  readonly major: number
}

/** Where distributions keep one folder for each major version. */
const VERSIONED = ['/usr/lib/postgresql', '/usr/lib64/postgresql', '/opt/postgresql']
const PLAIN = ['/usr/local/pgsql/bin', '/usr/libexec/postgresql']

/** Milliseconds to tell a version or a folder. */
const PATIENCE = 5_000

function foldersIn(parent: string): readonly string[] {
  try {
    return readdirSync(parent).map((name) => join(parent, name, 'bin'))
  } catch {
    return []
  }
}

/** What a program says; empty where it says nothing. */
function ask(path: string, argument: string): Promise<string> {
  return new Promise((done) => {
    const options = { timeout: PATIENCE, env: { LC_ALL: 'C' }, cwd: '/' }
    execFile(path, [argument], options, (error, stdout) => done(error ? '' : stdout.trim()))
  })
}

async function programsIn(folder: string): Promise<PostgresPrograms | undefined> {
  const said = await ask(join(folder, 'postgres'), '--version')
  const [, version, major] = /\(PostgreSQL\) ((\d+)[\w.]*)/.exec(said) ?? []
  return version === undefined ? undefined : { folder, version, major: Number(major) }
}

/**
 * The servers of this machine, the highest version first: those of the usual folders, of PATH, of `pg_config`, and of
 * the context's folders. None lies in the workspace, as it is written or where its links lead.
 */
export async function findServers(context: PostgresContext): Promise<readonly PostgresPrograms[]> {
  const { env, workspace, folders } = context
  const onPath = toolFolders(env, workspace)
  const configs = onPath
    .map((folder) => join(folder, 'pg_config'))
    .filter((path) => isUsable(path, workspace))
  const told = await Promise.all(configs.map((path) => ask(path, '--bindir')))
  const all = [...folders, ...VERSIONED.flatMap(foldersIn), ...PLAIN, ...onPath, ...told]
  const servers = all
    .map((folder) => join(folder, 'postgres'))
    .filter((path) => isUsable(path, workspace))
    .map((path) => dirname(realpathSync(path)))
  const whole = [...new Set(servers)].filter((folder) => isUsable(join(folder, 'initdb'), workspace))
  const found = (await Promise.all(whole.map(programsIn))).flatMap((one) => one ?? [])
  const place = (version: string) => version.split('.').map((part) => Number.parseInt(part, 10))
  return found.sort((a, b) => {
    const [major = 0, minor = 0] = place(a.version)
    const [otherMajor = 0, otherMinor = 0] = place(b.version)
    return otherMajor - major || otherMinor - minor
  })
}
