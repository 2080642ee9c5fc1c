import { type ChildProcess, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import type { Chunk } from './interpret-step.ts'
import type { Stream } from './step.ts'

/** How long the runner waits for streams that grandchildren hold open after the exit (ProcessInvoker.cs), in ms. */
const STREAM_GRACE = 5000

/** A process to run: an absolute path, its arguments, and nothing inherited. */
export interface ChildOptions {
  readonly file: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  /** Milliseconds after which the whole process group is killed. */
  readonly deadline: number
  /** What stdin holds; it is closed after that, and empty by default. */
  readonly stdin?: string | Uint8Array
  /** Closes our end of stdout once so many bytes have been read; bytes beyond are not returned. */
  readonly closeStdoutAfter?: number
}

/** How the process ended and what it wrote, in the order of arrival. */
export interface ChildResult {
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  readonly timedOut: boolean
  readonly chunks: readonly Chunk[]
}

/** The text that a process wrote to one stream. */
export function textOf(chunks: readonly Chunk[], stream: Stream): string {
  return Buffer.concat(
    chunks.filter((chunk) => chunk.stream === stream).map((chunk) => chunk.bytes),
  ).toString()
}

/** Runs a process in a group of its own; nothing of the group lives on. Rejects only when it cannot be started. */
export function runChild(options: ChildOptions): Promise<ChildResult> {
  const { file, args, cwd, env } = options
  const child = spawn(file, args, { cwd, env, stdio: 'pipe', detached: true, windowsHide: true })
  const chunks: Chunk[] = []
  let timedOut = false
  collect(child.stdout, 'stdout', chunks, options.closeStdoutAfter ?? Number.POSITIVE_INFINITY)
  collect(child.stderr, 'stderr', chunks, Number.POSITIVE_INFINITY)
  feed(child.stdin, options.stdin)
  const deadline = setTimeout(() => {
    timedOut = true
    endGroup(child)
  }, options.deadline)
  let grace: NodeJS.Timeout | undefined
  child.once('exit', () => {
    grace = setTimeout(() => endGroup(child), STREAM_GRACE)
  })
  return new Promise((resolve, reject) => {
    const stopTimers = () => {
      clearTimeout(deadline)
      clearTimeout(grace)
    }
    child.once('error', (error) => {
      stopTimers()
      reject(error)
    })
    child.once('close', (exitCode, signal) => {
      stopTimers()
      endGroup(child)
      resolve(awaitGroupEnd(child).then(() => ({ exitCode, signal, timedOut, chunks })))
    })
  })
}

function collect(source: Readable, stream: Stream, chunks: Chunk[], limit: number): void {
  let left = limit
  if (left <= 0) {
    source.destroy()
  }
  source.on('data', (bytes: Uint8Array) => {
    chunks.push({ stream, bytes: bytes.subarray(0, left) })
    left -= bytes.length
    if (left <= 0) {
      source.destroy()
    }
  })
}

/** A child that does not read its stdin makes the write fail, which is its right. */
function feed(stdin: Writable, content: string | Uint8Array | undefined): void {
  stdin.on('error', () => undefined)
  stdin.end(content)
}

/** A killed process needs a moment to be gone; one that init is slow to collect is not waited for. */
async function awaitGroupEnd(child: ChildProcess): Promise<void> {
  for (let left = 50; left > 0 && isGroupThere(child); left -= 1) {
    await delay(10)
  }
}

function isGroupThere(child: ChildProcess): boolean {
  try {
    return process.kill(-(child.pid ?? Number.NaN), 0)
  } catch {
    return false
  }
}

/** Destroying our ends lets `close` happen even when a process that left the group still holds them. */
function endGroup(child: ChildProcess): void {
  try {
    process.kill(-(child.pid ?? Number.NaN), 'SIGKILL')
  } catch {
    child.kill('SIGKILL')
  }
  child.stdout?.destroy()
  child.stderr?.destroy()
}
