import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const DEBIAN = '/usr/lib/postgresql'
const NOBODY = 65_534

/** A PostgreSQL server of this test's alone, on a socket in a temporary folder. */
export interface ThrowawayPostgres {
  /** Runs one of its clients; its standard output. */
  readonly run: (tool: string, args: readonly string[], input?: string) => Buffer
  /** A folder that both may write. */
  readonly folder: string
  readonly stop: () => void
}

/** Where the newest installed server is; undefined where there is none. */
export function postgresFolder(): string | undefined {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : []
  return versions.map((one) => join(DEBIAN, one, 'bin')).find((one) => existsSync(join(one, 'initdb')))
}

/** The server refuses to run as root. */
function asUser(command: readonly string[]): readonly string[] {
  if (process.getuid?.() !== 0) return command
  return ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', ...command]
}

function execute(command: readonly string[], home: string): void {
  const [tool = '', ...args] = asUser(command)
  const ran = spawnSync(tool, args, {
    env: { PATH: process.env['PATH'], HOME: home },
    cwd: home,
    stdio: 'ignore',
  })
  if (ran.status !== 0) throw new Error(`${command[0]} failed: ${ran.error?.message ?? ran.status}`)
}

/** Starts one; the caller must stop it. Throws where the server that is installed does not start. */
export function startPostgres(bin: string): ThrowawayPostgres {
  const folder = mkdtempSync(join(tmpdir(), 'upkeep-pg-'))
  chmodSync(folder, 0o755)
  const home = join(folder, 's')
  mkdirSync(home)
  if (process.getuid?.() === 0) chownSync(home, NOBODY, NOBODY)
  const data = join(home, 'd')
  const init = ['-U', 'postgres', '-A', 'trust', '--no-sync', '--locale=C.UTF-8', '-E', 'UTF8', '-D', data]
  execute([join(bin, 'initdb'), ...init], home)
  const options = `-c listen_addresses='' -c unix_socket_directories=${home} -c fsync=off -c full_page_writes=off`
  const start = ['-w', '-D', data, '-l', join(home, 'log'), '-o', options, 'start']
  execute([join(bin, 'pg_ctl'), ...start], home)
  return {
    folder,
    run: (tool, args, input) =>
      execFileSync(join(bin, tool), [...args], {
        env: { PATH: process.env['PATH'], PGHOST: home, PGUSER: 'postgres', HOME: home },
        input: input ?? '',
        maxBuffer: 1 << 28,
        stdio: ['pipe', 'pipe', 'pipe'],
      }),
    stop: () => {
      execute([join(bin, 'pg_ctl'), '-w', '-m', 'immediate', '-D', data, 'stop'], home)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
