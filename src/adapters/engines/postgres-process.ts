import { type ChildProcess, spawn } from 'node:child_process'
import type { Account } from './postgres-home.ts'

export interface ProgramRequest {
  readonly path: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly account: Account | undefined
}

/** A program of PostgreSQL's, the leader of a group of its own. */
export interface PostgresProgram {
  /** Undefined where it could not be started. */
  readonly pid: number | undefined
  /** Its status; undefined where a signal ended it or it could not be started. Never rejects. */
  readonly ended: Promise<number | undefined>
  readonly isRunning: () => boolean
  /** The last of what it wrote to standard error. */
  readonly said: () => string
  /** Ends it at once, by force where it does not obey. Resolves when it is gone. */
  readonly stop: () => Promise<void>
}

/** Characters kept of standard error. */
const KEPT = 4096
/** Milliseconds: a postmaster needs 5 s where a child of its does not obey. */
const PATIENCE = 8_000

function signal(child: ChildProcess, name: NodeJS.Signals): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, name)
  } catch {
    // It is gone already.
  }
}

/**
 * Starts one with a clean environment, standard input closed. libuv itself lets go of root and of all its groups
 * (uv_spawn with uid and gid: setgroups, setgid, setuid), so that neither setpriv nor runuser is needed.
 */
export function startProgram({ path, args, cwd, account }: ProgramRequest): PostgresProgram {
  const child = spawn(path, [...args], {
    cwd,
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC', HOME: cwd },
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
    ...account,
  })
  let said = ''
  let isRunning = child.pid !== undefined
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-KEPT)
  })
  child.stderr.on('error', () => undefined)
  const ended = new Promise<number | undefined>((done) => {
    child.on('error', (error) => {
      said += error.message
      done(undefined)
    })
    // Not `close`: what it started may hold its pipe.
    child.on('exit', (status) => done(status ?? undefined))
  }).then((status) => {
    isRunning = false
    return status
  })

  async function stop(): Promise<void> {
    if (isRunning) {
      signal(child, 'SIGQUIT')
      const timer = setTimeout(() => signal(child, 'SIGKILL'), PATIENCE)
      await ended
      clearTimeout(timer)
    }
    child.stderr.destroy()
  }

  return { pid: child.pid, ended, isRunning: () => isRunning, said: () => said, stop }
}
