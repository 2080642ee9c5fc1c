import { type ChildProcess, spawn } from 'node:child_process'
import { delimiter, isAbsolute } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import type { Child, ChildEnd, ChildRequest, StartChild } from '../core/engine-ports.ts'
import { messageOf, RunError } from '../core/errors.ts'
import { type LastActs, lastActs } from './child-exit.ts'
import { childGroup } from './child-group.ts'
import { keepLast, pumpOutput, writeTo } from './child-streams.ts'
import type { Environment } from './environment.ts'
import { findTool, isUsable, toolFolders } from './tool-path.ts'

/** All that a child gets of our environment, beside PATH: no secrets, no proxies, nothing that changes what it runs. */
const PASSED = ['HOME', 'TMPDIR']

/** The longest that a timer can wait. */
const LONGEST = 2 ** 31 - 1

/** Milliseconds after which a process that even SIGKILL does not end is no longer waited for. */
const PATIENCE = 1000

type Spawned = ChildProcess & {
  readonly stdin: Writable
  readonly stdout: Readable
  readonly stderr: Readable
}

function hasStreams(child: ChildProcess): child is Spawned {
  return Boolean(child.stdin && child.stdout && child.stderr)
}

function pathOf(tool: string, env: Environment, workspace: string): string | undefined {
  if (isAbsolute(tool)) return isUsable(tool, workspace) ? tool : undefined
  return tool.includes('/') ? undefined : findTool(tool, env, workspace)
}

function giveSecrets(child: ChildProcess, secrets: readonly Uint8Array[]): void {
  for (const [index, secret] of secrets.entries()) {
    const pipe = child.stdio[3 + index] as Writable | undefined
    // It may end without having read it.
    pipe?.on('error', () => {})
    pipe?.end(secret)
  }
}

interface Exit {
  readonly code: number | null
  readonly message: string
}

/** How the process itself ends; those that it started may live on. */
function exitOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    child.once('exit', (code) => resolve({ code, message: '' }))
    child.on('error', (error) => {
      if (child.pid === undefined) resolve({ code: null, message: messageOf(error) })
    })
  })
}

/** Resolves a while after its promise, without keeping the process alive for it. */
function afterwards(promise: Promise<void>): Promise<Exit> {
  return promise.then(
    () =>
      new Promise((resolve) => {
        setTimeout(() => resolve({ code: null, message: '' }), PATIENCE).unref()
      }),
  )
}

function supervise(child: Spawned, request: ChildRequest, acts: LastActs): Child {
  const group = child.pid === undefined ? undefined : childGroup(child.pid)
  const forget = acts.add(() => group?.kill())
  const stderr = keepLast(child.stderr)
  let isStopped = group === undefined
  let isOver = false
  let stopGiven = () => {}
  const stopping = new Promise<void>((resolve) => {
    stopGiven = resolve
  })
  function stop(): void {
    if (isOver) return
    isStopped = true
    child.stdin.destroy()
    output.stop()
    stopGiven()
  }
  const output = pumpOutput(child.stdout, request.limit, request.onOutput, stop)
  const timer = setTimeout(stop, Math.min(request.deadline, LONGEST))
  child.stdin.on('error', () => {})
  giveSecrets(child, request.secrets ?? [])

  async function watch(): Promise<ChildEnd> {
    const forced = afterwards(stopping.then(() => group?.end()))
    const { code, message } = await Promise.race([exitOf(child), forced])
    // What it has left behind is ended with it, and with it whoever else holds its output open.
    await group?.end()
    if (group === undefined) output.stop()
    await output.settled
    if (group !== undefined) await Promise.race([stderr.closed, afterwards(Promise.resolve())])
    isOver = true
    clearTimeout(timer)
    forget()
    for (const stream of child.stdio) stream?.destroy()
    const outcome = isStopped || code === null ? 'stopped' : 'exited'
    return { outcome, status: code ?? -1, stderr: stderr.text() || message }
  }
  const ended = watch()
  async function orThrow<T>(promise: Promise<T>): Promise<T> {
    const answer = await promise
    if (output.bug() !== undefined) throw output.bug()
    return answer
  }
  return {
    write: (chunk) => orThrow(writeTo(child.stdin, chunk)),
    end: () => {
      child.stdin.end()
      return orThrow(ended)
    },
    stop: () => {
      stop()
      return ended
    },
  }
}

/** A child that the system did not let begin. */
function stillborn(thrown: unknown): Child {
  const end: ChildEnd = { outcome: 'stopped', status: -1, stderr: messageOf(thrown) }
  return { write: async () => {}, end: async () => end, stop: async () => end }
}

/**
 * Starts programs that are fed and read while they run: an absolute path outside of the workspace, an argument list, an
 * environment of a few names beside what is given, a working directory that the workspace does not control, and a process
 * group that is ended with the program, at its deadline, and when this process ends. Secrets are given through sockets:
 * they can be read as descriptors, and not be opened as `/dev/fd/3`. What `onOutput` throws ends the child and is thrown by
 * `write` and `end`. Throws a RunError for a NUL character in an argument.
 */
export function childStarter(env: Environment, workspace: string, elsewhere: string): StartChild {
  const acts = lastActs()
  return (request) => {
    const { tool, args, environment = {}, cwd = elsewhere, secrets = [] } = request
    const path = pathOf(tool, env, workspace)
    if (path === undefined) return undefined
    if ([...args, ...Object.values(environment)].some((text) => text.includes('\0')))
      throw new RunError(`${tool} was given a NUL character`)
    const passed = PASSED.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]] as const]))
    try {
      const child = spawn(path, [...args], {
        cwd,
        env: {
          ...Object.fromEntries(passed),
          PATH: toolFolders(env, workspace).join(delimiter),
          LC_ALL: 'C',
          ...environment,
        },
        detached: true,
        stdio: ['pipe', 'pipe', 'pipe', ...secrets.map(() => 'pipe' as const)],
      })
      // With no descriptor left there are no streams; an error that nobody listens to would end this process.
      child.on('error', () => {})
      return hasStreams(child) ? supervise(child, request, acts) : stillborn('it has no descriptors')
    } catch (thrown) {
      return stillborn(thrown)
    }
  }
}
