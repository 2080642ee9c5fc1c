import type { Transform } from 'node:stream'

/** A decompressor of node:zlib: a stream that counts what it took. */
export type ZlibStream = Transform & { readonly bytesWritten: number }

/** A decompressing stream that is fed by hand, so that its caller waits for its output and knows where it stopped. */
export interface StreamFeed {
  /** Resolves once the bytes are used up, or the stream takes no more. What comes of them was handed on by then, or is buffered. */
  readonly write: (chunk: Uint8Array) => Promise<void>
  /** No more bytes: resolves once all output was handed on, or the stream refused. */
  readonly finish: () => Promise<void>
  /** Resolves once the reader of the output has taken all that was handed on. */
  readonly settled: () => Promise<void>
  /** Frees what the stream holds; nothing is handed on afterwards. */
  readonly stop: () => void
  /** Whether the stream found the end of its format; bytes after `consumed` are not its own. */
  readonly hasEnded: () => boolean
  /** What the stream has against its input. */
  readonly refusal: () => Error | undefined
  /** Bytes of input that were used. */
  readonly consumed: () => number
  /** Bytes of output that were made and are not handed on yet. */
  readonly buffered: () => number
}

interface FeedState {
  hasEnded: boolean
  isStopped: boolean
  refusal: Error | undefined
  /** An error of the reader of the output: a bug, thrown to the writer. */
  bug: unknown
  /** What the reader of the output is still busy with: the stream may say that it has ended before. */
  pending: Promise<void> | undefined
  release: () => void
}

function deliver(
  stream: ZlibStream,
  state: FeedState,
  onOutput: (piece: Uint8Array) => void | Promise<void>,
): void {
  const settle = (error: unknown) => {
    state.bug = error
    stream.destroy()
  }
  stream.on('data', (piece: Uint8Array) => {
    if (state.isStopped || state.bug !== undefined) return
    try {
      const wait = onOutput(piece)
      if (!wait) return
      stream.pause()
      state.pending = wait.then(() => void stream.resume(), settle)
    } catch (error) {
      settle(error)
    }
  })
  stream.on('end', () => {
    state.hasEnded = true
    state.release()
  })
  stream.on('error', (error) => {
    state.refusal = error
    state.release()
  })
  stream.on('close', () => state.release())
}

/** Feeds a stream of node:zlib. An error that `onOutput` throws is thrown by `write` and `finish`; the stream's own never is. */
export function feedStream(
  stream: ZlibStream,
  onOutput: (piece: Uint8Array) => void | Promise<void>,
): StreamFeed {
  const state: FeedState = {
    hasEnded: false,
    isStopped: false,
    refusal: undefined,
    bug: undefined,
    pending: undefined,
    release: () => {},
  }
  deliver(stream, state, onOutput)
  const isOver = () => state.hasEnded || state.isStopped || state.refusal !== undefined || stream.destroyed
  async function settled(): Promise<void> {
    for (let one = state.pending; one; one = state.pending) {
      await one
      if (state.pending === one) state.pending = undefined
    }
    if (state.bug !== undefined) throw state.bug
  }
  async function until(begin: (done: () => void) => void): Promise<void> {
    if (!isOver()) {
      await new Promise<void>((resolve) => {
        state.release = resolve
        begin(resolve)
      })
    }
    await settled()
  }
  let given = 0
  async function write(chunk: Uint8Array): Promise<void> {
    given += chunk.length
    await until((done) => stream.write(chunk, () => done()))
    // With output that waits for its reader the stream says that it is done before it says that it has ended.
    if (stream.bytesWritten < given) await until(() => {})
  }
  return {
    write,
    settled,
    finish: () => until(() => stream.end()),
    stop: () => {
      state.isStopped = true
      stream.destroy()
      state.release()
    },
    hasEnded: () => state.hasEnded,
    refusal: () => state.refusal,
    consumed: () => stream.bytesWritten,
    buffered: () => stream.readableLength,
  }
}
