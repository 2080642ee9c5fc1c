import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { lastActs } from '../child-exit.ts'
import { startProcess, type ThrowawayProcess } from './throwaway-process.ts'

/** Servers refuse to run as root, or should: `nobody` needs no account. */
const NOBODY = 65_534
/** The longest that a timer can wait, in milliseconds. */
const LONGEST = 2 ** 31 - 1

/** A folder and the processes that work in it, all of which end and vanish together. */
export interface Throwaway {
  /** 0700, of the user that the processes run as. */
  readonly folder: string
  /** Makes a folder in it, of the same user. */
  readonly makeFolder: (name: string) => string
  /** Gives a file in it to that user. */
  readonly give: (path: string) => void
  readonly start: (command: string, args: readonly string[]) => ThrowawayProcess
  /** Milliseconds until the deadline. */
  readonly left: () => number
  /** Ends the processes and removes the folder. Never throws; may be called twice. */
  readonly stop: () => Promise<void>
}

export interface ThrowawayNeed {
  /** Where folders are made: a short path, for sockets, that everybody may search. */
  readonly temporary: string
  /** Where programs are. */
  readonly folders: readonly string[]
  /** The absolute path of setpriv, which ends a server also where this process is killed; undefined for none. */
  readonly setpriv: string | undefined
  /** Milliseconds: then the processes are ended. */
  readonly deadline: number
}

/** What stands before a command so that it ends with this process; BusyBox's setpriv has no such option. */
function leashOf(setpriv: string | undefined): readonly string[] {
  if (setpriv === undefined) return []
  const { stdout } = spawnSync(setpriv, ['--help'], { encoding: 'utf8', timeout: 5_000, env: {} })
  return stdout?.includes('--pdeathsig') ? [setpriv, '--pdeathsig', 'KILL', '--'] : []
}

/** A new folder of that user alone; none is left where it cannot be given away. */
function makePrivate(temporary: string, user: number | undefined): string {
  const folder = mkdtempSync(join(temporary, 'upkeep-'))
  try {
    chmodSync(folder, 0o700)
    if (user !== undefined) chownSync(folder, user, user)
    return folder
  } catch (thrown) {
    rmSync(folder, { recursive: true, force: true })
    throw thrown
  }
}

/** Makes one, in the name of nobody where this process is root. Throws where no folder can be made. */
export function makeThrowaway({ temporary, folders, setpriv, deadline }: ThrowawayNeed): Throwaway {
  const end = performance.now() + deadline
  const user = process.getuid?.() === 0 ? NOBODY : undefined
  const folder = makePrivate(temporary, user)
  const leash = leashOf(setpriv)
  const processes: ThrowawayProcess[] = []
  const killAll = () => {
    for (const one of processes) one.kill()
  }
  const removing = { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }
  const release = lastActs().add(() => {
    killAll()
    try {
      rmSync(folder, removing)
    } catch {
      // this process ends: there is nobody to tell
    }
  })
  const timer = setTimeout(killAll, Math.min(Math.max(0, deadline), LONGEST))
  timer.unref()

  function give(path: string): void {
    if (user !== undefined) chownSync(path, user, user)
  }
  function makeFolder(name: string): string {
    const path = join(folder, name)
    mkdirSync(path, { mode: 0o700 })
    give(path)
    return path
  }
  function start(command: string, args: readonly string[]): ThrowawayProcess {
    const [first = command, ...rest] = [...leash, command, ...args]
    const env = { PATH: folders.join(':'), HOME: folder, TMPDIR: folder, LC_ALL: 'C' }
    const one = startProcess({ command: first, args: rest, cwd: folder, env, user })
    processes.push(one)
    if (performance.now() >= end) one.kill()
    return one
  }
  async function stop(): Promise<void> {
    clearTimeout(timer)
    killAll()
    await Promise.all(processes.map(({ ended }) => ended))
    await rm(folder, removing).catch(() => undefined)
    release()
  }

  return { folder, makeFolder, give, start, left: () => Math.max(0, end - performance.now()), stop }
}
