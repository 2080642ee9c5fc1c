/** What a parser waits for: undefined for more bytes, a promise for something of its own. */
export type Wait = Promise<void> | undefined

/** A parser that is run as bytes come in: it yields where it must wait. */
export type Parsing<Result> = Generator<Wait, Result, void>

/** Bytes that have come in and are not yet parsed. */
export interface ByteSource {
  readonly feed: (chunk: Buffer) => void
  /** Copies what is left of the last chunk, because its owner may use it again. */
  readonly keep: () => void
  readonly finish: () => void
  /** Bytes that were parsed. */
  readonly position: () => number
  /** How many bytes can be had without waiting; at least. */
  readonly available: () => number
  /** Waits for so many bytes; false where the end comes before. */
  readonly has: (count: number) => Parsing<boolean>
  /** The next byte; only after `has`. */
  readonly byte: () => number
  /** The next bytes, not copied; only after `has`. */
  readonly bytes: (count: number) => Buffer
  /** What is there of the next so many bytes, not copied: one at least, only after `has(1)`. */
  readonly some: (most: number) => Buffer
}

/** The bytes at hand, and those that wait behind them. */
interface Store {
  current: Buffer
  at: number
  waiting: Buffer[]
  waitingSize: number
  isFinished: boolean
  passed: number
}

function gather(store: Store): void {
  const { waiting } = store
  if (waiting.length === 0) return
  const rest = store.current.subarray(store.at)
  const isAlone = rest.length === 0 && waiting.length === 1
  store.current = isAlone ? (waiting[0] ?? rest) : Buffer.concat([rest, ...waiting])
  store.at = 0
  store.waiting = []
  store.waitingSize = 0
}

function* waitFor(store: Store, count: number): Parsing<boolean> {
  if (store.current.length - store.at >= count) return true
  while (store.current.length - store.at + store.waitingSize < count && !store.isFinished) yield undefined
  gather(store)
  return store.current.length - store.at >= count
}

function keepLast(store: Store): void {
  const last = store.waiting.pop()
  if (last !== undefined) store.waiting.push(Buffer.from(last))
  else {
    store.current = Buffer.from(store.current.subarray(store.at))
    store.at = 0
  }
}

function take(store: Store, count: number): Buffer {
  const taken = store.current.subarray(store.at, store.at + count)
  store.at += taken.length
  store.passed += taken.length
  return taken
}

/** An empty source. */
export function createByteSource(): ByteSource {
  const store: Store = {
    current: Buffer.alloc(0),
    at: 0,
    waiting: [],
    waitingSize: 0,
    isFinished: false,
    passed: 0,
  }
  return {
    feed: (chunk) => {
      store.waiting.push(chunk)
      store.waitingSize += chunk.length
    },
    keep: () => keepLast(store),
    finish: () => {
      store.isFinished = true
    },
    position: () => store.passed,
    available: () => store.current.length - store.at,
    has: (count) => waitFor(store, count),
    byte: () => {
      const byte = store.current[store.at] ?? 0
      store.at += 1
      store.passed += 1
      return byte
    },
    bytes: (count) => take(store, count),
    some: (most) => take(store, most),
  }
}
