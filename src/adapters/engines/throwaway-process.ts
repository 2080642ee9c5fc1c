import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'

/** What is kept of what a program writes: enough to say why it ended. */
const KEPT = 64 * 1024
/** Milliseconds that are waited for a pipe that somebody else still holds. */
const LAST_WORDS = 2000

export interface ProcessRequest {
  readonly command: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  /** Whose rights it has; those of this process where undefined. */
  readonly user: number | undefined
}

export interface ProcessEnd {
  /** Undefined where a signal ended it or it could not be started. */
  readonly status: number | undefined
  readonly signal: string | undefined
}

/** A server, or a program that prepares one, in a group of its own. */
export interface ThrowawayProcess {
  /** The last 64 KiB of its standard output and error. */
  readonly said: () => string
  readonly isRunning: () => boolean
  /** Never rejects. */
  readonly ended: Promise<ProcessEnd>
  /** Ends the group at once: nothing it has is worth a shutdown. */
  readonly kill: () => void
}

function endOf(child: ChildProcess): Promise<ProcessEnd> {
  return new Promise((done) => {
    child.on('error', () => done({ status: undefined, signal: undefined }))
    // Not `close`: what it has started may hold its pipes.
    child.on('exit', (status, signal) => done({ status: status ?? undefined, signal: signal ?? undefined }))
  })
}

/** Starts a program with standard input closed. */
export function startProcess({ command, args, cwd, env, user }: ProcessRequest): ThrowawayProcess {
  const child = spawn(command, [...args], {
    cwd,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(user === undefined ? {} : { uid: user, gid: user }),
  })
  let said = ''
  let isRunning = child.pid !== undefined
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('latin1')
    stream.on('data', (text: string) => {
      said = (said + text).slice(-KEPT)
    })
    stream.on('error', () => undefined)
  }

  /** The leader may be gone and its group not. */
  function kill(): void {
    if (child.pid === undefined) return
    try {
      process.kill(-child.pid, 'SIGKILL')
    } catch {
      // nobody is left in it
    }
  }

  // What it wrote last says why it ended, and may come after that.
  const closed = new Promise<void>((done) => child.on('close', () => done()))
  const ended = endOf(child).then(async (end) => {
    if (isRunning) kill()
    isRunning = false
    if (child.pid !== undefined) await Promise.race([closed, sleep(LAST_WORDS, undefined, { ref: false })])
    child.stdout.destroy()
    child.stderr.destroy()
    return end
  })
  return {
    said: () => said,
    isRunning: () => isRunning,
    ended,
    kill: () => {
      if (isRunning) kill()
    },
  }
}
