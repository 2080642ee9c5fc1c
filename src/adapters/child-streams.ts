import type { Readable, Writable } from 'node:stream'

/** Bytes of standard error that are kept: the last ones say what went wrong. */
const STDERR_LIMIT = 64 * 1024

/** The last of what a stream said. */
export interface Kept {
  readonly text: () => string
  /** Resolves when there is no more: what was written last may come after its writer has ended. */
  readonly closed: Promise<void>
}

/** Reads a stream to its end and keeps the last 64 KiB of it. */
export function keepLast(stream: Readable): Kept {
  let kept = Buffer.alloc(0)
  stream.on('error', () => {})
  stream.on('data', (chunk: Buffer) => {
    kept = Buffer.concat([kept, chunk])
    // Twice as much is kept, so that many short lines are not each a copy of everything.
    if (kept.length > 2 * STDERR_LIMIT) kept = Buffer.from(kept.subarray(-STDERR_LIMIT))
  })
  const closed = new Promise<void>((resolve) => stream.once('close', resolve))
  return { text: () => kept.subarray(-STDERR_LIMIT).toString(), closed }
}

/** What becomes of a child's standard output. */
export interface Output {
  /** Nothing more is handed on; what is still in the pipe is dropped. */
  readonly stop: () => void
  /** Resolves when all was handed on, or it was stopped, and the reader is done with what it got. */
  readonly settled: Promise<void>
  /** What the reader threw; undefined for nothing. */
  readonly bug: () => unknown
}

/** Hands pieces on, one after the other; those that come while the reader is busy wait for their turn. */
function deliver(
  stream: Readable,
  onOutput: (chunk: Uint8Array) => void | Promise<void>,
  isOver: () => boolean,
  fail: (thrown: unknown) => void,
): { readonly take: (chunk: Buffer) => void; readonly idle: () => Promise<void> } {
  const queue: Buffer[] = []
  let pending: Promise<void> | undefined
  function handOn(chunk: Buffer): void {
    try {
      const wait = onOutput(chunk)
      // A function that gives something else passes for one that gives nothing.
      if (wait instanceof Promise) pending = wait.then(next, fail)
    } catch (thrown) {
      fail(thrown)
    }
  }
  function next(): void {
    pending = undefined
    for (let chunk = queue.shift(); chunk; chunk = pending ? undefined : queue.shift())
      if (!isOver()) handOn(chunk)
    if (!pending) stream.resume()
  }
  return {
    take: (chunk) => {
      // Node resumes what a child wrote last when the child ends, whoever has paused it (flushStdio).
      if (pending) queue.push(chunk)
      else handOn(chunk)
      if (pending) stream.pause()
    },
    idle: async () => {
      for (let one = pending; one; one = pending === one ? undefined : pending) await one
    },
  }
}

/** Hands a stream on, piece by piece, as fast as its reader takes it. `onExcess` is called for more bytes than the limit, or where the reader throws. */
export function pumpOutput(
  stream: Readable,
  limit: number,
  onOutput: (chunk: Uint8Array) => void | Promise<void>,
  onExcess: () => void,
): Output {
  let left = limit
  let isStopped = false
  let bug: unknown
  function fail(thrown: unknown): void {
    bug ??= thrown
    onExcess()
  }
  const delivery = deliver(stream, onOutput, () => isStopped, fail)
  stream.on('error', () => {})
  stream.on('data', (chunk: Buffer) => {
    if (isStopped) return
    left -= chunk.length
    if (left < 0) return onExcess()
    delivery.take(chunk)
  })
  const closed = new Promise<void>((resolve) => stream.once('close', resolve))
  return {
    stop: () => {
      isStopped = true
      stream.destroy()
    },
    settled: closed.then(delivery.idle),
    bug: () => bug,
  }
}

/** Writes bytes; resolves when the stream has taken them, or takes no more. */
export function writeTo(stream: Writable, chunk: Uint8Array): Promise<void> {
  if (!stream.writable) return Promise.resolve()
  return new Promise((resolve) => {
    const done = () => {
      stream.off('close', done)
      resolve()
    }
    stream.once('close', done)
    stream.write(chunk, done)
  })
}
